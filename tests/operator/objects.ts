import type { ApiClient, NewObject } from "../kubernetes/api";
import { ApiError, isNotFound } from "../kubernetes/api-error";
import type { KubernetesObject } from "../kubernetes/objects";

export const FIELD_MANAGER = "kuberay-operator";

/** The manager that is the operator itself; what another one manages is left alone. */
export const OWN_MANAGER = "ray.io/kuberay-operator";

/** The object; undefined where it is not there. */
export async function getIfPresent(
  client: ApiClient,
  apiVersion: string,
  kind: string,
  name: string | undefined,
  namespace: string | undefined,
): Promise<KubernetesObject | undefined> {
  if (!name) return undefined;
  try {
    return await client.get(apiVersion, kind, name, namespace);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Creates the object unless one of its name is there; resolves with whether it was created. */
export async function createIfAbsent(client: ApiClient, object: NewObject): Promise<boolean> {
  const { apiVersion, kind, metadata } = object;
  if (await getIfPresent(client, apiVersion, kind, metadata.name, metadata.namespace)) return false;
  try {
    await client.create(object, { fieldManager: FIELD_MANAGER });
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.isAlreadyExists) return false;
    throw error;
  }
}

/** Asks for the object's deletion; resolves with true when it is gone. */
export async function deleteIfPresent(
  client: ApiClient,
  object: KubernetesObject | undefined,
): Promise<boolean> {
  if (object === undefined) return true;
  if (object.metadata.deletionTimestamp === undefined) await client.delete(object);
  return false;
}

/** The object with another set of finalizers, by a PUT of the whole object as the real operator does it. */
export async function replaceFinalizers<Owner extends KubernetesObject>(
  client: ApiClient,
  object: Owner,
  finalizers: string[],
): Promise<Owner> {
  const metadata = { ...object.metadata, finalizers };
  return (await client.replace({ ...object, metadata }, { fieldManager: FIELD_MANAGER })) as Owner;
}
