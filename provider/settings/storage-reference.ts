import * as pulumi from "@pulumi/pulumi";
import type { StorageReference } from "../args";
import { faultsError, joinPath } from "./faults";
import type { RaySettings } from "./types";

/**
 * The settings of a job's or service's cluster whose pods mount the storage that `reference` names. A claim and a service account serve
 * pods of their own namespace alone, so a reference of another one fails as soon as both are known.
 *
 * @param at path of the cluster's arguments
 */
export function withStorageReference(
  ray: RaySettings,
  reference: pulumi.Input<StorageReference> | undefined,
  namespace: pulumi.Input<string>,
  at: string,
): RaySettings {
  if (reference === undefined) return ray;
  const sound = pulumi.all([reference, namespace]).apply(([known, own]) => {
    const reason = referenceFault(known, own);
    if (reason === undefined) return known;
    throw faultsError("a value that became known only now", [
      { propertyPath: joinPath(at, "storageReference"), reason },
    ]);
  });
  return {
    ...ray,
    ownServiceAccount: undefined,
    serviceAccountName: sound.serviceAccountName,
    storage: sound.apply(({ accountName, mounts }) => ({ accountName, mounts })),
  };
}

function referenceFault(
  { accountName, namespace }: pulumi.Unwrap<StorageReference>,
  own: string,
): string | undefined {
  if (accountName === "")
    return "is of a cluster without storage: give that one 'storage', or remove this argument";
  return namespace === own
    ? undefined
    : `has its claims and service account in the namespace '${namespace}', and pods in '${own}' cannot use them: set 'namespace' to '${namespace}', or give a RayCluster in '${own}' 'storage' and take its output 'storageReference'`;
}
