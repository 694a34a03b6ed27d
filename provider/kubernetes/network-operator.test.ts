import { expect } from "chai";
import { RESTRICTED } from "./container-security";
import type { NetworkOperatorSettings, PoolSettings } from "../settings";
import { RAY, T4_GROUP, T4_POOL } from "../testing/fixture-settings";
import { buildGpuOperatorRelease } from "./gpu-operator";
import {
  buildNetworkOperatorNamespace,
  buildNetworkOperatorRelease,
  buildNicClusterPolicy,
} from "./network-operator";
import { buildWorkerGroup } from "./ray-cluster/worker-group";

const SETTINGS: NetworkOperatorSettings = {
  version: "25.10.0",
  namespace: "network-operator",
  chart: { repository: "https://charts.example.com" },
  values: { operator: { tag: "mine" } },
  imageRepository: "nvcr.io/nvidia/mellanox",
  driverVersion: "doca3",
  nodeFeatureDiscovery: false,
};
const IB: PoolSettings = {
  ...T4_POOL,
  key: "ib",
  rdma: true,
  gpus: { ...T4_POOL.gpus!, driver: "None" },
};
const TOLERATIONS = [
  { key: "sku", operator: "Equal", value: "gpu", effect: "NoSchedule" },
  { key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" },
];

describe("buildNetworkOperatorRelease", () => {
  it("should build the whole release, in a namespace with privileges", () => {
    expect(buildNetworkOperatorRelease(SETTINGS, [T4_POOL, IB], "network-operator")).to.deep.equal({
      name: "network-operator",
      chart: "network-operator",
      version: "25.10.0",
      repositoryOpts: { repo: "https://charts.example.com" },
      namespace: "network-operator",
      atomic: true,
      timeout: 600,
      maxHistory: 5,
      values: {
        nfd: { enabled: false },
        "node-feature-discovery": { worker: { tolerations: TOLERATIONS } },
        operator: { tag: "mine" },
      },
    });
    expect(buildNetworkOperatorNamespace(SETTINGS)).to.deep.equal({
      metadata: {
        name: "network-operator",
        labels: {
          "app.kubernetes.io/managed-by": "aks-ray",
          "pod-security.kubernetes.io/enforce": "privileged",
        },
      },
    });
  });
});

describe("buildNicClusterPolicy", () => {
  it("should bring driver and device plugin to the pools with InfiniBand alone", () => {
    const { spec, ...policy } = buildNicClusterPolicy(SETTINGS, [T4_POOL, IB]);
    expect(policy).to.deep.equal({
      apiVersion: "mellanox.com/v1alpha1",
      kind: "NicClusterPolicy",
      metadata: { name: "nic-cluster-policy", labels: { "app.kubernetes.io/managed-by": "aks-ray" } },
    });
    const { config, ...plugin } = spec.rdmaSharedDevicePlugin;
    expect({ ...spec, rdmaSharedDevicePlugin: plugin }).to.deep.equal({
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [
            { matchExpressions: [{ key: "aks-ray.dev/pool", operator: "In", values: ["ib"] }] },
          ],
        },
      },
      tolerations: TOLERATIONS,
      ofedDriver: {
        repository: "nvcr.io/nvidia/mellanox",
        image: "doca-driver",
        version: "doca3",
        env: [
          {
            name: "OFED_BLACKLIST_MODULES_FILE",
            value: "/host/etc/modprobe.d/blacklist-ofed-modules.conf",
          },
        ],
        upgradePolicy: { autoUpgrade: false },
        startupProbe: { initialDelaySeconds: 10, periodSeconds: 20 },
        livenessProbe: { initialDelaySeconds: 30, periodSeconds: 30 },
        readinessProbe: { initialDelaySeconds: 10, periodSeconds: 30 },
      },
      rdmaSharedDevicePlugin: {
        repository: "nvcr.io/nvidia/mellanox",
        image: "k8s-rdma-shared-dev-plugin",
        version: "network-operator-v25.10.0",
      },
    });
    expect(JSON.parse(config)).to.deep.equal({
      configList: [
        {
          resourceName: "sharedib",
          rdmaHcaMax: 63,
          selectors: { vendors: ["15b3"], linkTypes: ["infiniband"] },
        },
      ],
    });
  });
});

describe("what else InfiniBand needs", () => {
  it("should be the GPU driver's part for it", () => {
    const operator = { version: "v1", namespace: "gpu", chart: { path: "c" }, values: {} };
    expect(buildGpuOperatorRelease(operator, [IB], "gpu").values).to.deep.include({
      driver: { rdma: { enabled: true } },
    });
  });

  it("should be adapters and locked memory for the worker, and NCCL told of them unless the user says otherwise", () => {
    const group = buildWorkerGroup({ ...T4_GROUP, rdma: true, env: { NCCL_IB_DISABLE: "1" } }, RAY);
    const fixed = { memory: "20992Mi", "nvidia.com/gpu": "1", "rdma/sharedib": "1" };
    expect(group.template).to.have.deep.nested.property("spec.containers[0]", {
      name: "ray-worker",
      image: "rayproject/ray:2.60.0-py311-gpu",
      env: [
        { name: "NCCL_IB_DISABLE", value: "1" },
        { name: "NCCL_NET_GDR_LEVEL", value: "SYS" },
      ],
      securityContext: { ...RESTRICTED, capabilities: { drop: ["ALL"], add: ["IPC_LOCK"] } },
      terminationMessagePolicy: "FallbackToLogsOnError",
      resources: { requests: { cpu: "3", ...fixed }, limits: fixed },
    });
  });
});
