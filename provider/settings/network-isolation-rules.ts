import type { AksClusterArgs, AksRayClusterArgs } from "../args";
import { joinPath, type Faults } from "./faults";
import { checkField } from "./inputs";
import { outboundType } from "./network";
import { allPools, workerPools } from "./pools";
import { provisionedPlaces } from "./provisioned-pools";
import { registryIdFault } from "./registry-rules";
import { DEVICE_PLUGIN_IMAGES } from "./versions";
import { imageNameFault } from "./worker-rules";

const BOOTSTRAP = "network.bootstrapProfile";

/** How an image gets into a registry that an isolated network reaches. */
const MIRROR =
  "give one of a registry with a private endpoint in the network ('az acr import' copies it there)";

/**
 * Checks what AKS asks of clusters without a way out
 * (https://learn.microsoft.com/azure/aks/concepts-network-isolated, …/network-isolated).
 */
export function checkNetworkIsolation(args: AksClusterArgs, faults: Faults): void {
  const { devicePlugin } = args;
  checkField(devicePlugin, "nvidiaImage", "devicePlugin", faults, imageNameFault);
  checkField(devicePlugin, "amdImage", "devicePlugin", faults, imageNameFault);
  checkRegistryOfCache(args, faults);
  checkNodesStart(args, faults);
  checkNodeOsChannel(args, faults);
  if (isIsolated(args)) checkDevicePluginImages(args, faults);
}

/** Checks the images of an AksRayCluster in an isolated network, whose defaults come from public registries. */
export function checkIsolatedImages(args: AksRayClusterArgs, faults: Faults): void {
  if (!isIsolated(args)) return;
  const unreachable = (at: string, registry: string) => {
    if (faults.touch(at)) return;
    faults.add(
      at,
      `must be given in a network without a way out, which does not reach the default's ${registry}; ${MIRROR}`,
    );
  };
  if (args.ray?.image === undefined) unreachable("ray.image", "docker.io");
  if (args.operator?.image?.repository === undefined) unreachable("operator.image.repository", "quay.io");
  const redis = args.ray?.gcsFaultTolerance?.redis;
  if (redis !== undefined && redis.address === undefined && redis.image === undefined) {
    unreachable("ray.gcsFaultTolerance.redis.image", "docker.io");
  }
}

/**
 * Whether nobody gives the nodes a way out: neither AKS, nor the component, nor an existing subnet, which may have one.
 */
export function isIsolated(args: AksClusterArgs): boolean {
  const network = args.network ?? {};
  return outboundType(network) === "none" && !hasExistingSubnet(args);
}

function hasExistingSubnet(args: AksClusterArgs): boolean {
  const { subnetId } = args.network ?? {};
  return subnetId !== undefined || allPools(args).some(({ pool }) => pool.subnetId !== undefined);
}

function checkNodesStart(args: AksClusterArgs, faults: Faults): void {
  if (!isIsolated(args) || faults.touch("network.outboundType")) return;
  const { bootstrapProfile = {}, apiServerAccess = {} } = args.network ?? {};
  const { artifactSource } = bootstrapProfile;
  if ((artifactSource === undefined || artifactSource === "Direct") && !faults.touch(BOOTSTRAP)) {
    faults.add(
      joinPath(BOOTSTRAP, "artifactSource"),
      "must be 'Cache' with the outbound type 'none', without which nodes cannot start; set it, or pass a subnet with a way out of its own in 'network.subnetId'",
    );
  }
  if (!apiServerAccess.enablePrivateCluster && !apiServerAccess.enableVnetIntegration) {
    faults.add(
      "network.apiServerAccess.enablePrivateCluster",
      "must be true with the outbound type 'none', or 'enableVnetIntegration': nodes do not reach a public API server; set one of them",
    );
  }
}

function checkRegistryOfCache(args: AksClusterArgs, faults: Faults): void {
  const { bootstrapProfile } = args.network ?? {};
  const at = joinPath(BOOTSTRAP, "containerRegistryId");
  checkField(bootstrapProfile, "containerRegistryId", BOOTSTRAP, faults, registryIdFault);
  if (bootstrapProfile?.containerRegistryId === undefined || faults.touch(at)) return;
  const { artifactSource } = bootstrapProfile;
  if (artifactSource === undefined || artifactSource === "Direct") {
    faults.add(at, "is only for 'artifactSource: Cache'; set it, or remove the registry");
  } else if (!hasExistingSubnet(args)) {
    faults.add(
      at,
      "needs 'network.subnetId': the registry's private endpoint has to be in the network before the cluster; give a subnet, or leave the registry to AKS",
    );
  } else if (args.identity?.kubeletIdentity === undefined) {
    faults.add(
      at,
      "needs 'identity.kubeletIdentity', which must have the role AcrPull before the cluster; give one ('{}' makes it), or leave the registry to AKS",
    );
  }
}

/** https://learn.microsoft.com/azure/aks/concepts-network-isolated, limitations: node images, or nothing. */
function checkNodeOsChannel({ network, upgrades }: AksClusterArgs, faults: Faults): void {
  const channel = upgrades?.nodeOsChannel;
  if (network?.bootstrapProfile?.artifactSource !== "Cache") return;
  if (channel !== "SecurityPatch" && channel !== "Unmanaged") return;
  faults.add(
    "upgrades.nodeOsChannel",
    `'${channel}' is not possible with '${BOOTSTRAP}.artifactSource: Cache'; use 'NodeImage' or 'None'`,
  );
}

function checkDevicePluginImages(args: AksClusterArgs, faults: Faults): void {
  for (const { kind, pool, size } of [...workerPools(args), ...provisionedPlaces(args)]) {
    const vendor = kind === "gpu" ? size?.gpus?.vendor : undefined;
    if (kind !== "gpu" || vendor === undefined) continue;
    if (vendor === "nvidia" && pool.driver === "None") continue;
    const key = `${vendor}Image` as const;
    const at = joinPath("devicePlugin", key);
    if (args.devicePlugin?.[key] !== undefined || faults.touch(at)) continue;
    const registry = DEVICE_PLUGIN_IMAGES[vendor].split("/")[0] ?? "";
    faults.add(
      at,
      `must be given in a network without a way out, which does not reach the default's ${registry}; ${MIRROR}`,
    );
  }
}
