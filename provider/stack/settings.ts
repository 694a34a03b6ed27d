import * as pulumi from "@pulumi/pulumi";
import type { AksRayClusterArgs } from "../args";

/** What the stack makes when its settings name no pool: one small GPU pool that costs nothing while it is idle. */
const DEFAULT_POOLS: Pick<AksRayClusterArgs, "gpuPools"> = {
  gpuPools: { t4: { vmSize: "Standard_NC4as_T4_v3", minNodes: 0, maxNodes: 2 } },
};

/** Region when neither the settings nor azure-native's configuration name one. */
const DEFAULT_LOCATION = "westeurope";

/**
 * Reads the stack's configuration object `settings`. When any value in it is a secret, the places that can hold one
 * (environment variables, values of the operator's chart) are marked secret.
 *
 * @throws RunError when the configuration is no object.
 */
export function readSettings(): AksRayClusterArgs {
  const key = `${pulumi.getProject()}:settings`;
  const settings = withDefaults(
    parseSettings(pulumi.runtime.getConfig(key)),
    new pulumi.Config("azure-native").get("location"),
  );
  return isSecret(key) ? markSecrets(settings) : settings;
}

/** The engine names the secret keys of the configuration to the program; the SDK does not show them. */
function isSecret(key: string): boolean {
  const keys = JSON.parse(process.env["PULUMI_CONFIG_SECRET_KEYS"] || "[]") as string[];
  return keys.includes(key);
}

/** Parses the configuration's JSON text. */
export function parseSettings(text: string | undefined): AksRayClusterArgs {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text || "{}");
  } catch {
    parsed = text;
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw new pulumi.RunError(
      "settings: must be an object; set its parts one by one, such as: pulumi config set --path 'settings.location' westeurope",
    );
  }
  return parsed;
}

/** Adds a pool and a region where the settings name none. */
export function withDefaults(
  settings: AksRayClusterArgs,
  configuredLocation: string | undefined,
): AksRayClusterArgs {
  const { gpuPools, cpuPools, provisionedPools } = settings;
  const namesPools = [gpuPools, cpuPools, provisionedPools].some((pools) => pools !== undefined);
  return {
    ...(!namesPools && DEFAULT_POOLS),
    ...(configuredLocation === undefined && { location: DEFAULT_LOCATION }),
    ...settings,
  };
}

/** Keys under which settings can hold secret texts. */
const SECRET_PLACES = new Set(["env", "values"]);

/** Marks the texts under `env` and `values` as secret, wherever they stand. */
export function markSecrets<T>(value: T, inside = false): T {
  if (typeof value === "string") return (inside ? pulumi.secret(value) : value) as T;
  if (Array.isArray(value)) return value.map((element: unknown) => markSecrets(element, inside)) as T;
  if (typeof value !== "object" || value === null) return value;
  const marked = Object.entries(value).map(([key, child]: [string, unknown]) => [
    key,
    markSecrets(child, inside || SECRET_PLACES.has(key)),
  ]);
  return Object.fromEntries(marked) as T;
}
