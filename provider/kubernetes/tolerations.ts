import type { types } from "@pulumi/kubernetes";
import type { Taint } from "../settings";

/** Builds tolerations for taints, each once; a taint without a value is tolerated with any value. */
export function buildTolerations(taints: Taint[]): types.input.core.v1.Toleration[] {
  const distinct = new Map(taints.map((taint) => [JSON.stringify(taint), taint]));
  return [...distinct.values()].map(({ key, value, effect }) =>
    value === "" ? { key, operator: "Exists", effect } : { key, operator: "Equal", value, effect },
  );
}
