import { createHash } from "node:crypto";
import type { SecretsManager } from "./secrets";
import { newState, type PendingOperation, type ResourceState } from "./state";
import {
  isMap,
  OutputValue,
  ResourceReference,
  Secret,
  transform,
  Unknown,
  UNKNOWN,
  type PropertyMap,
  type PropertyValue,
} from "./values";
import { RESOURCE_SIGNATURE, SECRET_SIGNATURE, SIGNATURE_KEY, UNKNOWN_STRING } from "./wire";

/** A value of a JSON document. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A resource as Pulumi's deployment format writes it: empty fields are left out. */
export type SerializedResource = { [key: string]: Json } & { urn: string; type: string; custom: boolean };

/** The document of a state file: Pulumi's deployment format, version 3. */
export interface SerializedState {
  version: 3;
  deployment: {
    manifest: { time: string; magic: string; version: string };
    secrets_providers: { type: "passphrase"; state: { salt: string } };
    resources: SerializedResource[];
    pending_operations?: { resource: SerializedResource; type: PendingOperation["type"] }[];
  };
}

// Secrets keep their ciphertext, so that a save encrypts only what is new.
const ciphertexts = new WeakMap<SecretsManager, WeakMap<Secret, string>>();

function ciphertextsOf(secrets: SecretsManager): WeakMap<Secret, string> {
  let cache = ciphertexts.get(secrets);
  if (cache === undefined) {
    cache = new WeakMap();
    ciphertexts.set(secrets, cache);
  }
  return cache;
}

/** The document for the given resources. `version` is that of the Pulumi SDK whose format it is. */
export function serializeState(
  resources: readonly ResourceState[],
  pending: readonly PendingOperation[],
  secrets: SecretsManager,
  version: string,
): SerializedState {
  const operations = pending.map(({ resource, type }) => ({
    resource: serializeResource(resource, secrets),
    type,
  }));
  return {
    version: 3,
    deployment: {
      manifest: {
        time: new Date().toISOString(),
        magic: createHash("sha256").update(version).digest("hex"),
        version,
      },
      secrets_providers: { type: "passphrase", state: { salt: secrets.salt } },
      resources: resources.map((resource) => serializeResource(resource, secrets)),
      ...(operations.length > 0 ? { pending_operations: operations } : {}),
    },
  };
}

/** A resource as it stands in the document. */
export function serializeResource(state: ResourceState, secrets: SecretsManager): SerializedResource {
  const { urn, type, custom, inputs, outputs, ...rest } = state;
  const serialized: SerializedResource = { urn, custom, type };
  for (const [key, value] of Object.entries(rest) as [string, Json][]) {
    if (!isEmpty(value)) serialized[key] = value;
  }
  if (Object.keys(inputs).length > 0) serialized.inputs = serializeValue(inputs, secrets);
  if (Object.keys(outputs).length > 0) serialized.outputs = serializeValue(outputs, secrets);
  return serialized;
}

function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === "" || value === false) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** Writes a value for a state file. Secrets are encrypted whole, what is inside them included. */
export function serializeValue(value: PropertyValue, secrets: SecretsManager): Json {
  if (value instanceof Secret) {
    return { [SIGNATURE_KEY]: SECRET_SIGNATURE, ciphertext: encrypt(value, secrets) };
  }
  if (value instanceof OutputValue) {
    const element = value.known ? value.element : UNKNOWN;
    return serializeValue(value.secret ? new Secret(element) : element, secrets);
  }
  if (value instanceof Unknown) return UNKNOWN_STRING;
  if (value instanceof ResourceReference) return serializeReference(value);
  if (Array.isArray(value)) return value.map((item) => serializeValue(item, secrets));
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, serializeValue(item, secrets)]));
}

function encrypt(secret: Secret, secrets: SecretsManager): string {
  const cache = ciphertextsOf(secrets);
  let ciphertext = cache.get(secret);
  if (ciphertext === undefined) {
    const bare = transform(secret.element, (item) => (item instanceof Secret ? item.element : item));
    ciphertext = secrets.encrypt(JSON.stringify(serializeValue(bare, secrets)));
    cache.set(secret, ciphertext);
  }
  return ciphertext;
}

function serializeReference({ urn, id, packageVersion }: ResourceReference): Json {
  const reference: Json = { [SIGNATURE_KEY]: RESOURCE_SIGNATURE, urn, packageVersion };
  if (id !== undefined) reference.id = id instanceof Unknown ? "" : id;
  return reference;
}

/** Reads the resources and the interrupted operations of a document. */
export function deserializeState(
  state: SerializedState,
  secrets: SecretsManager,
): { resources: ResourceState[]; pending: PendingOperation[] } {
  const { resources, pending_operations: operations = [] } = state.deployment;
  return {
    resources: resources.map((resource) => deserializeResource(resource, secrets)),
    pending: operations.map(({ resource, type }) => ({
      resource: deserializeResource(resource, secrets),
      type,
    })),
  };
}

function deserializeResource(serialized: SerializedResource, secrets: SecretsManager): ResourceState {
  const { urn, type, custom, inputs = {}, outputs = {}, ...rest } = serialized;
  return newState(
    { urn, type, custom },
    {
      ...(rest as Partial<ResourceState>),
      inputs: deserializeValue(inputs, secrets) as PropertyMap,
      outputs: deserializeValue(outputs, secrets) as PropertyMap,
    },
  );
}

/** Reads a value of a state file. */
export function deserializeValue(value: Json, secrets: SecretsManager): PropertyValue {
  if (value === UNKNOWN_STRING) return UNKNOWN;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => deserializeValue(item, secrets));
  switch (value[SIGNATURE_KEY]) {
    case SECRET_SIGNATURE: {
      const ciphertext = String(value.ciphertext);
      const secret = new Secret(deserializeValue(JSON.parse(secrets.decrypt(ciphertext)) as Json, secrets));
      ciphertextsOf(secrets).set(secret, ciphertext);
      return secret;
    }
    case RESOURCE_SIGNATURE: {
      const id = typeof value.id === "string" ? value.id || UNKNOWN : undefined;
      return new ResourceReference(String(value.urn), id, String(value.packageVersion ?? ""));
    }
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, deserializeValue(item, secrets)]),
  );
}
