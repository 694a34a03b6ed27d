import type { PropertyMap } from "../../plugin";
import { aksError, badRequest, invalidParameter } from "../arm-error";
import { findVmSize, migSlicesOf, type VmSize } from "../vm-sizes";
import { validateLabels, validateTaints } from "./placement";
import { text } from "./values";

/** A pool as a request describes it. */
export interface PoolRequest {
  name: string;
  location: string;
  /** Properties in azure-native's shape. */
  body: PropertyMap;
}

/** Values of enumerations that Azure refuses others than. */
const ENUMS: Record<string, readonly string[]> = {
  mode: ["System", "User"],
  osType: ["Linux", "Windows"],
  osDiskType: ["Managed", "Ephemeral"],
  kubeletDiskType: ["OS", "Temporary"],
  scaleSetPriority: ["Regular", "Spot"],
  scaleSetEvictionPolicy: ["Delete", "Deallocate"],
  scaleDownMode: ["Delete", "Deallocate"],
  type: ["VirtualMachineScaleSets", "AvailabilitySet", "VirtualMachines"],
  osSKU: ["Ubuntu", "Ubuntu2204", "AzureLinux", "AzureLinux3", "CBLMariner", "Windows2019", "Windows2022"],
  gpuInstanceProfile: ["MIG1g", "MIG2g", "MIG3g", "MIG4g", "MIG7g"],
};

/**
 * Refuses what AKS refuses of a node pool, with the first fault found, as AKS does.
 *
 * @throws ArmError
 */
export function validatePool(pool: PoolRequest): void {
  validateName(pool);
  validateEnums(pool);
  const size = validateSize(pool);
  validateNodes(pool);
  validateSystemPool(pool, size);
  validateSpot(pool);
  validateGpu(pool, size);
  validateDisk(pool, size);
  validateZones(pool);
  validateUpgrade(pool);
  validateLabels(pool);
  validateTaints(pool);
}

/** AKS docs, "create node pools": lower case, 12 characters on Linux, 6 on Windows. */
function validateName({ name, body }: PoolRequest): void {
  if (!/^[a-z][a-z0-9]{0,11}$/.test(name)) {
    throw invalidParameter(
      "agentPoolProfile.name",
      name,
      "must start with a lower-case letter, and have only lower-case letters and digits, at most 12",
    );
  }
  if (body["osType"] === "Windows" && name.length > 6) {
    throw invalidParameter("agentPoolProfile.name", name, "may have at most 6 characters for a Windows pool");
  }
}

function validateEnums({ body }: PoolRequest): void {
  for (const [property, values] of Object.entries(ENUMS)) {
    const value = body[property];
    if (value !== undefined && !values.includes(String(value))) {
      throw invalidParameter(`agentPoolProfile.${property}`, value, `must be one of ${values.join(", ")}`);
    }
  }
}

function validateSize({ name, location, body }: PoolRequest): VmSize {
  const vmSize = body["vmSize"];
  if (typeof vmSize !== "string" || vmSize === "") {
    throw invalidParameter("agentPoolProfile.vmSize", vmSize ?? "", "is required");
  }
  const size = findVmSize(vmSize);
  if (size === undefined) {
    // The wording of AKS for sizes that a region or subscription does not have.
    throw badRequest(
      `The VM size of AgentPoolProfile:${name} is not allowed in your subscription in location '${location}': ${vmSize}.`,
    );
  }
  return size;
}

/** AKS docs, quotas and limits: 0 to 1000 nodes, 10 to 250 pods a node; autoscaler docs for the bounds. */
function validateNodes({ body }: PoolRequest): void {
  const { count, minCount, maxCount, maxPods, enableAutoScaling } = body as Record<
    string,
    number | undefined
  >;
  for (const [property, value] of Object.entries({ count, minCount, maxCount })) {
    if (value !== undefined && (!Number.isInteger(value) || value < 0 || value > 1000)) {
      throw invalidParameter(`agentPoolProfile.${property}`, value, "must be a whole number from 0 to 1000");
    }
  }
  if (maxPods !== undefined && (!Number.isInteger(maxPods) || maxPods < 10 || maxPods > 250)) {
    throw invalidParameter("agentPoolProfile.maxPods", maxPods, "must be from 10 to 250");
  }
  if (!enableAutoScaling) {
    if (minCount !== undefined || maxCount !== undefined) {
      const values = `minCount ${minCount ?? "unset"}, maxCount ${maxCount ?? "unset"}`;
      throw invalidParameter(
        "agentPoolProfile.enableAutoScaling",
        values,
        "need enableAutoScaling to be true",
      );
    }
    return;
  }
  if (minCount === undefined || maxCount === undefined) {
    throw invalidParameter(
      "agentPoolProfile.minCount",
      minCount ?? "",
      "and maxCount are required with autoscaling",
    );
  }
  if (minCount > maxCount) {
    throw invalidParameter("agentPoolProfile.minCount", minCount, `must be at most maxCount (${maxCount})`);
  }
  // pulumi-azure-native #2943
  if (count === undefined) {
    throw invalidParameter("agentPoolProfile.count", "", "is required, with autoscaling as well");
  }
  if (count < minCount || count > maxCount) {
    throw invalidParameter(
      "agentPoolProfile.count",
      count,
      `must be from minCount (${minCount}) to maxCount (${maxCount})`,
    );
  }
}

/** AKS docs, "use system node pools": at least one node, on demand, Linux, 2 vCPUs and 4 GiB. */
function validateSystemPool({ name, body }: PoolRequest, size: VmSize): void {
  if (body["mode"] !== "System") return;
  for (const property of ["count", "minCount"]) {
    if (body[property] === 0) {
      throw invalidParameter(`agentPoolProfile.${property}`, 0, "must be at least 1 for a System node pool");
    }
  }
  if (body["scaleSetPriority"] === "Spot") {
    throw badRequest(`System node pool '${name}' can't be a spot node pool.`);
  }
  if (body["osType"] === "Windows") throw badRequest(`System node pool '${name}' must be of osType Linux.`);
  if (size.vcpus < 2 || size.memoryGiB < 4) {
    throw badRequest(
      `System node pool '${name}' must use a VM size of at least 2 vCPUs and 4 GB: ${size.name}.`,
    );
  }
}

/** AKS docs, "add a spot node pool". */
function validateSpot({ body }: PoolRequest): void {
  const price = body["spotMaxPrice"];
  if (body["scaleSetPriority"] !== "Spot") {
    for (const property of ["spotMaxPrice", "scaleSetEvictionPolicy"]) {
      if (body[property] !== undefined) {
        throw invalidParameter(
          `agentPoolProfile.${property}`,
          body[property],
          "needs scaleSetPriority to be Spot",
        );
      }
    }
    return;
  }
  if ((body["type"] ?? "VirtualMachineScaleSets") !== "VirtualMachineScaleSets") {
    throw badRequest("Spot node pools need type VirtualMachineScaleSets.");
  }
  const { maxSurge } = (body["upgradeSettings"] ?? {}) as { maxSurge?: string };
  if (maxSurge !== undefined) throw badRequest("Spot pools can't set max surge.");
  if (typeof price !== "number" || price === -1) return;
  if (price <= 0 || Math.abs(price * 1e5 - Math.round(price * 1e5)) > 1e-6) {
    throw invalidParameter(
      "agentPoolProfile.spotMaxPrice",
      price,
      "must be -1 or greater than 0 with at most 5 decimals",
    );
  }
}

/** AKS docs, "use GPUs", "multi-instance GPUs", "use AMD GPUs"; pools of type VirtualMachines take no GPU sizes. */
function validateGpu({ name, body }: PoolRequest, size: VmSize): void {
  const profile = body["gpuInstanceProfile"];
  const { driver } = (body["gpuProfile"] ?? {}) as { driver?: string };
  if (profile !== undefined && migSlicesOf(size, text(profile)) === undefined) {
    throw badRequest(
      `GPU instance profile ${text(profile)} is not supported for VM size ${size.name} of agent pool ${name}.`,
    );
  }
  if (driver !== undefined && driver !== "Install" && driver !== "None") {
    throw invalidParameter("agentPoolProfile.gpuProfile.driver", driver, "must be one of Install, None");
  }
  if (size.gpus === undefined) {
    if (driver !== undefined) {
      throw badRequest(`GPU profile is not supported for VM size ${size.name} of agent pool ${name}.`);
    }
    return;
  }
  if (size.gpus.vendor === "amd" && driver !== "None") {
    const message = `AKS installs no AMD GPU driver: VM size ${size.name} needs the driver 'None'.`;
    throw aksError(400, "InvalidParameter", message, "agentPoolProfile.gpuProfile.driver");
  }
  if (body["type"] === "VirtualMachines") {
    throw badRequest(
      `VM size ${size.name} with GPUs is not supported in an agent pool of type VirtualMachines.`,
    );
  }
}

/** AKS docs, "ephemeral OS disks": the disk has to fit the local disk; Deallocate needs a managed one. */
function validateDisk({ body }: PoolRequest, size: VmSize): void {
  if (body["osDiskType"] !== "Ephemeral") return;
  // AKS docs, "storage concepts": an ephemeral disk without a size has the default one, which a small local disk does not hold.
  const wanted = typeof body["osDiskSizeGB"] === "number" ? body["osDiskSizeGB"] : 128;
  if (wanted > size.tempDiskGiB) {
    throw badRequest(
      `The virtual machine size ${size.name} has a local disk of ${size.tempDiskGiB} GiB, but the ephemeral OS disk needs ${wanted} GiB.`,
    );
  }
  if (body["scaleDownMode"] === "Deallocate") {
    throw badRequest("Scale down mode Deallocate is not supported with ephemeral OS disks.");
  }
}

function validateZones({ body, location }: PoolRequest): void {
  const zones = (body["availabilityZones"] ?? []) as string[];
  // AKS docs, "reduce latency with proximity placement groups": such a group lies in one zone.
  if (body["proximityPlacementGroupID"] !== undefined && zones.length > 1) {
    throw badRequest("A proximity placement group requires an agent pool in a single availability zone.");
  }
  for (const zone of zones) {
    if (!["1", "2", "3"].includes(zone)) {
      throw badRequest(
        `Preflight validation check failed: zone '${zone}' is not supported in location '${location}'.`,
      );
    }
  }
}

/** AKS docs, "customize node surge": a number of nodes or a percentage. */
function validateUpgrade({ body }: PoolRequest): void {
  const settings = (body["upgradeSettings"] ?? {}) as Record<string, unknown>;
  for (const property of ["maxSurge", "maxUnavailable"]) {
    const value = settings[property];
    if (value !== undefined && !/^(\d+|([1-9]\d?|100)%)$/.test(text(value))) {
      const allowed = "must be a whole number such as '5' or a percentage from '1%' to '100%'";
      throw invalidParameter(`agentPoolProfile.upgradeSettings.${property}`, value, allowed);
    }
  }
}
