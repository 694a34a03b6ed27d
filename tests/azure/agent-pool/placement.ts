import { invalidParameter } from "../arm-error";
import { textMap, texts } from "./values";
import type { PoolRequest } from "./validate";

/** Label and taint that AKS gives to spot nodes by itself (pulumi-azure-native #959). */
export const SPOT_KEY = "kubernetes.azure.com/scalesetpriority";
export const SPOT_TAINT = `${SPOT_KEY}=spot:NoSchedule`;

/** AKS docs, "use labels" and "use node taints": prefixes that are AKS's own. */
const RESERVED_PREFIXES = ["kubernetes.azure.com/", "kubernetes.io/"];

/** Kubernetes' syntax of names with an optional DNS prefix, and of values. */
const KEY = /^(?:[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const VALUE = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;
const EFFECTS = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

function isSpotLabel(body: PoolRequest["body"], key: string, value: string): boolean {
  return body["scaleSetPriority"] === "Spot" && key === SPOT_KEY && value === "spot";
}

/** Refuses labels that Kubernetes or AKS does not take. */
export function validateLabels({ body }: PoolRequest): void {
  for (const [key, value] of Object.entries(textMap(body["nodeLabels"]))) {
    if (!KEY.test(key)) throw invalidParameter("agentPoolProfile.nodeLabels", key, "is not a label key");
    if (!VALUE.test(value))
      throw invalidParameter(`agentPoolProfile.nodeLabels.${key}`, value, "is not a label value");
    const reserved = RESERVED_PREFIXES.find((prefix) => key.startsWith(prefix));
    if (reserved !== undefined && !isSpotLabel(body, key, value)) {
      throw invalidParameter(
        "agentPoolProfile.nodeLabels",
        key,
        `has the prefix '${reserved}', which is reserved`,
      );
    }
  }
}

/** Refuses taints that Kubernetes or AKS does not take. */
export function validateTaints({ body }: PoolRequest): void {
  for (const taint of texts(body["nodeTaints"])) {
    const [, key = "", value = "", effect = ""] = /^([^=:]+)(?:=([^:]*))?:(.+)$/.exec(taint) ?? [];
    if (!KEY.test(key) || !VALUE.test(value) || !EFFECTS.includes(effect)) {
      const allowed = `is not a taint; it should be key=value:effect with an effect of ${EFFECTS.join(", ")}`;
      throw invalidParameter("agentPoolProfile.nodeTaints", taint, allowed);
    }
    const reserved = RESERVED_PREFIXES.find((prefix) => key.startsWith(prefix));
    if (reserved !== undefined && !isSpotLabel(body, key, value)) {
      throw invalidParameter(
        "agentPoolProfile.nodeTaints",
        taint,
        `has the prefix '${reserved}', which is reserved`,
      );
    }
  }
}
