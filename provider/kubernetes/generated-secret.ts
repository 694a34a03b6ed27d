import { randomBytes } from "node:crypto";
import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { MANAGED_BY } from "./namespace";

/** The value is made once: what a later run generates must not replace it. */
export const GENERATED_SECRET_IGNORE_CHANGES = ["stringData", "data"];

/**
 * Builds a Secret with a new random value of 256 bits, beside what else it holds. Each call makes another value, so its changes
 * are ignored.
 */
export function buildGeneratedSecret(
  name: string | undefined,
  namespace: pulumi.Input<string>,
  key: string,
  others: Record<string, string> = {},
) {
  return {
    metadata: { name, namespace, labels: MANAGED_BY },
    type: "Opaque",
    stringData: pulumi.secret({ ...others, [key]: randomBytes(32).toString("hex") }),
  } satisfies { metadata: types.input.meta.v1.ObjectMeta } & Record<string, unknown>;
}
