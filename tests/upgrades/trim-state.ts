import type { Json, SerializedResource, SerializedState } from "../engine/state-format";

/**
 * The state with what a preview goes by: of objects in Kubernetes, what the server added (status, managed fields, times) is left
 * out, and so is when the deployment was.
 */
export function trimState(state: SerializedState): SerializedState {
  const { deployment } = state;
  return {
    ...state,
    deployment: {
      ...deployment,
      manifest: { ...deployment.manifest, time: "2026-01-01T00:00:00Z" },
      resources: deployment.resources.map(trimResource),
    },
  };
}

function trimResource(resource: SerializedResource): SerializedResource {
  const { urn, type, custom } = resource;
  const trimmed = { ...without(resource, ["created", "modified"]), urn, type, custom };
  const { outputs } = resource;
  if (!type.startsWith("kubernetes:") || !isObject(outputs)) return trimmed;
  const { metadata } = outputs;
  return {
    ...trimmed,
    outputs: {
      ...without(outputs, ["status"]),
      ...(isObject(metadata) && { metadata: without(metadata, SERVER_METADATA) }),
    },
  };
}

const SERVER_METADATA = ["managedFields", "creationTimestamp", "generation", "resourceVersion"];

function without(object: { [key: string]: Json }, keys: readonly string[]): { [key: string]: Json } {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
