import { joinPath } from "../settings/faults";
import type { Arm } from "./arm";
import type { Finding, Target } from "./types";

/** Feature of a subscription whose nodes' InfiniBand adapters AKS sets up (Azure/aks-rdma-infiniband, prerequisites). */
export const INFINIBAND_FEATURE = "AKSInfinibandSupport";

/** State of a feature in the subscription, by its name. */
export type Features = Record<string, string>;

/** Reads the states of the features that the pools need (Features - Get, 2021-07-01). */
export async function readFeatures(arm: Arm, { pools }: Target): Promise<Features> {
  const names = [...new Set(pools.flatMap(({ features }) => Object.values(features)))];
  const entries = names.map(async (name): Promise<[string, string]> => {
    const path = `providers/Microsoft.Features/providers/Microsoft.ContainerService/features/${name}`;
    const feature = await arm.get<{ properties?: { state?: string } }>(path, "2021-07-01");
    return [name, feature.properties?.state ?? "unknown"];
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Features that the subscription has not registered, at the argument that needs them. */
export function featureFindings({ pools }: Target, states: Features, subscriptionId: string): Finding[] {
  return pools.flatMap(({ path, features }) =>
    Object.entries(features)
      .filter(([, name]) => states[name] !== "Registered" && states[name] !== "unknown")
      .map(([key, name]) => ({
        propertyPath: joinPath(path, key),
        reason: `needs the feature '${name}' of the subscription, which is '${states[name]}'; register it with: az feature register --namespace Microsoft.ContainerService --name ${name} --subscription ${subscriptionId}`,
      })),
  );
}
