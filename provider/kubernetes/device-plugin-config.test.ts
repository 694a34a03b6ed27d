import { expect } from "chai";
import type { PoolGpus, PoolSettings } from "../settings";
import { DEVICE_PLUGIN_IMAGES } from "../settings";
import { T4_POOL } from "../testing/fixture-settings";
import { buildDevicePlugin } from "./device-plugin";
import { buildPluginAccess, buildPluginConfigMap, needsPluginConfig } from "./device-plugin-config";

const pool = (key: string, gpus: Partial<PoolGpus> = {}): PoolSettings => ({
  ...T4_POOL,
  key,
  gpus: { ...T4_POOL.gpus!, ...gpus },
});
const SLICED = { resource: "nvidia.com/mig-1g.10gb", perNode: 7, migProfile: "MIG1g" } as const;
const SHARED = pool("t4", { perNode: 4, sharing: { strategy: "timeSlicing", replicas: 4 } });
const CONFIG_NAME = "nvidia-device-plugin-2ab953f0";

/** What the plugin reads on the nodes of a pool. */
const configOf = (...pools: PoolSettings[]): unknown[] =>
  Object.values(buildPluginConfigMap(pools).data).map((file) => JSON.parse(file) as unknown);

describe("needsPluginConfig", () => {
  it("should hold where GPUs are shared, or slices named in two ways", () => {
    const single = pool("b", { ...SLICED, migStrategy: "single" });
    const mixed = pool("c", { ...SLICED, migStrategy: "mixed" });
    expect(needsPluginConfig([pool("a"), single])).to.equal(false);
    expect(needsPluginConfig([pool("a"), mixed])).to.equal(false);
    expect(needsPluginConfig([single, mixed])).to.equal(true);
    expect(needsPluginConfig([pool("a"), SHARED])).to.equal(true);
  });
});

describe("buildPluginConfigMap", () => {
  it("should hold a file for each pool, by its key", () => {
    const { metadata, data } = buildPluginConfigMap([SHARED, pool("whole")]);
    expect(metadata.namespace).to.equal("kube-system");
    expect(Object.keys(data)).to.deep.equal(["t4", "whole"]);
    expect(configOf(SHARED, pool("whole"))).to.deep.equal([
      {
        version: "v1",
        flags: { migStrategy: "none" },
        sharing: {
          timeSlicing: {
            failRequestsGreaterThanOne: true,
            resources: [{ name: "nvidia.com/gpu", replicas: 4 }],
          },
        },
      },
      { version: "v1", flags: { migStrategy: "none" } },
    ]);
  });

  it("should slice the time of MIG slices under their own name", () => {
    const sharing = { strategy: "timeSlicing", replicas: 2 } as const;
    expect(configOf(pool("mig", { ...SLICED, migStrategy: "mixed", sharing }))).to.deep.equal([
      {
        version: "v1",
        flags: { migStrategy: "mixed" },
        sharing: {
          timeSlicing: {
            failRequestsGreaterThanOne: true,
            resources: [{ name: "nvidia.com/mig-1g.10gb", replicas: 2 }],
          },
        },
      },
    ]);
  });

  it("should leave out, under MPS, what the plugin has no option for", () => {
    expect(configOf(pool("t4", { sharing: { strategy: "mps", replicas: 3 } }))).to.deep.equal([
      {
        version: "v1",
        flags: { migStrategy: "none" },
        sharing: { mps: { resources: [{ name: "nvidia.com/gpu", replicas: 3 }] } },
      },
    ]);
  });

  it("should have another name for another content, so that pods restart with it", () => {
    const name = (replicas: number) =>
      buildPluginConfigMap([pool("t4", { sharing: { strategy: "timeSlicing", replicas } })]).metadata.name;
    expect(name(4)).to.equal(CONFIG_NAME);
    expect(name(5)).not.to.equal(name(4));
  });
});

describe("buildPluginAccess", () => {
  it("should let the plugin read nodes, and nothing else", () => {
    const labels = {
      "app.kubernetes.io/name": "nvidia-device-plugin",
      "app.kubernetes.io/managed-by": "aks-ray",
    };
    expect(buildPluginAccess()).to.deep.equal({
      serviceAccount: { metadata: { name: "nvidia-device-plugin", namespace: "kube-system", labels } },
      clusterRole: {
        metadata: { name: "nvidia-device-plugin", labels },
        rules: [{ apiGroups: [""], resources: ["nodes"], verbs: ["get", "list", "watch"] }],
      },
      clusterRoleBinding: {
        metadata: { name: "nvidia-device-plugin", labels },
        roleRef: {
          apiGroup: "rbac.authorization.k8s.io",
          kind: "ClusterRole",
          name: "nvidia-device-plugin",
        },
        subjects: [{ kind: "ServiceAccount", name: "nvidia-device-plugin", namespace: "kube-system" }],
      },
    });
  });
});

describe("the device plugin of pools that share GPUs", () => {
  it("should read the file of its node's pool", () => {
    const image = DEVICE_PLUGIN_IMAGES.nvidia;
    const volumeMounts = [
      { name: "available-configs", mountPath: "/available-configs" },
      { name: "config", mountPath: "/config" },
    ];
    const unprivileged = {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      seccompProfile: { type: "RuntimeDefault" },
    };
    expect(buildDevicePlugin("nvidia", [SHARED]).spec.template)
      .to.have.property("spec")
      .that.deep.includes({
        serviceAccountName: "nvidia-device-plugin",
        initContainers: [
          {
            name: "choose-config",
            image,
            command: ["config-manager"],
            env: [
              { name: "ONESHOT", value: "true" },
              { name: "NODE_NAME", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
              { name: "NODE_LABEL", value: "aks-ray.dev/pool" },
              { name: "CONFIG_FILE_SRCDIR", value: "/available-configs" },
              { name: "CONFIG_FILE_DST", value: "/config/config.yaml" },
              { name: "SEND_SIGNAL", value: "false" },
            ],
            securityContext: unprivileged,
            volumeMounts,
          },
        ],
        containers: [
          {
            name: "nvidia-device-plugin",
            image,
            env: [
              { name: "CONFIG_FILE", value: "/config/config.yaml" },
              { name: "FAIL_ON_INIT_ERROR", value: "false" },
            ],
            resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "256Mi" } },
            securityContext: unprivileged,
            volumeMounts: [
              { name: "device-plugins", mountPath: "/var/lib/kubelet/device-plugins" },
              ...volumeMounts,
            ],
          },
        ],
        volumes: [
          { name: "device-plugins", hostPath: { path: "/var/lib/kubelet/device-plugins" } },
          { name: "available-configs", configMap: { name: CONFIG_NAME } },
          { name: "config", emptyDir: {} },
        ],
      });
  });
});
