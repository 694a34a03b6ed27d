import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { parseFaults, type Fault } from "./faults";

/** vCPUs that the subscription may use, by quota family; a family that is not named has no limit. */
export type Quota = Record<string, number>;

/** How the stand-in behaves; see `readOptions` for where it comes from. */
export interface Options {
  /** Path of the file with Azure's own state. */
  stateFile: string;
  /** Path of the kubeconfig that clusters hand out; without it they hand out one that leads nowhere. */
  kubeconfig?: string;
  /** The token of the login; without it there is none. */
  token?: string;
  /** Factor on the durations of the real Azure. */
  timeScale: number;
  faults: Fault[];
  quota: Quota;
  /** Whether several pools of a cluster may change at once; the real one is unreliable at it (Azure/AKS #1913). */
  parallelPools: boolean;
  /** Resource groups that are there from the start, with their locations. */
  resourceGroups: Record<string, string>;
}

const DEFAULT_TIME_SCALE = 0.002;

/**
 * Reads the options from the environment:
 *
 * - `AKS_RAY_AZURE_STATE`: the state file. Defaults to ~/.cache/aks-ray/azure.json.
 * - `AKS_RAY_AZURE_KUBECONFIG`: the kubeconfig that clusters hand out; their nodes are made there.
 * - `AKS_RAY_AZURE_TOKEN`: the token that programs get of the login. Defaults to none, as where nobody is logged in.
 * - `AKS_RAY_AZURE_TIME_SCALE`: factor on Azure's durations. Defaults to 0.002.
 * - `AKS_RAY_AZURE_FAULTS`: path of a JSON list of faults.
 * - `AKS_RAY_AZURE_QUOTA`: JSON object of vCPUs by quota family. Defaults to no limits.
 * - `AKS_RAY_AZURE_RESOURCE_GROUPS`: JSON object of locations by name, of resource groups that are there already.
 * - `AKS_RAY_AZURE_PARALLEL_POOLS`: `allow` lets pools of one cluster change at once. Defaults to `refuse`.
 */
export function readOptions(environment: NodeJS.ProcessEnv = process.env): Options {
  const scale = environment["AKS_RAY_AZURE_TIME_SCALE"];
  const timeScale = scale === undefined ? DEFAULT_TIME_SCALE : Number(scale);
  if (!(timeScale >= 0)) {
    throw new Error(`AKS_RAY_AZURE_TIME_SCALE: '${scale}' is not a number of at least 0`);
  }
  const parallel = environment["AKS_RAY_AZURE_PARALLEL_POOLS"] ?? "refuse";
  if (parallel !== "allow" && parallel !== "refuse") {
    throw new Error(`AKS_RAY_AZURE_PARALLEL_POOLS: '${parallel}' is neither 'allow' nor 'refuse'`);
  }
  const faults = environment["AKS_RAY_AZURE_FAULTS"];
  return {
    stateFile: environment["AKS_RAY_AZURE_STATE"] ?? join(homedir(), ".cache", "aks-ray", "azure.json"),
    kubeconfig: environment["AKS_RAY_AZURE_KUBECONFIG"] || undefined,
    token: environment["AKS_RAY_AZURE_TOKEN"] || undefined,
    timeScale,
    faults: faults ? parseFaults(readFileSync(faults, "utf8"), `AKS_RAY_AZURE_FAULTS ${faults}`) : [],
    quota: parseObject<number>(environment, "AKS_RAY_AZURE_QUOTA", "number"),
    resourceGroups: parseObject<string>(environment, "AKS_RAY_AZURE_RESOURCE_GROUPS", "string"),
    parallelPools: parallel === "allow",
  };
}

function parseObject<T>(environment: NodeJS.ProcessEnv, variable: string, type: string): Record<string, T> {
  const text = environment[variable];
  if (!text) return {};
  const object = JSON.parse(text) as Record<string, T>;
  for (const [key, value] of Object.entries(object)) {
    if (typeof value !== type) throw new Error(`${variable}: '${key}' should be a ${type}`);
  }
  return object;
}
