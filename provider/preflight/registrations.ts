import type { Arm } from "./arm";
import type { AksRayClusterParts, AksSettings, MonitoringSettings } from "../settings";
import type { Finding, Target } from "./types";

/** Resource providers whose resources a cluster is made of (azure-aks-docs, "register resource providers"). */
const NEEDED = ["Microsoft.ContainerService", "Microsoft.Compute", "Microsoft.Network"];

/** State of a resource provider in the subscription, by its namespace. */
export type Registrations = Record<string, string>;

/** Resource providers of what monitors a cluster. */
export function monitoringProviders({ metrics, logAnalytics }: MonitoringSettings): string[] {
  const azure = metrics?.kind === "azure" ? metrics : undefined;
  return [
    ...(azure || logAnalytics ? ["Microsoft.Insights"] : []),
    ...(azure ? ["Microsoft.Monitor", "Microsoft.AlertsManagement"] : []),
    ...(azure?.grafana ? ["Microsoft.Dashboard"] : []),
    ...(logAnalytics ? ["Microsoft.OperationalInsights"] : []),
  ];
}

/** Resource providers of what is made beside a cluster. A registry that is there may be in another subscription. */
export function clusterProviders({ monitoring, registry }: AksSettings): string[] {
  return [
    ...(monitoring ? monitoringProviders(monitoring) : []),
    ...(registry?.name === undefined ? [] : ["Microsoft.ContainerRegistry"]),
  ];
}

/** Resource providers of what a stack has beside its cluster. An account that is there may be in another subscription. */
export function stackProviders({
  operator,
  storage,
  dashboards,
}: Pick<AksRayClusterParts, "operator" | "storage" | "dashboards">): string[] {
  return [
    ...(operator.install === "extension" ? ["Microsoft.KubernetesConfiguration"] : []),
    ...(storage || dashboards ? ["Microsoft.ManagedIdentity"] : []),
    ...(storage && storage.resourceId === undefined ? ["Microsoft.Storage"] : []),
  ];
}

/** Reads the states (Providers - Get, 2021-04-01). */
export async function readRegistrations(
  arm: Arm,
  { resourceProviders = [] }: Target,
): Promise<Registrations> {
  const entries = [...NEEDED, ...resourceProviders].map(async (namespace): Promise<[string, string]> => {
    const provider = await arm.get<{ registrationState?: string }>(`providers/${namespace}`, "2021-04-01");
    return [namespace, provider.registrationState ?? "unknown"];
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Resource providers that the subscription has not registered. */
export function registrationFindings(registrations: Registrations, subscriptionId: string): Finding[] {
  return Object.entries(registrations)
    .filter(([, state]) => state === "NotRegistered" || state === "Unregistered" || state === "Unregistering")
    .map(([namespace]) => ({
      propertyPath: "args",
      reason: `the subscription has not registered the resource provider '${namespace}'; register it with: az provider register --namespace ${namespace} --subscription ${subscriptionId} --wait`,
    }));
}
