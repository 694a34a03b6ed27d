import type { ArmAnswers } from "./arm-server";

/** A line of the SKU list, in the shape of the REST reference (Compute, Resource SKUs); `restrictions` are those of the subscription. */
export function sku(
  name: string,
  family: string,
  vcpus: number,
  zones: string[],
  restrictions: object[] = [],
) {
  return {
    resourceType: "virtualMachines",
    name,
    tier: "Standard",
    size: name.replace("Standard_", ""),
    family,
    locations: ["westeurope"],
    locationInfo: [{ location: "westeurope", zones, zoneDetails: [] }],
    capabilities: [
      { name: "MaxResourceVolumeMB", value: "65536" },
      { name: "vCPUs", value: String(vcpus) },
      { name: "LowPriorityCapable", value: "True" },
    ],
    restrictions,
  };
}

/** A line of the quotas. */
export function usage(value: string, currentValue: number, limit: number) {
  return { unit: "Count", currentValue, limit, name: { value, localizedValue: value } };
}

/** A minor version of Kubernetes with its patches. */
export function version(minor: string, patches: string[], more: object = {}) {
  return {
    version: minor,
    capabilities: { supportPlan: ["KubernetesOfficial", "AKSLongTermSupport"] },
    patchVersions: Object.fromEntries(patches.map((patch) => [patch, { upgrades: [] }])),
    ...more,
  };
}

/** A line of the price list. */
export function price(armSkuName: string, skuName: string, retailPrice: number, more: object = {}) {
  return {
    currencyCode: "USD",
    tierMinimumUnits: 0,
    retailPrice,
    unitPrice: retailPrice,
    armRegionName: "westeurope",
    armSkuName,
    skuName,
    productName: "Virtual Machines Series",
    serviceName: "Virtual Machines",
    unitOfMeasure: "1 Hour",
    type: "Consumption",
    ...more,
  };
}

/** A subscription that has everything. */
export function plenty(more: Partial<ArmAnswers> = {}): ArmAnswers {
  return {
    skus: [
      { resourceType: "disks", name: "Premium_LRS", locations: ["westeurope"] },
      sku("Standard_D8s_v5", "standardDSv5Family", 8, ["3", "1", "2"]),
      sku("Standard_NC4as_T4_v3", "Standard NCASv3_T4 Family", 4, ["1", "2"]),
      sku("Standard_NC24ads_A100_v4", "StandardNCADSA100v4Family", 24, ["1"]),
    ],
    usages: [
      usage("cores", 10, 500),
      usage("lowPriorityCores", 0, 100),
      usage("standardDSv5Family", 10, 100),
      usage("Standard NCASv3_T4 Family", 0, 16),
      usage("standardNCADSA100v4Family", 0, 96),
    ],
    kubernetesVersions: [
      version("1.37", ["1.37.0"], { isPreview: true }),
      version("1.36", ["1.36.2", "1.36.3"]),
      version("1.35", ["1.35.5"], { isDefault: true }),
      version("1.33", ["1.33.9"], { capabilities: { supportPlan: ["AKSLongTermSupport"] } }),
    ],
    registrations: {
      "Microsoft.ContainerService": "Registered",
      "Microsoft.Compute": "Registered",
      "Microsoft.Network": "Registered",
    },
    features: {},
    clusters: {},
    prices: [
      price("Standard_D8s_v5", "D8s v5", 0.46),
      price("Standard_D8s_v5", "D8s v5", 0.83, { productName: "Virtual Machines Dsv5 Series Windows" }),
      price("Standard_D8s_v5", "D8s v5 Low Priority", 0.09),
      price("Standard_D8s_v5", "D8s v5", 2500, { type: "Reservation", reservationTerm: "1 Year" }),
      price("Standard_D8s_v5", "D8s v5", 0.51, { productName: "Dsv5 Series Cloud Services" }),
      price("Standard_NC4as_T4_v3", "NC4as T4 v3", 0.615),
      price("Standard_NC4as_T4_v3", "NC4as T4 v3 Spot", 0.0923),
    ],
    refusals: {},
    silent: [],
    ...more,
  };
}
