import type { PropertyMap } from "../../plugin";
import { fullVersion } from "../versions";
import { findVmSize, type VmSize } from "../vm-sizes";
import { SPOT_KEY, SPOT_TAINT } from "./placement";
import { textMap, texts } from "./values";

/** An ephemeral OS disk is AKS's choice where the local disk holds it (AKS docs, "ephemeral OS disks"). */
const EPHEMERAL_FROM_GIB = 128;

/**
 * The body that AKS keeps for a pool: what was asked for, with AKS's defaults and read-only properties filled in
 * (as recorded in pulumi-azure-native's and azure-service-operator's tests).
 *
 * @param existing the pool as it is, whose immutable properties stay where the request leaves them out.
 */
export function defaultPool(
  body: PropertyMap,
  clusterVersion: string,
  existing: PropertyMap = {},
): PropertyMap {
  const size = findVmSize(String(body["vmSize"]));
  const ephemeral = (size?.tempDiskGiB ?? 0) >= EPHEMERAL_FROM_GIB;
  const osDiskType = body["osDiskType"] ?? existing["osDiskType"] ?? (ephemeral ? "Ephemeral" : "Managed");
  const orchestratorVersion = String(
    body["orchestratorVersion"] ?? existing["orchestratorVersion"] ?? clusterVersion,
  );
  const spot = body["scaleSetPriority"] === "Spot";
  const osSKU = body["osSKU"] ?? existing["osSKU"] ?? "Ubuntu";
  return clean({
    ...carried(existing),
    ...body,
    count: body["count"] ?? existing["count"] ?? 1,
    mode: body["mode"] ?? existing["mode"] ?? "User",
    type: body["type"] ?? "VirtualMachineScaleSets",
    osType: body["osType"] ?? "Linux",
    osSKU,
    osDiskType,
    osDiskSizeGB: body["osDiskSizeGB"] || existing["osDiskSizeGB"] || defaultDisk(osDiskType, size),
    kubeletDiskType: body["kubeletDiskType"] ?? existing["kubeletDiskType"] ?? "OS",
    maxPods: body["maxPods"] ?? existing["maxPods"] ?? 250,
    orchestratorVersion,
    currentOrchestratorVersion: fullVersion(orchestratorVersion),
    nodeImageVersion: existing["nodeImageVersion"] ?? nodeImage(String(osSKU)),
    enableAutoScaling: body["enableAutoScaling"] ?? false,
    enableFIPS: body["enableFIPS"] ?? existing["enableFIPS"] ?? false,
    enableNodePublicIP: body["enableNodePublicIP"] ?? false,
    powerState: body["powerState"] ?? existing["powerState"] ?? { code: "Running" },
    scaleDownMode: body["scaleDownMode"] ?? "Delete",
    securityProfile: body["securityProfile"] ?? {
      enableSecureBoot: false,
      enableVTPM: false,
      sshAccess: "LocalUser",
    },
    upgradeSettings: body["upgradeSettings"] ?? (spot ? {} : { maxSurge: "10%" }),
    gpuProfile: body["gpuProfile"] ?? existing["gpuProfile"] ?? (size?.gpus && { driver: "Install" }),
    eTag: etag(existing),
    ...(spot && spotDefaults(body)),
  });
}

/** pulumi-azure-native #959: AKS adds label and taint of spot pools by itself. */
function spotDefaults(body: PropertyMap): PropertyMap {
  const taints = texts(body["nodeTaints"]);
  return {
    scaleSetEvictionPolicy: body["scaleSetEvictionPolicy"] ?? "Delete",
    spotMaxPrice: body["spotMaxPrice"] ?? -1,
    nodeLabels: { ...textMap(body["nodeLabels"]), [SPOT_KEY]: "spot" },
    nodeTaints: taints.includes(SPOT_TAINT) ? taints : [...taints, SPOT_TAINT],
  };
}

/** Properties of the existing pool that a request without them does not change. */
function carried(existing: PropertyMap): PropertyMap {
  return Object.fromEntries(IMMUTABLE.map((property) => [property, existing[property]]));
}

/**
 * Properties that ARM does not change in place (AKS docs, node pool limitations, and the API's "PropertyChangeNotAllowed").
 */
export const IMMUTABLE = [
  "vmSize",
  "type",
  "osType",
  "osDiskType",
  "osDiskSizeGB",
  "kubeletDiskType",
  "maxPods",
  "vnetSubnetID",
  "podSubnetID",
  "availabilityZones",
  "scaleSetPriority",
  "scaleSetEvictionPolicy",
  "spotMaxPrice",
  "proximityPlacementGroupID",
  "capacityReservationGroupID",
  "hostGroupID",
  "gpuProfile",
  "gpuInstanceProfile",
  "kubeletConfig",
  "linuxOSConfig",
  "enableFIPS",
  "enableEncryptionAtHost",
  "enableUltraSSD",
  "creationData",
] as const;

/** AKS docs, "storage concepts": an ephemeral disk takes the whole local disk; the size of a managed one follows the vCPUs. */
function defaultDisk(osDiskType: unknown, size: VmSize | undefined): number {
  if (osDiskType === "Ephemeral") return size?.tempDiskGiB ?? 0;
  const vcpus = size?.vcpus ?? 0;
  return vcpus >= 64 ? 1024 : vcpus >= 16 ? 512 : vcpus >= 8 ? 256 : 128;
}

function nodeImage(osSKU: string): string {
  return osSKU.startsWith("Ubuntu")
    ? "AKSUbuntu-2404gen2containerd-202611.02.0"
    : "AKSAzureLinux-V3gen2-202611.02.0";
}

/** A new one for each write. */
function etag(existing: PropertyMap): string {
  const serial = typeof existing["eTag"] === "string" ? parseInt(existing["eTag"].slice(0, 8), 16) : 0;
  return `${(serial + 1).toString(16).padStart(8, "0")}-0000-4000-8000-000000000000`;
}

function clean(body: PropertyMap): PropertyMap {
  return Object.fromEntries(
    Object.entries(body).filter(([, value]) => value !== undefined && value !== null),
  );
}
