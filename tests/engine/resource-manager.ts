import type { CustomTimeouts } from "./state";
import type { PropertyMap } from "./values";

/** One fault in the inputs of a resource; without a property it is about the whole. */
export interface CheckFailure {
  property: string;
  reason: string;
}

export interface CheckRequest {
  urn: string;
  /** The inputs that the state has, or empty. */
  olds: PropertyMap;
  news: PropertyMap;
}

export interface CheckResult {
  inputs: PropertyMap;
  failures: CheckFailure[];
}

export interface DiffRequest {
  urn: string;
  id: string;
  oldInputs: PropertyMap;
  oldOutputs: PropertyMap;
  newInputs: PropertyMap;
  ignoreChanges: string[];
}

/** How one property differs. */
export interface PropertyDiff {
  kind: "add" | "delete" | "update";
  /** Whether the difference asks for a replacement. */
  replace: boolean;
}

export interface DiffResult {
  changes: "none" | "some" | "unknown";
  /** Top-level properties whose change asks for a replacement. */
  replaceKeys: string[];
  /** Top-level properties that changed. */
  changedKeys: string[];
  /** By property path; undefined where the provider gives none. */
  detailedDiff: Map<string, PropertyDiff> | undefined;
  deleteBeforeReplace: boolean;
}

/** Whether a difference means that the resource has to be replaced. */
export function asksReplacement(diff: DiffResult): boolean {
  return diff.replaceKeys.length > 0 || [...(diff.detailedDiff?.values() ?? [])].some((item) => item.replace);
}

export interface CreateRequest {
  urn: string;
  inputs: PropertyMap;
  timeouts: CustomTimeouts;
}

export interface CreateResult {
  id: string;
  outputs: PropertyMap;
}

export interface UpdateRequest extends DiffRequest {
  timeouts: CustomTimeouts;
}

export interface DeleteRequest {
  urn: string;
  id: string;
  inputs: PropertyMap;
  outputs: PropertyMap;
  timeouts: CustomTimeouts;
}

export interface ReadRequest {
  urn: string;
  id: string;
  inputs: PropertyMap;
  outputs: PropertyMap;
}

export interface ReadResult {
  /** Empty when the resource is gone. */
  id: string;
  outputs: PropertyMap | undefined;
  /** Undefined when the provider tells nothing about them. */
  inputs: PropertyMap | undefined;
}

/** Thrown where a diff is impossible because the provider is not configured yet; counts as "some". */
export class DiffUnavailable extends Error {}

/** Thrown where a resource exists but did not become ready: its state is recorded together with the reasons. */
export class InitError extends Error {
  constructor(
    readonly id: string,
    readonly outputs: PropertyMap,
    readonly inputs: PropertyMap | undefined,
    readonly reasons: string[],
  ) {
    const list = reasons.map((reason) => `\n    * ${reason}`).join("");
    super(`${reasons.length} error${reasons.length === 1 ? "" : "s"} occurred:${list}`);
  }
}

/** What manages resources: the provider of a package, or the engine itself for providers. */
export interface ResourceManager {
  check(request: CheckRequest): Promise<CheckResult>;
  diff(request: DiffRequest): Promise<DiffResult>;
  /** May throw `InitError`. In a preview the id is empty. */
  create(request: CreateRequest): Promise<CreateResult>;
  /** Returns the new outputs. May throw `InitError`. */
  update(request: UpdateRequest): Promise<PropertyMap>;
  delete(request: DeleteRequest): Promise<void>;
  /** May throw `InitError`. */
  read(request: ReadRequest): Promise<ReadResult>;
}
