import { expect } from "chai";
import type { PoolSettings } from "../settings";
import { DEVICE_PLUGIN_IMAGES } from "../settings";
import { SYSTEM_POOL, T4_POOL } from "../testing/fixture-settings";
import { buildDevicePlugin, poolsWithDevicePlugin } from "./device-plugin";

const MI300X_POOL: PoolSettings = {
  ...T4_POOL,
  key: "mi300x",
  gpus: { vendor: "amd", resource: "amd.com/gpu", perNode: 8, driver: "None" },
};

describe("poolsWithDevicePlugin", () => {
  it("should find none where no pool has GPUs of the vendor", () => {
    expect(poolsWithDevicePlugin([SYSTEM_POOL, T4_POOL], "amd")).to.deep.equal([]);
  });

  it("should leave NVIDIA pools without AKS's driver to the GPU Operator", () => {
    const operated: PoolSettings = { ...T4_POOL, gpus: { ...T4_POOL.gpus!, driver: "None" } };
    expect(poolsWithDevicePlugin([operated, T4_POOL], "nvidia")).to.deep.equal([T4_POOL]);
  });

  it("should take AMD pools, on which AKS installs no driver", () => {
    expect(poolsWithDevicePlugin([MI300X_POOL, T4_POOL], "amd")).to.deep.equal([MI300X_POOL]);
  });
});

describe("buildDevicePlugin", () => {
  it("should build the whole NVIDIA DaemonSet for the pools that need it", () => {
    const labels = {
      "app.kubernetes.io/name": "nvidia-device-plugin",
      "app.kubernetes.io/managed-by": "aks-ray",
    };
    expect(buildDevicePlugin("nvidia", [T4_POOL])).to.deep.equal({
      metadata: { name: "nvidia-device-plugin", namespace: "kube-system", labels },
      spec: {
        selector: { matchLabels: { "app.kubernetes.io/name": "nvidia-device-plugin" } },
        updateStrategy: { type: "RollingUpdate" },
        template: {
          metadata: { labels },
          spec: {
            priorityClassName: "system-node-critical",
            affinity: {
              nodeAffinity: {
                requiredDuringSchedulingIgnoredDuringExecution: {
                  nodeSelectorTerms: [
                    { matchExpressions: [{ key: "aks-ray.dev/pool", operator: "In", values: ["t4"] }] },
                  ],
                },
              },
            },
            tolerations: [
              { key: "sku", operator: "Equal", value: "gpu", effect: "NoSchedule" },
              { key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" },
            ],
            containers: [
              {
                name: "nvidia-device-plugin",
                image: DEVICE_PLUGIN_IMAGES.nvidia,
                env: [
                  { name: "MIG_STRATEGY", value: "none" },
                  { name: "FAIL_ON_INIT_ERROR", value: "false" },
                ],
                resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "256Mi" } },
                securityContext: {
                  allowPrivilegeEscalation: false,
                  capabilities: { drop: ["ALL"] },
                  seccompProfile: { type: "RuntimeDefault" },
                },
                volumeMounts: [{ name: "device-plugins", mountPath: "/var/lib/kubelet/device-plugins" }],
              },
            ],
            volumes: [{ name: "device-plugins", hostPath: { path: "/var/lib/kubelet/device-plugins" } }],
          },
        },
      },
    });
  });

  it("should advertise MIG slices under their own names", () => {
    const sliced: PoolSettings = {
      ...T4_POOL,
      key: "mig",
      gpus: { ...T4_POOL.gpus!, migProfile: "MIG3g", migStrategy: "mixed" },
    };
    const container = buildDevicePlugin("nvidia", [T4_POOL, sliced]).spec.template;
    expect(container).to.have.deep.nested.property("spec.containers[0].env[0]", {
      name: "MIG_STRATEGY",
      value: "mixed",
    });
  });

  it("should tolerate the taints of all its pools, each once", () => {
    const tainted: PoolSettings = {
      ...T4_POOL,
      key: "more",
      taints: [...T4_POOL.taints, { key: "team", value: "vision", effect: "NoExecute" }],
    };
    expect(buildDevicePlugin("nvidia", [T4_POOL, tainted]).spec.template)
      .to.have.nested.property("spec.tolerations")
      .that.deep.equals([
        { key: "sku", operator: "Equal", value: "gpu", effect: "NoSchedule" },
        { key: "team", operator: "Equal", value: "vision", effect: "NoExecute" },
        { key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" },
      ]);
  });

  it("should give AMD's plugin the device tree", () => {
    const { spec } = buildDevicePlugin("amd", [MI300X_POOL]);
    expect(spec.template).to.have.nested.property("spec.containers[0].image", DEVICE_PLUGIN_IMAGES.amd);
    expect(spec.template).to.have.deep.nested.property("spec.volumes", [
      { name: "device-plugins", hostPath: { path: "/var/lib/kubelet/device-plugins" } },
      { name: "sys", hostPath: { path: "/sys" } },
    ]);
  });
});
