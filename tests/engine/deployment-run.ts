import * as grpc from "@grpc/grpc-js";
import { Reported } from "./check";
import { deleteSteps, runDeletes } from "./deletes";
import type { Deployment } from "./deployment";
import type { Goal, ReadGoal, Registered } from "./goal";
import type { Registrar } from "./monitor";
import { messageOf, ServiceFault } from "./rpc";
import { StepExecutor } from "./step-executor";
import { StepGenerator } from "./step-generator";
import type { ResourceState } from "./state";
import type { Step } from "./steps";
import { createUrn } from "./urn";
import type { PropertyMap } from "./values";

/** Something to be settled later. */
export interface Deferred<T> {
  promise: Promise<T>;
  resolve(value: T): void;
  reject(error: Error): void;
}

export function defer<T>(): Deferred<T> {
  const deferred = {} as Deferred<T>;
  deferred.promise = new Promise<T>((resolve, reject) => Object.assign(deferred, { resolve, reject }));
  // Who awaits it sees the error; nobody else has to.
  deferred.promise.catch(() => undefined);
  return deferred;
}

/** Turns what the program registers into steps, has them run, and deletes at the end what it did not register. */
export class DeploymentRun implements Registrar {
  readonly executor: StepExecutor;
  readonly generator: StepGenerator;
  /** Resolves when the program has registered everything. */
  readonly programDone = defer<void>();
  private readonly stop = defer<never>();
  private readonly shutdown = defer<void>();
  /** Decisions are made one after another, as each depends on those before. */
  private decisions: Promise<unknown> = Promise.resolve();

  constructor(private readonly deployment: Deployment) {
    this.executor = new StepExecutor(deployment, () => this.halt());
    this.generator = new StepGenerator(deployment);
  }

  get stopped(): Promise<never> {
    return this.stop.promise;
  }

  /** Begins nothing new; what is under way is finished, and everybody who waits is told. */
  halt(): void {
    this.executor.stop();
    this.stop.reject(new ServiceFault(grpc.status.UNAVAILABLE, "resource monitor shut down"));
  }

  register(goal: Goal): Promise<ResourceState> {
    return this.decide(goal, (registered) => this.generator.register(goal, registered));
  }

  read(goal: ReadGoal): Promise<ResourceState> {
    return this.decide(goal, async (registered) => {
      await this.deployment.registry.ensure(goal.provider, this.deployment.previous);
      return this.generator.read(goal, registered);
    });
  }

  private decide(
    goal: Pick<Goal, "type" | "name" | "parent">,
    generate: (registered: Registered) => Promise<Step[]>,
  ): Promise<ResourceState> {
    const result = defer<ResourceState>();
    this.decisions = this.decisions.then(async () => {
      if (this.executor.isStopped) return;
      try {
        const steps = await generate((state) => result.resolve(state));
        void this.executor.execute(steps);
      } catch (error) {
        if (!(error instanceof Reported)) {
          this.deployment.log.report("error", messageOf(error), this.urnOf(goal));
        }
        this.halt();
      }
    });
    return Promise.race([result.promise, this.stopped]);
  }

  private urnOf({ type, name, parent }: Pick<Goal, "type" | "name" | "parent">): string {
    return createUrn(this.deployment.stack, this.deployment.project, parent, type, name);
  }

  registerOutputs(urn: string, outputs: PropertyMap): Promise<void> {
    return Promise.race([this.executor.registerOutputs(urn, outputs), this.stopped]);
  }

  async programEnded(): Promise<void> {
    this.programDone.resolve();
    await this.shutdown.promise;
  }

  abort(message: string): Promise<never> {
    if (!this.executor.isStopped) this.deployment.log.report("error", message);
    this.halt();
    return this.stopped;
  }

  /** Waits for the steps of the program, then deletes what it did not register. */
  async finish(): Promise<void> {
    await this.settled();
    if (this.executor.isStopped) return;
    await runDeletes(this.deployment, this.executor, await deleteSteps(this.deployment, this.generator));
    await this.executor.idle();
  }

  /** Waits until no decision and no step is under way. */
  async settled(): Promise<void> {
    await this.decisions;
    await this.executor.idle();
  }

  /** Lets a program that waits for the end go. */
  release(): void {
    this.shutdown.resolve();
  }
}
