import type { helm, types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import { RDMA_DEVICES_PER_NODE, RDMA_RESOURCE } from "../settings/rdma";
import type { NetworkOperatorSettings, PoolSettings } from "../settings";
import { buildChartRelease } from "./chart-release";
import { NVIDIA_TAINT } from "./gpu-taints";
import { MANAGED_BY } from "./namespace";
import { buildPoolAffinity } from "./pool-affinity";
import { buildTolerations } from "./tolerations";

/** Seconds for the operator to become available; a fresh node first pulls its image. */
const TIMEOUT_SECONDS = 600;

/** PCI vendor of the adapters: NVIDIA's Mellanox. */
const MELLANOX = "15b3";

/** A NicClusterPolicy, as far as this package sets it (Mellanox/network-operator, api/v1alpha1/nicclusterpolicy_types.go). */
interface NicClusterPolicySpec {
  nodeAffinity: types.input.core.v1.Affinity["nodeAffinity"];
  tolerations: types.input.core.v1.Toleration[];
  ofedDriver: ImageSpec & {
    env: { name: string; value: string }[];
    upgradePolicy: { autoUpgrade: boolean };
    startupProbe: Probe;
    livenessProbe: Probe;
    readinessProbe: Probe;
  };
  rdmaSharedDevicePlugin: ImageSpec & { config: string };
}

interface ImageSpec {
  repository: string;
  image: string;
  version: string;
}

interface Probe {
  initialDelaySeconds: number;
  periodSeconds: number;
}

/** Builds the operator's namespace; its pods need privileges (Azure/aks-rdma-infiniband, network-operator.md). */
export function buildNetworkOperatorNamespace({ namespace }: NetworkOperatorSettings) {
  const labels = { ...MANAGED_BY, "pod-security.kubernetes.io/enforce": "privileged" };
  return { metadata: { name: namespace, labels } } satisfies { metadata: types.input.meta.v1.ObjectMeta };
}

/** Builds the release of NVIDIA's Network Operator. Only one Node Feature Discovery may be in a cluster. */
export function buildNetworkOperatorRelease(
  settings: NetworkOperatorSettings,
  pools: PoolSettings[],
  namespace: Input<string>,
): helm.v3.ReleaseArgs {
  const values = {
    nfd: { enabled: settings.nodeFeatureDiscovery },
    "node-feature-discovery": { worker: { tolerations: tolerationsOf(pools) } },
  };
  return buildChartRelease(settings, {
    name: "network-operator",
    namespace,
    timeout: TIMEOUT_SECONDS,
    values,
  });
}

/**
 * Builds what the operator is to do: the driver, and a device plugin that gives a container all adapters of its node
 * (Azure/aks-rdma-infiniband, configs/nicclusterpolicy). It goes to the pools with InfiniBand alone: Azure's accelerated
 * networking has adapters of the same vendor on other nodes. A new driver comes with a new node, not to one that runs jobs.
 */
export function buildNicClusterPolicy(
  { imageRepository, driverVersion, version }: NetworkOperatorSettings,
  pools: PoolSettings[],
): {
  apiVersion: string;
  kind: string;
  metadata: types.input.meta.v1.ObjectMeta;
  spec: NicClusterPolicySpec;
} {
  const served = pools.filter(({ rdma }) => rdma);
  const config = {
    configList: [
      {
        resourceName: RDMA_RESOURCE.replace("rdma/", ""),
        rdmaHcaMax: RDMA_DEVICES_PER_NODE,
        selectors: { vendors: [MELLANOX], linkTypes: ["infiniband"] },
      },
    ],
  };
  return {
    apiVersion: "mellanox.com/v1alpha1",
    kind: "NicClusterPolicy",
    // The operator knows no policy of another name (network-operator, controllers/nicclusterpolicy_controller.go).
    metadata: { name: "nic-cluster-policy", labels: MANAGED_BY },
    spec: {
      nodeAffinity: buildPoolAffinity(served).nodeAffinity,
      tolerations: tolerationsOf(pools),
      ofedDriver: {
        repository: imageRepository,
        image: "doca-driver",
        version: driverVersion,
        // Mellanox/doca-driver-build #52: without it a race keeps the module from loading.
        env: [
          { name: "OFED_BLACKLIST_MODULES_FILE", value: "/host/etc/modprobe.d/blacklist-ofed-modules.conf" },
        ],
        upgradePolicy: { autoUpgrade: false },
        startupProbe: { initialDelaySeconds: 10, periodSeconds: 20 },
        livenessProbe: { initialDelaySeconds: 30, periodSeconds: 30 },
        readinessProbe: { initialDelaySeconds: 10, periodSeconds: 30 },
      },
      rdmaSharedDevicePlugin: {
        repository: imageRepository,
        image: "k8s-rdma-shared-dev-plugin",
        version: `network-operator-v${version}`,
        config: JSON.stringify(config, undefined, 2),
      },
    },
  };
}

function tolerationsOf(pools: PoolSettings[]): types.input.core.v1.Toleration[] {
  const served = pools.filter(({ rdma }) => rdma);
  return buildTolerations([...served.flatMap(({ taints }) => taints), NVIDIA_TAINT]);
}
