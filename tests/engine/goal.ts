import type { CustomTimeouts, ResourceState } from "./state";
import type { PropertyMap } from "./values";

/** Another identity that a resource may have in the state: a whole URN, or what differs from its present one. */
export type Alias =
  | { urn: string }
  | {
      urn?: undefined;
      name: string;
      type: string;
      stack: string;
      project: string;
      /** URN; empty keeps the present parent. */
      parent: string;
      noParent: boolean;
    };

/** What the program wants a resource to be. */
export interface Goal {
  type: string;
  name: string;
  custom: boolean;
  inputs: PropertyMap;
  parent: string;
  protect: boolean | undefined;
  dependencies: string[];
  propertyDependencies: Record<string, string[]>;
  /** `URN::ID`; empty for components and providers. */
  provider: string;
  deleteBeforeReplace: boolean | undefined;
  ignoreChanges: string[];
  replaceOnChanges: string[];
  additionalSecretOutputs: string[];
  aliases: Alias[];
  customTimeouts: CustomTimeouts;
  retainOnDelete: boolean | undefined;
  deletedWith: string;
  replaceWith: string[];
}

/** A goal with nothing set but its identity. */
export function emptyGoal(type: string, name: string, fields: Partial<Goal> = {}): Goal {
  return {
    type,
    name,
    custom: false,
    inputs: {},
    parent: "",
    protect: undefined,
    dependencies: [],
    propertyDependencies: {},
    provider: "",
    deleteBeforeReplace: undefined,
    ignoreChanges: [],
    replaceOnChanges: [],
    additionalSecretOutputs: [],
    aliases: [],
    customTimeouts: {},
    retainOnDelete: undefined,
    deletedWith: "",
    replaceWith: [],
    ...fields,
  };
}

/** What a program reads without managing it. */
export interface ReadGoal {
  type: string;
  name: string;
  id: string;
  parent: string;
  inputs: PropertyMap;
  dependencies: string[];
  provider: string;
  additionalSecretOutputs: string[];
}

/** Receives the state of a resource once its step is done. */
export type Registered = (state: ResourceState) => void;
