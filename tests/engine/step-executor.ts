import { ProtectedError } from "./delete-steps";
import type { Deployment } from "./deployment";
import type { ChangeSummary, StepOp } from "./events";
import { InitError } from "./resource-manager";
import { messageOf } from "./rpc";
import type { Step } from "./steps";
import type { ResourceState } from "./state";
import { isDefaultProvider, isStackUrn, STACK_TYPE, urnName } from "./urn";
import { equalMaps, Secret, type PropertyMap } from "./values";

/** A component whose children may still be at work. */
interface OpenComponent {
  step: Step;
  started: number;
}

/** Runs steps, some chains of them at a time, and records and tells what becomes of them. */
export class StepExecutor {
  /** Steps that failed without stopping the others. */
  readonly failed: Step[] = [];
  readonly summary: ChangeSummary = { create: 0, update: 0, replace: 0, delete: 0, same: 0, read: 0 };
  private readonly running = new Set<Promise<void>>();
  private readonly queue: (() => void)[] = [];
  private free: number;
  private stopped = false;
  /** Steps whose resource may still get outputs, by URN. */
  private readonly open = new Map<string, OpenComponent>();
  private stackOutputs: { urn: string; outputs: PropertyMap } | undefined;

  /** `onStop` is called when a step fails, so that nothing new is begun. */
  constructor(
    private readonly deployment: Deployment,
    private readonly onStop: () => void,
  ) {
    this.free = deployment.parallel;
  }

  get isStopped(): boolean {
    return this.stopped;
  }

  /** From now on no step begins; those under way are finished. */
  stop(): void {
    this.stopped = true;
  }

  /** Runs the steps one after another. Resolves when they are done, or not to be done. */
  execute(chain: readonly Step[]): Promise<void> {
    const run = this.runChain(chain).finally(() => this.running.delete(run));
    this.running.add(run);
    return run;
  }

  /** Runs the steps beside each other. */
  async executeParallel(steps: readonly Step[]): Promise<void> {
    await Promise.all(steps.map((step) => this.execute([step])));
  }

  /** Waits for everything under way. */
  async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running);
  }

  private async runChain(chain: readonly Step[]): Promise<void> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((resolve) => this.queue.push(resolve));
    try {
      for (const step of chain) {
        if (this.stopped || !(await this.runStep(step))) return;
      }
    } finally {
      const next = this.queue.shift();
      if (next === undefined) this.free++;
      else next();
    }
  }

  /** Whether the chain may go on. */
  private async runStep(step: Step): Promise<boolean> {
    const started = performance.now();
    this.tellStart(step);
    let failure: unknown;
    try {
      await step.begin();
      await step.apply();
    } catch (error) {
      failure = error ?? new Error("unknown failure");
    }
    const exists = failure === undefined || failure instanceof InitError;
    if (exists && step.next !== undefined && step.op !== "replace") {
      markSecrets(step.next);
      this.deployment.news.set(step.next.urn, step.next);
    }
    try {
      await step.end(exists);
    } catch (error) {
      failure ??= error;
    }
    if (failure === undefined) {
      this.count(step);
      this.openOrTellDone(step, started);
      step.complete();
      return true;
    }
    this.fail(step, failure, started);
    return false;
  }

  private count(step: Step): void {
    const { counted } = step;
    if (counted !== undefined && counted in this.summary && !isInternal(step)) {
      this.summary[counted as keyof ChangeSummary]++;
    }
  }

  private fail(step: Step, error: unknown, started: number): void {
    const urn = isInternal(step) ? "" : step.resource.urn;
    this.deployment.log.report("error", messageOf(error), urn);
    this.tellDone(step, started, true);
    this.failed.push(step);
    if (!(error instanceof ProtectedError)) this.onStop();
  }

  /** Records the outputs that a component registered; those of the stack wait for the end. */
  async registerOutputs(urn: string, outputs: PropertyMap): Promise<void> {
    if (isStackUrn(urn)) {
      this.stackOutputs = { urn, outputs };
      return;
    }
    const component = this.open.get(urn);
    if (component === undefined) {
      throw new Error(`cannot complete a resource '${urn}' whose registration isn't pending`);
    }
    this.open.delete(urn);
    await this.recordOutputs(component.step, outputs);
    this.tellDone(component.step, component.started, false);
  }

  private async recordOutputs({ resource }: Step, outputs: PropertyMap): Promise<void> {
    const changed = !equalMaps(resource.outputs, outputs);
    resource.outputs = outputs;
    if (changed) await this.deployment.snapshot.save();
  }

  /** Records the stack's outputs; after a failure those that are missing keep their old value. */
  async finish(): Promise<void> {
    if (this.stackOutputs !== undefined) {
      const { urn, outputs } = this.stackOutputs;
      const step = this.open.get(urn)?.step;
      const old = this.deployment.olds.get(urn)?.outputs ?? {};
      const kept = this.deployment.log.failed ? { ...old, ...outputs } : outputs;
      if (step !== undefined) await this.recordOutputs(step, kept);
      this.deployment.log.emit({ kind: "outputs", urn, outputs: kept });
    } else {
      const stack = this.deployment.snapshot.resources().find(({ type }) => type === STACK_TYPE);
      if (stack !== undefined) {
        this.deployment.log.emit({ kind: "outputs", urn: stack.urn, outputs: stack.outputs });
      }
    }
    for (const { step, started } of this.open.values()) {
      if (!step.resource.custom) this.tellDone(step, started, false);
    }
    this.open.clear();
  }

  private openOrTellDone(step: Step, started: number): void {
    const { next } = step;
    if (step.logical && next !== undefined) this.open.set(next.urn, { step, started });
    if (next === undefined || next.custom) this.tellDone(step, started, false);
  }

  private tellStart(step: Step): void {
    if (isInternal(step)) return;
    const { urn, type, parent } = step.resource;
    this.deployment.log.emit({
      kind: "resourceStart",
      urn,
      type,
      name: urnName(urn),
      op: step.op,
      parent,
      diffs: step.diff?.changedKeys ?? [],
      replaceKeys: step.diff?.replaceKeys ?? [],
    });
  }

  private tellDone(step: Step, started: number, failed: boolean): void {
    if (isInternal(step)) return;
    const seconds = (performance.now() - started) / 1000;
    this.deployment.log.emit({
      kind: "resourceDone",
      urn: step.resource.urn,
      op: step.op satisfies StepOp,
      seconds,
      failed,
    });
  }
}

function isInternal(step: Step): boolean {
  return step.op === "remove-pending-replace" || isDefaultProvider(step.resource.urn);
}

/** Marks outputs as secret that were asked to be, or whose input of the same name is. */
function markSecrets(state: ResourceState): void {
  const { inputs, outputs, additionalSecretOutputs } = state;
  state.outputs = Object.fromEntries(
    Object.entries(outputs).map(([key, value]) => {
      const secret = additionalSecretOutputs.includes(key) || inputs[key] instanceof Secret;
      return [key, secret && !(value instanceof Secret) ? new Secret(value) : value];
    }),
  );
}
