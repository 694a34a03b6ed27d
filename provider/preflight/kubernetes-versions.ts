import type { Arm } from "./arm";
import type { ExistingCluster } from "./existing-cluster";
import type { Finding, Target } from "./types";

/** A minor version that AKS offers in a region. */
export interface OfferedVersion {
  /** Such as `1.36`. */
  version: string;
  patches: string[];
  preview: boolean;
  longTermSupportOnly: boolean;
}

/** The answer of `Microsoft.ContainerService/locations/{location}/kubernetesVersions` (2025-09-01). */
interface KubernetesVersions {
  values?: {
    version?: string;
    isPreview?: boolean;
    capabilities?: { supportPlan?: string[] };
    patchVersions?: Record<string, unknown>;
  }[];
}

/** The versions that AKS offers in a region. */
export async function listVersions(arm: Arm, location: string): Promise<OfferedVersion[]> {
  const path = `providers/Microsoft.ContainerService/locations/${location}/kubernetesVersions`;
  const { values = [] } = await arm.get<KubernetesVersions>(path, "2025-09-01");
  return values.map(({ version = "", isPreview, capabilities, patchVersions = {} }) => ({
    version,
    patches: Object.keys(patchVersions),
    preview: isPreview === true,
    longTermSupportOnly: capabilities?.supportPlan?.includes("KubernetesOfficial") === false,
  }));
}

/** A version that AKS would refuse. The one that the cluster runs already is none. */
export function versionFindings(
  { location, kubernetesVersion: wanted }: Target,
  offered: OfferedVersion[],
  existing: ExistingCluster | undefined,
): Finding[] {
  if (wanted === undefined || offered.length === 0) return [];
  if (existing && `${existing.kubernetesVersion}.`.startsWith(`${wanted}.`)) return [];
  const found = offered.find(({ version, patches }) => version === wanted || patches.includes(wanted));
  if (found && !found.preview && !found.longTermSupportOnly) return [];
  const state = !found
    ? "does not offer"
    : found.preview
      ? "offers only as a preview"
      : "offers only with long-term support";
  const choice = offered.filter(({ preview, longTermSupportOnly }) => !preview && !longTermSupportOnly);
  const names = choice.map(({ version }) => `'${version}'`).sort(byNumber);
  return [
    {
      propertyPath: "kubernetesVersion",
      reason: `AKS ${state} Kubernetes '${wanted}' in '${location}'; choose from ${names.join(", ")}, see: az aks get-versions --location ${location} --output table`,
    },
  ];
}

function byNumber(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}
