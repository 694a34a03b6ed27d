import type { Log } from "./engine-log";
import type { PropertyMap, PropertyPath } from "./properties";

/** What every request about a resource carries. */
export interface ResourceRequest {
  urn: string;
  /** The type token, e.g. `azure-native:containerservice:ManagedCluster`. */
  type: string;
  /** The resource's name in the program, the last part of its URN. */
  name: string;
  /** Paths of what arrived marked secret in `news` or `inputs`; empty unless served with `acceptSecrets`. */
  secretPaths: PropertyPath[];
  /** Aborted when the engine cancels the deployment. */
  signal: AbortSignal;
}

export interface CheckRequest extends ResourceRequest {
  /** The inputs of the previous deployment; empty for a new resource. */
  olds: PropertyMap;
  news: PropertyMap;
  /** Seed for random names that stay the same between preview and update; empty if the engine sent none. */
  randomSeed: Uint8Array;
  autonaming?: { proposedName: string; mode: "propose" | "enforce" | "disable" };
}

export interface CheckFailure {
  /** The property's path, e.g. `agentPoolProfiles[0].count`; empty for the whole resource. */
  property: string;
  reason: string;
}

export interface CheckResult {
  /** Inputs with defaults filled in. Defaults to the news. */
  inputs?: PropertyMap;
  failures?: CheckFailure[];
}

export interface DiffRequest extends ResourceRequest {
  id: string;
  /** The recorded outputs. */
  olds: PropertyMap;
  /** The recorded inputs. */
  oldInputs: PropertyMap;
  news: PropertyMap;
  ignoreChanges: string[];
}

export type DiffKind = "add" | "add-replace" | "delete" | "delete-replace" | "update" | "update-replace";

export interface PropertyDiff {
  kind: DiffKind;
  /** True when the difference is between old and new inputs rather than outputs and inputs. */
  inputDiff: boolean;
}

export interface DiffResult {
  changes: "some" | "none" | "unknown";
  /** Properties whose change needs a new resource. */
  replaces?: string[];
  /** Top-level properties that changed. */
  diffs?: string[];
  /** Properties that stay as they are under any change that is not a replacement. */
  stables?: string[];
  deleteBeforeReplace?: boolean;
  /** Every changed path with its kind of change. */
  detailedDiff?: Record<string, PropertyDiff>;
}

export interface CreateRequest extends ResourceRequest {
  inputs: PropertyMap;
  /** Seconds; 0 when the program set none. */
  timeout: number;
  preview: boolean;
}

export interface CreateResult {
  /** Empty in a preview. */
  id: string;
  properties: PropertyMap;
}

export interface ReadRequest extends ResourceRequest {
  id: string;
  properties: PropertyMap;
  inputs: PropertyMap;
}

export interface ReadResult {
  id: string;
  properties: PropertyMap;
  inputs: PropertyMap;
}

export interface UpdateRequest extends ResourceRequest {
  id: string;
  /** The recorded outputs. */
  olds: PropertyMap;
  /** The recorded inputs. */
  oldInputs: PropertyMap;
  news: PropertyMap;
  /** Seconds; 0 when the program set none. */
  timeout: number;
  ignoreChanges: string[];
  preview: boolean;
}

export interface DeleteRequest extends ResourceRequest {
  id: string;
  /** The recorded outputs. */
  properties: PropertyMap;
  /** The recorded inputs. */
  inputs: PropertyMap;
  /** Seconds; 0 when the program set none. */
  timeout: number;
}

export interface InvokeRequest {
  token: string;
  args: PropertyMap;
  secretPaths: PropertyPath[];
  preview: boolean;
  signal: AbortSignal;
}

export interface InvokeResult {
  result?: PropertyMap;
  failures?: CheckFailure[];
}

export interface ConfigureRequest {
  /** The provider's inputs; nested values arrive as the SDK serialised them (JSON strings in the Node SDK). */
  args: PropertyMap;
  /** Configuration keys with their package, e.g. `azure-native:config:location`. */
  variables: Record<string, string>;
  secretPaths: PropertyPath[];
  urn?: string;
  id?: string;
}

/**
 * What a custom-resource provider answers. A method left out behaves as the protocol's default: check accepts,
 * diff compares old and new inputs, read echoes, checkConfig accepts, diffConfig compares, configure does nothing;
 * create, update, delete and invoke answer UNIMPLEMENTED. A thrown error becomes the operation's failure;
 * `InitFailedError` records the resource as created but not ready.
 */
export interface Provider {
  check?(request: CheckRequest): Promise<CheckResult>;
  diff?(request: DiffRequest): Promise<DiffResult>;
  create?(request: CreateRequest): Promise<CreateResult>;
  /** Undefined when the resource no longer exists. */
  read?(request: ReadRequest): Promise<ReadResult | undefined>;
  /** The resource's new outputs. */
  update?(request: UpdateRequest): Promise<PropertyMap>;
  delete?(request: DeleteRequest): Promise<void>;
  invoke?(request: InvokeRequest): Promise<InvokeResult>;
  checkConfig?(request: CheckRequest): Promise<CheckResult>;
  diffConfig?(request: DiffRequest): Promise<DiffResult>;
  configure?(request: ConfigureRequest): Promise<void>;
  /** Called once when the engine cancels, after every request's `signal` was aborted. */
  cancel?(): Promise<void>;
}

/** What the server offers to the provider it serves. */
export interface PluginHost {
  log: Log;
}
