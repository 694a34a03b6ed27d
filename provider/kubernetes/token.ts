import { createHash, randomBytes } from "node:crypto";
import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { RaySettings } from "../settings";
import { MANAGED_BY } from "./namespace";

/** Key under which KubeRay looks for the token in its Secret. */
export const TOKEN_KEY = "auth_token";

/** Name of the Secret with the token; undefined without authentication. */
export function tokenSecretName(settings: RaySettings): string | undefined {
  const { auth, clusterName } = settings;
  return auth.mode === "token" ? (auth.secretName ?? `${clusterName}-${tokenPart(settings)}`) : undefined;
}

/**
 * Last part of the names of the token's resource and Secret. Each rotation has another: a resource of a new name is not
 * given the old token by what is ignored, and the RayCluster that names the new Secret is recreated.
 */
export function tokenPart({ auth: { rotation } }: Pick<RaySettings, "auth">): string {
  if (rotation === undefined) return "token";
  return `token-${createHash("sha256").update(rotation).digest("hex").slice(0, 8)}`;
}

/** Builds the Secret with a new random token of 256 bits. Each call makes another token, so its changes are ignored. */
export function buildTokenSecret(settings: RaySettings, namespace: pulumi.Input<string>) {
  return {
    metadata: { name: tokenSecretName(settings), namespace, labels: MANAGED_BY },
    type: "Opaque",
    stringData: pulumi.secret({ [TOKEN_KEY]: randomBytes(32).toString("hex") }),
  } satisfies { metadata: types.input.meta.v1.ObjectMeta } & Record<string, unknown>;
}

/** The token is made once: what a later run generates must not replace it. */
export const TOKEN_IGNORE_CHANGES = ["stringData", "data"];
