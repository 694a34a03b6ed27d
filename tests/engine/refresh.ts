import { managerOf, type Deployment } from "./deployment";
import { diffResource } from "./diff";
import type { StepOp } from "./events";
import { InitError, type ReadResult } from "./resource-manager";
import type { StepExecutor } from "./step-executor";
import type { ResourceState } from "./state";
import { Step } from "./steps";
import { isProviderType } from "./urn";

/** Takes up what a provider says about a resource. */
class RefreshStep extends Step {
  readonly op = "refresh";
  /** What has become of it; undefined when it is gone. */
  refreshed: ResourceState | undefined;
  private changed = false;

  constructor(
    deployment: Deployment,
    override readonly old: ResourceState,
  ) {
    super(deployment);
    this.refreshed = old;
  }

  override get counted(): StepOp {
    if (this.refreshed === undefined) return "delete";
    return this.changed ? "update" : "same";
  }

  async apply(): Promise<void> {
    const { old } = this;
    if (!old.custom || isProviderType(old.type) || old.pendingReplacement) return;
    const { urn, id, inputs, outputs } = old;
    let initErrors: string[] = [];
    let result: ReadResult;
    try {
      result = await managerOf(this.deployment, old).read({ urn, id, inputs, outputs });
    } catch (error) {
      if (!(error instanceof InitError)) throw error;
      initErrors = error.reasons;
      result = { id: error.id, outputs: error.outputs, inputs: error.inputs };
      const list = initErrors.map((reason) => `\n* ${reason}`).join("");
      this.deployment.log.report("warning", `Refreshed resource is in an unhealthy state:${list}`, urn);
    }
    if (result.id === "") {
      this.refreshed = undefined;
      return;
    }
    const refreshed = {
      ...old,
      id: result.id,
      inputs: result.inputs ?? inputs,
      outputs: result.outputs ?? {},
      initErrors,
    };
    this.changed = await this.differs(refreshed);
    if (this.changed) refreshed.modified = new Date().toISOString();
    this.refreshed = refreshed;
  }

  /** Whether an `up` with the inputs of the state would change the resource back. */
  private async differs(refreshed: ResourceState): Promise<boolean> {
    const request = {
      urn: refreshed.urn,
      id: refreshed.id,
      oldInputs: refreshed.inputs,
      oldOutputs: refreshed.outputs,
      newInputs: this.old.inputs,
      ignoreChanges: this.old.ignoreChanges,
    };
    const diff = await diffResource(managerOf(this.deployment, refreshed), request, this.deployment.log);
    return diff.changes === "some";
  }
}

/** Reads every resource of the state anew. Operations that were interrupted are forgotten. */
export async function refresh(deployment: Deployment, executor: StepExecutor): Promise<void> {
  const steps = deployment.previous.map((state) => new RefreshStep(deployment, state));
  for (const { old } of steps) await deployment.registry.ensure(old.provider, deployment.previous);
  await executor.executeParallel(steps);
  const remaining = steps.map((step) => step.refreshed).filter((state) => state !== undefined);
  await deployment.snapshot.rebase(withoutDangling(deployment.previous, remaining));
}

/** Removes what refers to resources that are gone; a child moves up to its nearest ancestor that is left. */
function withoutDangling(
  previous: readonly ResourceState[],
  remaining: readonly ResourceState[],
): ResourceState[] {
  const parentOf = new Map(previous.map(({ urn, parent }) => [urn, parent]));
  const present = new Set<string>();
  return remaining.map((state) => {
    let { parent } = state;
    while (parent !== "" && !present.has(parent)) parent = parentOf.get(parent) ?? "";
    present.add(state.urn);
    const kept = (urns: string[]): string[] => urns.filter((urn) => present.has(urn));
    return {
      ...state,
      parent,
      dependencies: kept(state.dependencies),
      propertyDependencies: Object.fromEntries(
        Object.entries(state.propertyDependencies).map(([key, urns]) => [key, kept(urns)]),
      ),
      deletedWith: present.has(state.deletedWith) ? state.deletedWith : "",
      replaceWith: kept(state.replaceWith),
    };
  });
}
