import { setTimeout as delay } from "node:timers/promises";
import type { Log, PropertyMap } from "../plugin";
import { ApiError, isNotFound, UnknownKindError } from "./api-error";
import type { ApiClient, NewObject } from "./api";
import { isAnnotated } from "./naming";
import { listAt, valueAt, type KubernetesObject, type ManagedFields } from "./objects";
import { copy, without } from "./values";

export const PATCH_FORCE = "pulumi.com/patchForce";

/** The manager of what is created by POST; the first update hands its fields to the resource's own manager. */
const CREATE_MANAGER = "pulumi-kubernetes";

/** Managers whose fields an update takes over: pulumi-kubernetes, fixCSAFieldManagers. */
const ADOPTED: [manager: string, operation: "Apply" | "Update"][] = [
  ["kubectl", "Apply"],
  ["kubectl", "Update"],
  ["before-first-apply", "Update"],
  [CREATE_MANAGER, "Update"],
  ["pulumi-resource-kubernetes", "Update"],
];

const CREATE_RETRIES = 5;

export interface WriteContext {
  client: ApiClient;
  urn: string;
  log: Log;
  signal: AbortSignal;
  fieldManager: string;
  preview: boolean;
  /** The provider's `enablePatchForce`. */
  patchForce: boolean;
}

/**
 * Creates the object. Since pulumi-kubernetes 4.30 an object that exists already is an error unless `upsert`, which
 * applies over it. A missing kind or parent is tried again a few times: it may be under way.
 */
export async function createObject(
  object: NewObject,
  upsert: boolean,
  context: WriteContext,
): Promise<KubernetesObject> {
  let wait = 1000;
  for (let attempt = 0; ; attempt++) {
    try {
      return await createOnce(await placed(object, context.client), upsert, context);
    } catch (error) {
      const passing = error instanceof UnknownKindError || isNotFound(error);
      if (!passing || context.preview || attempt === CREATE_RETRIES) throw explained(error, context);
      context.log("info", `Retry #${attempt}; creation failed: ${messageOf(error)}`, context.urn, true);
      await delay(wait, undefined, { signal: context.signal });
      wait *= 2;
    }
  }
}

function createOnce(object: NewObject, upsert: boolean, context: WriteContext): Promise<KubernetesObject> {
  const { client, preview, signal } = context;
  if (!upsert) {
    return client.create(object, { fieldManager: CREATE_MANAGER, dryRun: preview, signal });
  }
  const force = preview || context.patchForce || isAnnotated(object, PATCH_FORCE);
  return client.apply(object, { fieldManager: context.fieldManager, dryRun: preview, force, signal });
}

/** An object of a cluster-wide kind whose definition was not there at Check may carry the default namespace. */
async function placed(object: NewObject, client: ApiClient): Promise<NewObject> {
  const { namespaced } = await client.resource(object.apiVersion, object.kind);
  if (namespaced || object.metadata.namespace === undefined) return object;
  return { ...object, metadata: without(object.metadata, "namespace") };
}

/** Applies new inputs to an existing object; a field that another manager changed is a conflict unless forced. */
export async function updateObject(
  object: NewObject,
  ignoreChanges: string[],
  context: WriteContext,
): Promise<KubernetesObject> {
  const { client, fieldManager, preview, signal } = context;
  const { apiVersion, kind, metadata } = object;
  let live = await client.get(apiVersion, kind, metadata.name ?? "", metadata.namespace);
  if (kind === "CustomResourceDefinition") {
    // A definition is replaced as a whole, so that a version taken out of the list really goes.
    const whole = { ...object, metadata: { ...metadata, resourceVersion: live.metadata.resourceVersion } };
    return client.replace(whole as KubernetesObject, { fieldManager, dryRun: preview, signal });
  }
  if (!preview) live = await adoptFields(live, context);
  const force =
    context.patchForce ||
    isAnnotated(object, PATCH_FORCE) ||
    (preview &&
      (live.metadata.managedFields ?? []).some(
        ({ manager, operation }) => manager === CREATE_MANAGER && operation === "Update",
      )) ||
    (live.metadata.managedFields ?? []).length === 0;
  const applied = withoutForeign(await placed(object, client), ignoreChanges, live, fieldManager);
  try {
    return await client.apply(applied, { fieldManager, dryRun: preview, force, signal });
  } catch (error) {
    throw explained(error, context);
  }
}

/** Makes `fieldManager` the owner of what was written by a manager of the list above. */
async function adoptFields(
  live: KubernetesObject,
  { client, fieldManager }: WriteContext,
): Promise<KubernetesObject> {
  const entries = live.metadata.managedFields ?? [];
  const isAdopted = ({ manager, operation, subresource }: ManagedFields) =>
    !subresource && ADOPTED.some(([name, kind]) => manager === name && operation === kind);
  const adopted = entries.filter(isAdopted);
  if (adopted.length === 0) return live;
  const isOwn = (entry: ManagedFields) =>
    entry.manager === fieldManager && entry.operation === "Apply" && !entry.subresource;
  const own: ManagedFields = {
    ...(entries.find(isOwn) ?? adopted[0]),
    manager: fieldManager,
    operation: "Apply",
    fieldsV1: [...entries.filter(isOwn), ...adopted].reduce<Record<string, unknown>>(
      (union, { fieldsV1 }) => unite(union, fieldsV1 ?? {}),
      {},
    ),
  };
  const managedFields = [...entries.filter((entry) => !isAdopted(entry) && !isOwn(entry)), own];
  const patch = [
    { op: "replace", path: "/metadata/managedFields", value: managedFields },
    { op: "replace", path: "/metadata/resourceVersion", value: live.metadata.resourceVersion },
  ];
  return client.patch(live, patch, { fieldManager });
}

function unite(left: Record<string, unknown>, right: Record<string, unknown>): Record<string, unknown> {
  const result = { ...left };
  for (const [key, value] of Object.entries(right)) {
    result[key] = unite(
      (result[key] ?? {}) as Record<string, unknown>,
      (value ?? {}) as Record<string, unknown>,
    );
  }
  return result;
}

/**
 * pulumi-kubernetes, handleSSAIgnoreFields: an ignored field that only others manage is left out of what is applied;
 * one that is ours keeps its live value. Paths into lists are not followed (`ignoreChanges` of
 * `spec.workerGroupSpecs[*].replicas` does not help).
 */
function withoutForeign(
  object: NewObject,
  ignoreChanges: string[],
  live: KubernetesObject,
  fieldManager: string,
): NewObject {
  const result = copy(object);
  for (const path of ignoreChanges.filter((ignored) => !/[[\]]/.test(ignored))) {
    const steps = path.split(".");
    const value = valueAt(live, ...steps);
    if (value === undefined) continue;
    const owners = listAt<ManagedFields>(live, "metadata", "managedFields").filter(
      ({ fieldsV1 }) => valueAt(fieldsV1, ...steps.map((step) => `f:${step}`)) !== undefined,
    );
    const ours = owners.some(({ manager }) => manager === fieldManager);
    const parent = valueAt(result, ...steps.slice(0, -1)) as PropertyMap | undefined;
    const last = steps.at(-1) as string;
    if (parent === undefined) continue;
    if (ours || owners.length === 0) parent[last] = copy(value);
    else delete parent[last];
  }
  return result;
}

/** The real provider's words for a conflict and for an object that exists already; other errors as they are. */
function explained(error: unknown, { fieldManager }: WriteContext): unknown {
  if (!(error instanceof ApiError)) return error;
  if (error.isConflict) {
    return new ApiError({
      ...error.status,
      message:
        "server-side apply field conflict detected, see " +
        "https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/" +
        "managing-resources-with-server-side-apply/#handle-field-conflicts-on-existing-resources " +
        "for troubleshooting help\n" +
        `The resource managed by field manager "${fieldManager}" had an apply conflict: ${error.message}`,
    });
  }
  if (error.isAlreadyExists) {
    return new ApiError({
      ...error.status,
      message:
        `${error.message}\n\nThe resource already exists in the cluster. Rename it in the program, use an alias ` +
        "after a rename, adopt it with `pulumi import`, or set upsertExistingObjects on the provider.",
    });
  }
  return error;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
