import { isDeepStrictEqual } from "node:util";
import { equalMaps, type PropertyMap } from "./values";

/** Seconds that a provider may take for an operation; absent or 0 leaves it to the provider. */
export interface CustomTimeouts {
  create?: number;
  update?: number;
  delete?: number;
}

/** What the engine knows of a resource. The fields are those of Pulumi's deployment format, version 3. */
export interface ResourceState {
  urn: string;
  type: string;
  /** Whether a provider manages it; false for components. */
  custom: boolean;
  /** The provider's id; empty for components. */
  id: string;
  inputs: PropertyMap;
  outputs: PropertyMap;
  /** URN of the parent, or empty. */
  parent: string;
  protect: boolean;
  /** Only read, not managed. */
  external: boolean;
  /** Replaced already; waits for its deletion. */
  delete: boolean;
  /** Deleted already; waits for its replacement. */
  pendingReplacement: boolean;
  dependencies: string[];
  propertyDependencies: Record<string, string[]>;
  /** `URN::ID` of its provider; empty for components and providers. */
  provider: string;
  additionalSecretOutputs: string[];
  /** The URN it had in the state before. */
  aliases: string[];
  customTimeouts: CustomTimeouts;
  /** Why the resource, though created, is not ready. */
  initErrors: string[];
  retainOnDelete: boolean;
  deletedWith: string;
  replaceWith: string[];
  ignoreChanges: string[];
  replaceOnChanges: string[];
  /** ISO 8601. */
  created?: string;
  modified?: string;
}

/** An operation that was begun and whose end is not recorded. */
export interface PendingOperation {
  resource: ResourceState;
  type: "creating" | "updating" | "deleting" | "reading";
}

/** A resource with nothing set but its identity. */
export function newState(
  identity: Pick<ResourceState, "urn" | "type" | "custom">,
  fields: Partial<ResourceState> = {},
): ResourceState {
  return {
    id: "",
    inputs: {},
    outputs: {},
    parent: "",
    protect: false,
    external: false,
    delete: false,
    pendingReplacement: false,
    dependencies: [],
    propertyDependencies: {},
    provider: "",
    additionalSecretOutputs: [],
    aliases: [],
    customTimeouts: {},
    initErrors: [],
    retainOnDelete: false,
    deletedWith: "",
    replaceWith: [],
    ignoreChanges: [],
    replaceOnChanges: [],
    ...identity,
    ...fields,
  };
}

/** Every URN that the resource depends on, the parent and the provider left out. */
export function dependencyUrns(state: ResourceState): string[] {
  const urns = [
    ...state.dependencies,
    ...Object.values(state.propertyDependencies).flat(),
    ...state.replaceWith,
  ];
  return state.deletedWith === "" ? urns : [...urns, state.deletedWith];
}

/** Whether a state file would show no difference between the two. */
export function isSameState(left: ResourceState, right: ResourceState): boolean {
  const { inputs: leftInputs, outputs: leftOutputs, ...leftRest } = left;
  const { inputs: rightInputs, outputs: rightOutputs, ...rightRest } = right;
  return (
    isDeepStrictEqual(sorted(leftRest), sorted(rightRest)) &&
    equalMaps(leftInputs, rightInputs) &&
    equalMaps(leftOutputs, rightOutputs)
  );
}

/** With the dependencies in order: a program does not always tell them in the same. */
function sorted<T extends Pick<ResourceState, "dependencies" | "propertyDependencies">>(state: T): T {
  return {
    ...state,
    dependencies: [...state.dependencies].sort(),
    propertyDependencies: Object.fromEntries(
      Object.entries(state.propertyDependencies).map(([key, urns]) => [key, [...urns].sort()]),
    ),
  };
}
