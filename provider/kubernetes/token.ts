import { createHash } from "node:crypto";
import type { Input } from "@pulumi/pulumi";
import type { RaySettings } from "../settings";
import { buildGeneratedSecret } from "./generated-secret";

/** Key under which KubeRay looks for the token in its Secret. */
export const TOKEN_KEY = "auth_token";

/** Name of the Secret with the token; undefined without authentication, and where each caller has its own. */
export function tokenSecretName(settings: RaySettings): string | undefined {
  const { auth, clusterName } = settings;
  if (auth.kubernetes) return undefined;
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

/** Builds the Secret with a new token. */
export function buildTokenSecret(settings: RaySettings, namespace: Input<string>) {
  return buildGeneratedSecret(tokenSecretName(settings), namespace, TOKEN_KEY);
}
