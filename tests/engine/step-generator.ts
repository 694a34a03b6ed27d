import { aliasUrns } from "./aliases";
import { checkInputs, Reported } from "./check";
import { DeleteStep } from "./delete-steps";
import { managerOf, type Deployment } from "./deployment";
import { bound, dependentReplacements } from "./dependents";
import { applyReplaceOnChanges, diffResource, NO_DIFF, replaceBecause } from "./diff";
import type { Goal, ReadGoal, Registered } from "./goal";
import { asksReplacement, DiffUnavailable, type DiffResult } from "./resource-manager";
import { newState, type ResourceState } from "./state";
import { CreateStep, ReadStep, ReplaceStep, SameStep, UpdateStep, type Step } from "./steps";
import { createUrn, isProviderType, parseProviderReference } from "./urn";
import { equalMaps } from "./values";

/** What was decided for each resource, by URN. */
export type Decision = "create" | "update" | "same" | "replace" | "read";

/** Decides what has to be done to each resource that the program registers. Call one method at a time. */
export class StepGenerator {
  /** What was decided so far, by URN; under its former URN, too, for a resource found under an alias. */
  readonly decisions = new Map<string, Decision>();
  /** URNs that this deployment deletes. */
  readonly deleting = new Set<string>();
  /** Deleted ahead of the program, because what they depend on is replaced. */
  readonly deletedAhead = new Set<ResourceState>();
  private readonly registered = new Set<string>();
  /** The providers of this deployment by URN, as they are registered. */
  private readonly providers = new Map<string, ResourceState>();
  /** Former URNs by present ones, and the other way round. */
  private readonly former = new Map<string, string>();
  private readonly present = new Map<string, string>();

  constructor(private readonly deployment: Deployment) {}

  /** The steps for a resource that the program wants. `registered` is called when its state is known. */
  async register(goal: Goal, registered: Registered): Promise<Step[]> {
    const urn = this.claimUrn(goal);
    const old = this.findOld(urn, goal);
    const next = this.stateOf(urn, goal, old);
    if (isProviderType(goal.type)) this.providers.set(urn, next);
    const recreating = this.deleting.has(urn);
    const known = recreating || old?.external === true ? undefined : old;
    await checkInputs(this.deployment, goal, next, known);
    if (old === undefined) {
      this.decisions.set(urn, "create");
      return [new CreateStep(this.deployment, next, registered)];
    }
    if (recreating) {
      this.deleting.delete(urn);
      this.decisions.set(urn, "replace");
      return this.replaceSteps(old, next, undefined, registered, false);
    }
    if (old.external) {
      this.decisions.set(urn, "create");
      return this.replaceSteps(old, next, undefined, registered, true);
    }
    return this.changeSteps(goal, old, next, registered);
  }

  /** The steps for a resource that the program only reads. */
  read(goal: ReadGoal, registered: Registered): Step[] {
    const urn = this.claimUrn(goal);
    const old = this.findOld(urn, { ...goal, aliases: [] });
    const { id, type, parent, inputs, dependencies, provider, additionalSecretOutputs } = goal;
    if (id === "") throw new Error(`Expected an ID for ${urn}`);
    const next = newState(
      { urn, type, custom: true },
      { id, external: true, parent, inputs, dependencies, provider, additionalSecretOutputs },
    );
    const replacing = old !== undefined && !old.external && old.id !== id;
    this.decisions.set(urn, replacing ? "replace" : "read");
    const step = new ReadStep(this.deployment, old, next, replacing, registered);
    return replacing ? [step, new ReplaceStep(this.deployment, old, next, undefined)] : [step];
  }

  private claimUrn({ type, name, parent }: Pick<Goal, "type" | "name" | "parent">): string {
    if (parent !== "" && !this.registered.has(parent)) {
      throw new Error(`could not find parent resource ${parent}`);
    }
    const { stack, project, log } = this.deployment;
    const urn = createUrn(stack, project, parent, type, name);
    if (this.registered.has(urn)) {
      log.report("error", `Duplicate resource URN '${urn}'; try giving it a unique name`, urn);
      throw new Reported();
    }
    this.registered.add(urn);
    return urn;
  }

  private findOld(
    urn: string,
    goal: Pick<Goal, "type" | "name" | "parent" | "aliases">,
  ): ResourceState | undefined {
    const { stack, project, olds, log, registry } = this.deployment;
    const direct = olds.get(urn);
    if (direct !== undefined) return direct;
    const candidates = aliasUrns(stack, project, goal, goal.aliases, this.former);
    const alias = candidates.find((candidate) => olds.has(candidate));
    if (alias === undefined) return undefined;
    const claimant = this.registered.has(alias) ? urn : this.present.get(alias);
    if (claimant !== undefined) {
      log.report(
        "error",
        `Duplicate resource alias '${alias}' applied to resource with URN '${urn}' conflicting with resource with URN '${claimant}'`,
        urn,
      );
      throw new Reported();
    }
    this.former.set(urn, alias);
    this.present.set(alias, urn);
    registry.alias(urn, alias);
    return olds.get(alias);
  }

  private stateOf(urn: string, goal: Goal, old: ResourceState | undefined): ResourceState {
    const former = this.former.get(urn);
    return newState(
      { urn, type: goal.type, custom: goal.custom },
      {
        inputs: goal.inputs,
        parent: goal.parent,
        protect: goal.protect ?? false,
        dependencies: goal.dependencies,
        propertyDependencies: goal.propertyDependencies,
        provider: goal.provider,
        additionalSecretOutputs: goal.additionalSecretOutputs,
        aliases: former === undefined ? [] : [former],
        customTimeouts: goal.customTimeouts,
        retainOnDelete: goal.retainOnDelete ?? false,
        deletedWith: goal.deletedWith,
        replaceWith: goal.replaceWith,
        ignoreChanges: goal.ignoreChanges,
        replaceOnChanges: goal.replaceOnChanges,
        created: old?.created,
        modified: old?.modified,
      },
    );
  }

  private async changeSteps(
    goal: Goal,
    old: ResourceState,
    next: ResourceState,
    registered: Registered,
  ): Promise<Step[]> {
    const hasInitErrors = old.initErrors.length > 0;
    const diff = applyReplaceOnChanges(await this.diff(old, next), goal.replaceOnChanges, hasInitErrors);
    // An earlier deployment may have been interrupted between the two halves of a replacement.
    if (old.pendingReplacement || (diff.changes === "some" && asksReplacement(diff))) {
      return this.replacementSteps(goal, old, next, diff, registered);
    }
    if (diff.changes === "some" || hasInitErrors) {
      this.decisions.set(next.urn, "update");
      return [new UpdateStep(this.deployment, old, next, diff, registered)];
    }
    this.decisions.set(next.urn, "same");
    return [new SameStep(this.deployment, old, next, registered)];
  }

  private async diff(old: ResourceState, next: ResourceState): Promise<DiffResult> {
    const { deployment } = this;
    const replaced = (urn: string): boolean => this.decisions.get(urn) === "replace";
    if (next.replaceWith.some(replaced)) return replaceBecause("replaceWith");
    if (next.deletedWith !== "" && replaced(next.deletedWith)) return replaceBecause("deletedWith");
    if (await this.isProviderChanged(old, next)) return replaceBecause("provider");
    if (!next.custom) {
      return { ...NO_DIFF, changes: equalMaps(old.inputs, next.inputs) ? "none" : "some" };
    }
    const { urn, inputs: newInputs } = next;
    const { id, inputs: oldInputs, outputs: oldOutputs } = old;
    try {
      return await diffResource(
        managerOf(deployment, next),
        { urn, id, oldInputs, oldOutputs, newInputs, ignoreChanges: next.ignoreChanges },
        deployment.log,
      );
    } catch (error) {
      if (!(error instanceof DiffUnavailable)) throw error;
      deployment.log.report("warning", error.message, urn);
      return { ...NO_DIFF, changes: "some" };
    }
  }

  /** Whether the resource has another provider than before, which cannot manage what the former one made. */
  private async isProviderChanged(old: ResourceState, next: ResourceState): Promise<boolean> {
    if (old.provider === next.provider) return false;
    if (old.provider === "" || next.provider === "") return true;
    const oldUrn = parseProviderReference(old.provider).urn;
    const newUrn = parseProviderReference(next.provider).urn;
    if (this.present.get(oldUrn) === newUrn) return false;
    const oldProvider = this.deployment.olds.get(oldUrn);
    const newProvider = this.providers.get(newUrn);
    if (oldProvider === undefined || newProvider === undefined) return true;
    const diff = await this.deployment.registry.diffOf(next.provider, {
      urn: newUrn,
      id: "",
      oldInputs: oldProvider.inputs,
      oldOutputs: oldProvider.outputs,
      newInputs: newProvider.inputs,
      ignoreChanges: [],
    });
    return asksReplacement(diff);
  }

  private async replacementSteps(
    goal: Goal,
    old: ResourceState,
    next: ResourceState,
    diff: DiffResult,
    registered: Registered,
  ): Promise<Step[]> {
    const { deployment } = this;
    if (next.protect && old.protect) this.refuseReplacement(next.urn);
    this.decisions.set(next.urn, "replace");
    // Defaults that were carried over from the old resource do not hold for another one.
    await checkInputs(deployment, goal, next, undefined);
    if (!(goal.deleteBeforeReplace ?? diff.deleteBeforeReplace)) {
      return this.replaceSteps(old, next, diff, registered, true);
    }
    const steps = await this.deleteDependents(old, next.urn);
    await deployment.registry.ensure(old.provider, deployment.previous);
    if (!old.pendingReplacement) {
      this.deleting.add(old.urn);
      steps.push(new DeleteStep(deployment, this.deleting, old, "before-replacement"));
    }
    return [...steps, ...this.replaceSteps(old, next, diff, registered, false)];
  }

  private replaceSteps(
    old: ResourceState,
    next: ResourceState,
    diff: DiffResult | undefined,
    registered: Registered,
    pendingDelete: boolean,
  ): Step[] {
    const create = new CreateStep(this.deployment, next, registered, { old, diff, pendingDelete });
    const replace = new ReplaceStep(this.deployment, old, next, diff);
    return pendingDelete ? [create, replace] : [replace, create];
  }

  private refuseReplacement(urn: string): void {
    this.deployment.log.report(
      "error",
      `unable to replace resource "${urn}"\nas it is currently marked for protection. To unprotect the ` +
        "resource, remove the `protect` flag from the resource in your Pulumi program and run `pulumi up`",
      urn,
    );
    // A preview goes on, to show what asks for the replacement.
    if (!this.deployment.preview) throw new Reported();
  }

  /** Deletes, those that depend on others first, what cannot stay when `old` is deleted. */
  private async deleteDependents(old: ResourceState, urn: string): Promise<Step[]> {
    const { deployment } = this;
    const registered = new Set([...this.decisions.keys(), ...this.deleting]);
    const dependents = deployment.graph.contains(old)
      ? await dependentReplacements(deployment, old, registered)
      : [];
    const doomed = [...dependents, ...bound(deployment, urn).filter((state) => !dependents.includes(state))];
    const steps: Step[] = [];
    for (const state of doomed.reverse()) {
      if (this.deletedAhead.has(state)) continue;
      if (state.protect) this.refuseReplacement(state.urn);
      await deployment.registry.ensure(state.provider, deployment.previous);
      const replacing = state.delete ? "no" : "before-replacement";
      steps.push(new DeleteStep(deployment, this.deleting, state, replacing));
      this.deleting.add(state.urn);
      this.deletedAhead.add(state);
    }
    return steps;
  }

  /** Whether the program has registered the resource, under this or another URN. */
  isWanted(urn: string): boolean {
    return this.decisions.has(urn) || this.decisions.has(this.present.get(urn) ?? "");
  }
}
