import { aksError } from "./arm-error";

/** Kubernetes minor versions on AKS in November 2026, with the newest patch of each (AKS release calendar). */
const PATCHES: Record<string, number> = { "1.33": 9, "1.34": 8, "1.35": 5, "1.36": 3, "1.37": 1 };

/** Versions that are only there with long-term support. */
const LTS_ONLY = new Set(["1.33"]);

/** Minor version of `1.36` or `1.36.3`. */
export function minorOf(version: string): number {
  return Number(version.split(".")[1]);
}

/** The patch version that AKS runs for `1.36`; a full version stays. */
export function fullVersion(version: string): string {
  const [major, minor, patch] = version.split(".");
  return patch !== undefined ? version : `${major}.${minor}.${PATCHES[`${major}.${minor}`] ?? 0}`;
}

/** The default version of a new cluster: one behind the newest. */
export const DEFAULT_VERSION = "1.36";

/** Refuses a version that AKS does not offer. */
export function validateVersion(version: string, location: string, longTermSupport: boolean): void {
  const [major, minor, patch, ...rest] = version.split(".");
  const key = `${major}.${minor}`;
  const newest = PATCHES[key];
  const wellFormed = rest.length === 0 && (patch === undefined || /^\d+$/.test(patch));
  const offered = wellFormed && newest !== undefined && Number(patch ?? 0) <= newest;
  if (!offered || (LTS_ONLY.has(key) && !longTermSupport)) {
    const list = Object.keys(PATCHES).filter((name) => longTermSupport || !LTS_ONLY.has(name));
    const message = `Version ${version} is not supported in this region (${location}). Please use [az aks get-versions] command to get the supported version list in this region: ${list.join(", ")}. For more information, please check https://aka.ms/supported-version-list`;
    throw aksError(400, "K8sVersionNotSupported", message);
  }
}

/** AKS docs, "upgrade an AKS cluster": no way back, and one minor version at a time. */
export function validateUpgrade(from: string, to: string): void {
  const [current, next] = [fullVersion(from), fullVersion(to)];
  const step = minorOf(next) - minorOf(current);
  const back = step < 0 || (step === 0 && Number(next.split(".")[2]) < Number(current.split(".")[2]));
  if (back || step > 1) {
    const why = back ? "Downgrading is not possible" : "Minor versions cannot be skipped";
    throw aksError(
      400,
      "OperationNotAllowed",
      `Upgrading Kubernetes version ${current} to ${next} is not allowed. ${why}.`,
    );
  }
}

/** AKS docs, "node pool version": at most the control plane's, and not more than two minor versions behind. */
export function validatePoolVersion(pool: string, cluster: string, name: string): void {
  const [poolFull, clusterFull] = [fullVersion(pool), fullVersion(cluster)];
  const behind = minorOf(clusterFull) - minorOf(poolFull);
  const ahead =
    behind < 0 || (behind === 0 && Number(poolFull.split(".")[2]) > Number(clusterFull.split(".")[2]));
  if (ahead || behind > 2) {
    const message = `Node pool version ${poolFull} and control plane version ${clusterFull} are incompatible (agent pool ${name}). For more information, please check https://aka.ms/version-skew-policy`;
    throw aksError(400, "NodePoolMcVersionIncompatible", message);
  }
}
