import type { types } from "@pulumi/kubernetes";

/** Labels of everything that this package makes in a cluster. */
export const MANAGED_BY = { "app.kubernetes.io/managed-by": "aks-ray" } as const;

/** Builds a namespace. */
export function buildNamespace(name: string) {
  return { metadata: { name, labels: MANAGED_BY } } satisfies { metadata: types.input.meta.v1.ObjectMeta };
}
