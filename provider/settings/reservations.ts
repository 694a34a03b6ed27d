/** What a node has for pods. */
export interface Allocatable {
  milliCpu: number;
  memoryMiB: number;
}

/**
 * CPU in millicores that AKS keeps for the kubelet and the system, by vCPUs of the node; lines between the points.
 * https://learn.microsoft.com/azure/aks/node-resource-reservations
 */
const RESERVED_CPU: readonly (readonly [vcpus: number, milliCpu: number])[] = [
  [1, 60],
  [2, 100],
  [4, 140],
  [8, 180],
  [16, 260],
  [32, 420],
  [64, 740],
];

/** The table ends at 64 vCPUs; from 8 on it grows by 10 millicores a vCPU, which is taken to go on. */
const MILLI_CPU_PER_FURTHER_VCPU = 10;

/** Memory that AKS keeps on Kubernetes 1.29 and later: 20 MB a pod and 50 MB, at most a quarter (same page). */
const RESERVED_MB_PER_POD = 20;
const RESERVED_MB = 50;
const RESERVED_MEMORY_AT_MOST = 0.25;
const MIB_PER_MB = 1e6 / 2 ** 20;

/** Memory below which the kubelet evicts pods, in MiB (same page). */
const EVICTION_THRESHOLD_MIB = 100;

/**
 * What the machine's memory lacks when Linux counts it: firmware, kernel, page tables. Seen on AKS: 28 GiB
 * (Standard_NC4as_T4_v3) count as 28736340 KiB, 2.1% less; 56 GiB (Standard_NC6) as 57713788 KiB, 1.7% less. A little
 * more is left here, since a pod that is too large by a byte never starts.
 */
const MISSING_MEMORY_SHARE = 0.025;
const MISSING_MEMORY_MIB = 512;

/**
 * Left free on each node for the DaemonSets of AKS, by their requests: kube-proxy or Cilium (100m to 200m), azure-cns
 * (40m, 250Mi), ip-masq-agent and cloud-node-manager (150m, 100Mi), CSI drivers (60m, 120Mi), Azure Monitor's agents
 * (200m, 500Mi), a GPU device plugin (50m, 64Mi), NVIDIA's MPS daemon (10m, 64Mi) and DCGM exporter (40m, 128Mi), or
 * as much for one small DaemonSet of one's own.
 */
const DAEMONS: Allocatable = { milliCpu: 750, memoryMiB: 1536 };

/** Left free on system nodes besides, for AKS's Deployments: CoreDNS, metrics-server, konnectivity, and the KubeRay operator (100m, 512Mi). */
export const SYSTEM_DEPLOYMENTS: Allocatable = { milliCpu: 600, memoryMiB: 1536 };

/** CPU in millicores that AKS reserves on a node. */
export function reservedMilliCpu(vcpus: number): number {
  const above = RESERVED_CPU.findIndex(([cores]) => cores >= vcpus);
  const [lastCores, lastReserved] = RESERVED_CPU[RESERVED_CPU.length - 1] ?? [0, 0];
  if (above < 0) return lastReserved + (vcpus - lastCores) * MILLI_CPU_PER_FURTHER_VCPU;
  const [cores, reserved] = RESERVED_CPU[above] ?? [0, 0];
  const [coresBelow, reservedBelow] = RESERVED_CPU[above - 1] ?? [0, 0];
  return Math.ceil(
    reservedBelow + ((vcpus - coresBelow) * (reserved - reservedBelow)) / (cores - coresBelow),
  );
}

/** Memory in MiB that AKS reserves on a node, the eviction threshold included. */
export function reservedMemoryMiB(memoryMiB: number, maxPods: number): number {
  const byPods = (RESERVED_MB_PER_POD * maxPods + RESERVED_MB) * MIB_PER_MB;
  return Math.ceil(Math.min(byPods, memoryMiB * RESERVED_MEMORY_AT_MOST)) + EVICTION_THRESHOLD_MIB;
}

/** What is left for Ray on a node of a VM size with the given figures, after AKS's reservations and the daemons. Never negative. */
export function allocatable(size: { vcpus: number; memoryGiB: number }, maxPods: number): Allocatable {
  const counted = size.memoryGiB * 1024 * (1 - MISSING_MEMORY_SHARE) - MISSING_MEMORY_MIB;
  const milliCpu = size.vcpus * 1000 - reservedMilliCpu(size.vcpus) - DAEMONS.milliCpu;
  const memoryMiB = Math.floor(counted - reservedMemoryMiB(counted, maxPods) - DAEMONS.memoryMiB);
  return { milliCpu: Math.max(0, milliCpu), memoryMiB: Math.max(0, memoryMiB) };
}
