import { DeleteStep, RemovePendingReplaceStep } from "./delete-steps";
import type { Deployment } from "./deployment";
import type { StepExecutor } from "./step-executor";
import type { StepGenerator } from "./step-generator";
import type { ResourceState } from "./state";
import type { Step } from "./steps";

/** The steps that delete what the program has not registered and what replacements have left behind. */
export async function deleteSteps(deployment: Deployment, generator: StepGenerator): Promise<Step[]> {
  const { deleting } = generator;
  const steps: Step[] = [];
  for (const state of deployment.previous) {
    if (state.delete) {
      if (generator.deletedAhead.has(state)) continue;
      steps.push(new DeleteStep(deployment, deleting, state, "replaced"));
    } else if (generator.isWanted(state.urn)) {
      continue;
    } else if (state.pendingReplacement) {
      steps.push(new RemovePendingReplaceStep(deployment, state));
    } else {
      steps.push(new DeleteStep(deployment, deleting, state, "no"));
    }
    deleting.add(state.urn);
    await deployment.registry.ensure(state.provider, deployment.previous);
  }
  return steps;
}

/**
 * Runs the deletions in waves: each resource after all that depend on it, those that do not concern each other at
 * the same time. What a protected resource depends on stays.
 */
export async function runDeletes(
  deployment: Deployment,
  executor: StepExecutor,
  steps: readonly Step[],
): Promise<void> {
  const kept = new Set<ResourceState>();
  for (const wave of waves(deployment, steps)) {
    for (const { old } of executor.failed) {
      if (old === undefined || !deployment.graph.contains(old)) continue;
      deployment.graph.transitiveDependenciesOf(old).forEach((state) => kept.add(state));
    }
    await executor.executeParallel(wave.filter((step) => !kept.has(step.resource)));
  }
}

/** Orders the steps into waves; the first holds the resources that nothing else among them depends on. */
export function waves(deployment: Deployment, steps: readonly Step[]): Step[][] {
  const remaining = new Map(steps.map((step) => [step.resource, step]));
  const dependencies = new Map(
    [...remaining.keys()].map((state) => [state, deployment.graph.dependenciesOf(state)]),
  );
  const result: Step[][] = [];
  while (remaining.size > 0) {
    const free = [...remaining].filter(
      ([state]) => ![...(dependencies.get(state) ?? [])].some((dependency) => remaining.has(dependency)),
    );
    free.forEach(([state]) => remaining.delete(state));
    result.push(free.map(([, step]) => step));
  }
  return result.reverse();
}
