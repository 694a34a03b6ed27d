import type { Input } from "@pulumi/pulumi";
import type { RayArgs } from "../args";
import { defined } from "./defined";

/** The service account of head and workers that is made, rather than one of the user's. */
export interface OwnServiceAccount {
  /** Present where the pods have a managed identity. */
  clientId?: Input<string>;
}

/** The service account to make; undefined where Ray's pods need none, or have one of the user's. */
export function ownServiceAccount({
  auth,
  historyServer,
  serviceAccountName,
}: RayArgs): OwnServiceAccount | undefined {
  const clientId = historyServer?.clientId;
  if (serviceAccountName !== undefined) return undefined;
  return auth?.enableK8sTokenAuth || clientId !== undefined ? defined({ clientId }) : undefined;
}
