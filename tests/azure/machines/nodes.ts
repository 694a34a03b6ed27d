import { createHash } from "node:crypto";
import type { V1Node, V1Taint } from "@kubernetes/client-node";
import { reservedMemoryMiB, reservedMilliCpu } from "../../../provider/settings/reservations";
import type { MachineCluster, MachinePool } from "../settle";
import { findVmSize, migSlicesOf, type VmSize } from "../vm-sizes";

/** Label with the cluster's node resource group, as AKS sets it; a cluster's nodes are found by it. */
export const CLUSTER_LABEL = "kubernetes.azure.com/cluster";

/** Annotation that makes KWOK play the kubelet of a node. */
const KWOK_ANNOTATION = "kwok.x-k8s.io/node";

/** Annotation that tells the player of device plugins what AKS cut the node's GPUs into; a real plugin asks the driver. */
export const MIG_PROFILE_ANNOTATION = "machines.azure.test/mig-profile";

/** Share of the machine's memory that Linux does not count (28 GiB show as 28736340 KiB on AKS). */
const UNCOUNTED_MEMORY = 0.0213;

/** A file system on 128 GiB of OS disk shows as 129886128 KiB on AKS; the kubelet keeps a tenth of it free. */
const DISK_SHARE = 129886128 / (128 * 2 ** 20);
const DISK_ALLOCATABLE = 0.9;

/** The nodes of a pool, named as AKS names the machines of its scale set. */
export function buildNodes(cluster: MachineCluster, pool: MachinePool): V1Node[] {
  const size = findVmSize(pool.vmSize);
  if (size === undefined) throw new Error(`no figures for the VM size ${pool.vmSize}`);
  return Array.from({ length: pool.count }, (_, index) => buildNode(cluster, pool, size, index));
}

function buildNode(cluster: MachineCluster, pool: MachinePool, size: VmSize, index: number): V1Node {
  const scaleSet = `aks-${pool.name}-${hash(`${cluster.uid}/${pool.name}`)}-vmss`;
  const name = `${scaleSet}${index.toString(36).padStart(6, "0")}`;
  const zone = pool.zones[index % Math.max(1, pool.zones.length)];
  const resources = buildResources(pool, size);
  return {
    metadata: {
      name,
      labels: { ...buildLabels(cluster, pool, size, zone), "kubernetes.io/hostname": name, ...pool.labels },
      annotations: {
        [KWOK_ANNOTATION]: "fake",
        ...(pool.migProfile !== undefined && { [MIG_PROFILE_ANNOTATION]: pool.migProfile }),
      },
    },
    spec: {
      providerID: `azure:///subscriptions/x/resourceGroups/${cluster.nodeResourceGroup.toLowerCase()}/providers/Microsoft.Compute/virtualMachineScaleSets/${scaleSet}/virtualMachines/${index}`,
      taints: pool.taints.map(parseTaint),
    },
    status: {
      ...resources,
      nodeInfo: {
        architecture: size.architecture === "arm64" ? "arm64" : "amd64",
        bootID: "",
        containerRuntimeVersion: "containerd://2.0.0",
        kernelVersion: "6.8.0-azure",
        kubeProxyVersion: `v${pool.kubernetesVersion}`,
        kubeletVersion: `v${pool.kubernetesVersion}`,
        machineID: "",
        operatingSystem: "linux",
        osImage: pool.osSKU.startsWith("Ubuntu") ? "Ubuntu 24.04 LTS" : "Microsoft Azure Linux 3.0",
        systemUUID: "",
      },
    },
  };
}

/** AKS docs, "use labels": what AKS puts on nodes by itself. */
function buildLabels(cluster: MachineCluster, pool: MachinePool, size: VmSize, zone: string | undefined) {
  return {
    agentpool: pool.name,
    [CLUSTER_LABEL]: cluster.nodeResourceGroup.toLowerCase(),
    "kubernetes.azure.com/agentpool": pool.name,
    "kubernetes.azure.com/mode": pool.mode.toLowerCase(),
    "kubernetes.azure.com/os-sku": pool.osSKU,
    "kubernetes.azure.com/role": "agent",
    "kubernetes.io/arch": size.architecture === "arm64" ? "arm64" : "amd64",
    "kubernetes.io/os": "linux",
    "node.kubernetes.io/instance-type": size.name,
    "topology.kubernetes.io/region": cluster.location,
    "topology.kubernetes.io/zone": zone === undefined ? "0" : `${cluster.location}-${zone}`,
    ...(size.gpus?.vendor === "nvidia" && {
      accelerator: "nvidia",
      "kubernetes.azure.com/accelerator": "nvidia",
    }),
    ...(pool.spot && { "kubernetes.azure.com/scalesetpriority": "spot" }),
  };
}

/** Capacity and allocatable as the kubelet reports them, with the GPUs that a device plugin would advertise. */
function buildResources(pool: MachinePool, size: VmSize) {
  const memoryKiB = Math.floor(size.memoryGiB * 1024 * 1024 * (1 - UNCOUNTED_MEMORY));
  const reservedKiB = Math.ceil(reservedMemoryMiB(memoryKiB / 1024, pool.maxPods)) * 1024;
  const fixed = {
    pods: String(pool.maxPods),
    ...buildGpus(pool, size),
  };
  const diskKiB = Math.floor(pool.osDiskSizeGB * 2 ** 20 * DISK_SHARE);
  return {
    capacity: {
      cpu: String(size.vcpus),
      memory: `${memoryKiB}Ki`,
      "ephemeral-storage": `${diskKiB}Ki`,
      ...fixed,
    },
    allocatable: {
      cpu: `${size.vcpus * 1000 - reservedMilliCpu(size.vcpus)}m`,
      memory: `${memoryKiB - reservedKiB}Ki`,
      "ephemeral-storage": `${Math.floor(diskKiB * DISK_ALLOCATABLE)}Ki`,
      ...fixed,
    },
  };
}

/** What the device plugin advertises where it has no configuration: slices under their own name, or whole GPUs. */
function buildGpus(pool: MachinePool, size: VmSize): Record<string, string> {
  if (size.gpus === undefined) return {};
  if (pool.migProfile === undefined) return { [`${size.gpus.vendor}.com/gpu`]: String(size.gpus.count) };
  const slices = migSlicesOf(size, pool.migProfile);
  return slices === undefined ? {} : { [slices.resource]: String(slices.count) };
}

function parseTaint(taint: string): V1Taint {
  const [, key = "", value, effect = ""] = /^([^=:]+)(?:=([^:]*))?:(.+)$/.exec(taint) ?? [];
  return { key, ...(value ? { value } : {}), effect };
}

/** Eight digits, as in the names of AKS's scale sets. */
function hash(source: string): string {
  return String(parseInt(createHash("sha256").update(source).digest("hex").slice(0, 8), 16) % 1e8).padStart(
    8,
    "0",
  );
}
