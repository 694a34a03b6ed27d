import { managerOf, type Deployment } from "./deployment";
import type { StepOp } from "./events";
import type { Registered } from "./goal";
import { InitError, type DiffResult } from "./resource-manager";
import { isSameState, type ResourceState } from "./state";
import { isProviderType } from "./urn";
import { equalMaps, type PropertyMap } from "./values";
import { UNKNOWN_STRING } from "./wire";

/** One change to one resource. `begin`, `apply`, `end` and `complete` are called once each, in this order. */
export abstract class Step {
  abstract readonly op: StepOp;
  /** Whether it counts in the summary and may be followed by outputs; the parts of a replacement do not. */
  readonly logical: boolean = true;
  readonly old: ResourceState | undefined = undefined;
  readonly next: ResourceState | undefined = undefined;
  /** Why it is done, where a provider told. */
  readonly diff: DiffResult | undefined = undefined;

  constructor(protected readonly deployment: Deployment) {}

  /** The resource it is about. */
  get resource(): ResourceState {
    const resource = this.next ?? this.old;
    if (resource === undefined) throw new Error(`a ${this.op} step needs a resource`);
    return resource;
  }

  /** The operation that the summary counts, or undefined for none. */
  get counted(): StepOp | undefined {
    return this.logical ? this.op : undefined;
  }

  /** Records that it has begun. */
  begin(): Promise<void> {
    return Promise.resolve();
  }

  /** Does it. An `InitError` leaves a resource that exists but is not ready. */
  abstract apply(): Promise<void>;

  /** Records that it has ended. */
  end(_successful: boolean): Promise<void> {
    return Promise.resolve();
  }

  /** Tells the program. */
  complete(): void {}
}

/** Nothing changes but what the state keeps beside inputs and outputs. */
export class SameStep extends Step {
  readonly op = "same";

  constructor(
    deployment: Deployment,
    override readonly old: ResourceState,
    override readonly next: ResourceState,
    private readonly registered: Registered,
  ) {
    super(deployment);
  }

  async apply(): Promise<void> {
    Object.assign(this.next, {
      id: this.old.id,
      outputs: this.old.outputs,
      initErrors: this.old.initErrors,
      created: this.old.created,
      modified: this.old.modified,
    });
    if (isProviderType(this.next.type)) {
      await this.deployment.registry.same({ ...this.next, inputs: this.old.inputs });
    }
  }

  override async end(successful: boolean): Promise<void> {
    const { snapshot } = this.deployment;
    if (!successful) return;
    if (isSameState(this.old, this.next)) snapshot.renew(this.old, this.next);
    else await snapshot.end(this.next, { gone: this.old, made: this.next });
  }

  override complete(): void {
    this.registered(this.next);
  }
}

/** How a creation takes the place of another resource. */
export interface Replacement {
  old: ResourceState;
  diff: DiffResult | undefined;
  /** Whether the old one still exists and is deleted at the end. */
  pendingDelete: boolean;
}

export class CreateStep extends Step {
  readonly op: "create" | "create-replacement";
  override readonly logical: boolean;
  override readonly old: ResourceState | undefined;
  override readonly diff: DiffResult | undefined;

  constructor(
    deployment: Deployment,
    override readonly next: ResourceState,
    private readonly registered: Registered,
    private readonly replacement?: Replacement,
  ) {
    super(deployment);
    this.op = replacement === undefined ? "create" : "create-replacement";
    this.logical = replacement === undefined;
    this.old = replacement?.old;
    this.diff = replacement?.diff;
  }

  override begin(): Promise<void> {
    return this.deployment.snapshot.begin(this.next, "creating");
  }

  async apply(): Promise<void> {
    const { urn, inputs, customTimeouts: timeouts, custom } = this.next;
    try {
      if (custom) {
        const result = await managerOf(this.deployment, this.next).create({ urn, inputs, timeouts });
        Object.assign(this.next, result);
      }
    } catch (error) {
      if (error instanceof InitError) this.recordPartial(error);
      throw error;
    }
    this.recordTime();
  }

  private recordPartial(error: InitError): void {
    const { id, outputs, inputs = this.next.inputs, reasons: initErrors } = error;
    Object.assign(this.next, { id, outputs, inputs, initErrors });
    this.recordTime();
  }

  private recordTime(): void {
    this.next.created = this.next.modified = new Date().toISOString();
    if (this.replacement?.pendingDelete === true) this.replacement.old.delete = true;
  }

  override async end(successful: boolean): Promise<void> {
    const gone = this.old?.pendingReplacement === true ? { gone: this.old } : {};
    await this.deployment.snapshot.end(this.next, successful ? { made: this.next, ...gone } : {});
  }

  override complete(): void {
    this.registered(this.next);
  }
}

export class UpdateStep extends Step {
  readonly op = "update";

  constructor(
    deployment: Deployment,
    override readonly old: ResourceState,
    override readonly next: ResourceState,
    override readonly diff: DiffResult,
    private readonly registered: Registered,
  ) {
    super(deployment);
  }

  override begin(): Promise<void> {
    return this.deployment.snapshot.begin(this.next, "updating");
  }

  async apply(): Promise<void> {
    const { old, next: updated } = this;
    updated.id = old.id;
    updated.created = old.created;
    updated.modified = old.modified;
    if (!updated.custom) return;
    try {
      updated.outputs = await managerOf(this.deployment, updated).update({
        urn: updated.urn,
        id: old.id,
        oldInputs: old.inputs,
        oldOutputs: old.outputs,
        newInputs: updated.inputs,
        ignoreChanges: updated.ignoreChanges,
        timeouts: updated.customTimeouts,
      });
    } catch (error) {
      if (error instanceof InitError) {
        updated.outputs = error.outputs;
        updated.initErrors = error.reasons;
        updated.modified = new Date().toISOString();
      }
      throw error;
    }
    updated.modified = new Date().toISOString();
  }

  override async end(successful: boolean): Promise<void> {
    await this.deployment.snapshot.end(this.next, successful ? { gone: this.old, made: this.next } : {});
  }

  override complete(): void {
    this.registered(this.next);
  }
}

/** Says that a resource is replaced; the work is in the creation and the deletion beside it. */
export class ReplaceStep extends Step {
  readonly op = "replace";

  constructor(
    deployment: Deployment,
    override readonly old: ResourceState,
    override readonly next: ResourceState,
    override readonly diff: DiffResult | undefined,
  ) {
    super(deployment);
  }

  apply(): Promise<void> {
    return Promise.resolve();
  }
}

/** Reads a resource that the program does not manage. */
export class ReadStep extends Step {
  readonly op: "read" | "read-replacement";
  override readonly logical: boolean;

  constructor(
    deployment: Deployment,
    override readonly old: ResourceState | undefined,
    override readonly next: ResourceState,
    private readonly replacing: boolean,
    private readonly registered: Registered,
  ) {
    super(deployment);
    this.op = replacing ? "read-replacement" : "read";
    this.logical = !replacing;
  }

  // A read that finds nothing new is not worth a word in the summary.
  override get counted(): StepOp | undefined {
    const changed = this.old !== undefined && !equalMaps(this.old.outputs, this.next.outputs);
    return this.logical && changed ? "read" : undefined;
  }

  override begin(): Promise<void> {
    return this.deployment.snapshot.begin(this.next, "reading");
  }

  async apply(): Promise<void> {
    const { urn, id, inputs } = this.next;
    if (id === UNKNOWN_STRING) return;
    const result = await managerOf(this.deployment, this.next).read({ urn, id, inputs, outputs: inputs });
    if (result.outputs === undefined) throw new Error(`resource '${id}' does not exist`);
    this.next.outputs = result.outputs satisfies PropertyMap;
    if (result.id !== "") this.next.id = result.id;
    if (this.replacing && this.old !== undefined) this.old.delete = true;
  }

  override async end(successful: boolean): Promise<void> {
    const gone = this.old === undefined || this.replacing ? {} : { gone: this.old };
    await this.deployment.snapshot.end(this.next, successful ? { made: this.next, ...gone } : {});
  }

  override complete(): void {
    this.registered(this.next);
  }
}
