import { expect } from "chai";
import type { PoolSettings } from "../settings";
import { DEVICE_PLUGIN_IMAGES } from "../settings";
import { T4_POOL } from "../testing/fixture-settings";
import { buildDevicePlugin } from "./device-plugin";
import { buildConfiguredPod } from "./device-plugin-config";
import { buildMpsControlDaemon, poolsWithMps } from "./mps-control-daemon";

const MPS_POOL: PoolSettings = {
  ...T4_POOL,
  key: "mps",
  gpus: { ...T4_POOL.gpus!, perNode: 3, sharing: { strategy: "mps", replicas: 3 } },
};

describe("poolsWithMps", () => {
  it("should leave out whole GPUs and those shared in turns", () => {
    const sliced: PoolSettings = {
      ...T4_POOL,
      gpus: { ...T4_POOL.gpus!, sharing: { strategy: "timeSlicing", replicas: 2 } },
    };
    expect(poolsWithMps([T4_POOL, sliced, MPS_POOL])).to.deep.equal([MPS_POOL]);
  });
});

describe("buildMpsControlDaemon", () => {
  it("should build the whole DaemonSet for the pools that need it, with the plugin's configuration", () => {
    const image = DEVICE_PLUGIN_IMAGES.nvidia;
    const labels = {
      "app.kubernetes.io/name": "nvidia-mps-control-daemon",
      "app.kubernetes.io/managed-by": "aks-ray",
    };
    const configured = buildConfiguredPod([T4_POOL, MPS_POOL], image);
    expect(buildMpsControlDaemon([T4_POOL, MPS_POOL])).to.deep.equal({
      metadata: { name: "nvidia-mps-control-daemon", namespace: "kube-system", labels },
      spec: {
        selector: { matchLabels: { "app.kubernetes.io/name": "nvidia-mps-control-daemon" } },
        updateStrategy: { type: "RollingUpdate" },
        template: {
          metadata: { labels },
          spec: {
            serviceAccountName: "nvidia-device-plugin",
            priorityClassName: "system-node-critical",
            affinity: {
              nodeAffinity: {
                requiredDuringSchedulingIgnoredDuringExecution: {
                  nodeSelectorTerms: [
                    { matchExpressions: [{ key: "aks-ray.dev/pool", operator: "In", values: ["mps"] }] },
                  ],
                },
              },
            },
            tolerations: [
              { key: "sku", operator: "Equal", value: "gpu", effect: "NoSchedule" },
              { key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" },
            ],
            initContainers: [
              ...configured.spec.initContainers,
              {
                name: "mount-shm",
                image,
                command: ["mps-control-daemon", "mount-shm"],
                securityContext: { privileged: true },
                volumeMounts: [{ name: "mps-root", mountPath: "/mps", mountPropagation: "Bidirectional" }],
              },
            ],
            containers: [
              {
                name: "nvidia-mps-control-daemon",
                image,
                command: ["mps-control-daemon"],
                env: [
                  { name: "NODE_NAME", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
                  { name: "CONFIG_FILE", value: "/config/config.yaml" },
                  { name: "NVIDIA_VISIBLE_DEVICES", value: "all" },
                  { name: "NVIDIA_DRIVER_CAPABILITIES", value: "compute,utility" },
                ],
                resources: { requests: { cpu: "10m", memory: "64Mi" }, limits: { memory: "256Mi" } },
                securityContext: { privileged: true },
                volumeMounts: [
                  ...configured.volumeMounts,
                  { name: "mps-root", mountPath: "/mps" },
                  { name: "mps-shm", mountPath: "/dev/shm" },
                ],
              },
            ],
            volumes: [
              ...configured.volumes,
              { name: "mps-root", hostPath: { path: "/run/nvidia/mps", type: "DirectoryOrCreate" } },
              { name: "mps-shm", hostPath: { path: "/run/nvidia/mps/shm", type: "DirectoryOrCreate" } },
            ],
          },
        },
      },
    });
  });

  it("should have the device plugin see its directories, even those mounted later", () => {
    const template = buildDevicePlugin("nvidia", [MPS_POOL]).spec.template;
    expect(template).to.have.nested.property("spec.containers[0].env").that.deep.include({
      name: "MPS_ROOT",
      value: "/run/nvidia/mps",
    });
    expect(template)
      .to.have.nested.property("spec.containers[0].volumeMounts")
      .that.deep.includes.members([
        { name: "mps-root", mountPath: "/mps", mountPropagation: "HostToContainer" },
        { name: "mps-shm", mountPath: "/dev/shm", mountPropagation: "HostToContainer" },
      ]);
    expect(template)
      .to.have.nested.property("spec.volumes")
      .that.deep.includes.members([
        { name: "mps-root", hostPath: { path: "/run/nvidia/mps", type: "DirectoryOrCreate" } },
        { name: "mps-shm", hostPath: { path: "/run/nvidia/mps/shm", type: "DirectoryOrCreate" } },
      ]);
  });
});
