import { managerOf, type Deployment } from "./deployment";
import { ignoreChanges } from "./diff";
import type { Goal } from "./goal";
import type { CheckFailure } from "./resource-manager";
import type { ResourceState } from "./state";
import { urnName } from "./urn";
import { describe } from "./values";

/** A fault that was reported already: the deployment ends, and there is nothing more to say. */
export class Reported extends Error {}

/**
 * Lets the provider check the wanted inputs, those of `old` in mind, and puts what it made of them into `next`.
 * Throws `Reported` once every fault is told.
 */
export async function checkInputs(
  deployment: Deployment,
  goal: Goal,
  next: ResourceState,
  old: ResourceState | undefined,
): Promise<void> {
  const { urn } = next;
  const news =
    old === undefined
      ? goal.inputs
      : ignoreChanges(goal.inputs, old.inputs, goal.ignoreChanges, urn, deployment.log);
  next.inputs = news;
  if (!goal.custom) return;
  const { inputs, failures } = await managerOf(deployment, next).check({
    urn,
    olds: old?.inputs ?? {},
    news,
  });
  for (const failure of failures) deployment.log.report("error", failureText(next, failure), urn);
  if (failures.length > 0) throw new Reported();
  next.inputs = inputs;
}

function failureText(state: ResourceState, { property, reason }: CheckFailure): string {
  const subject = `${state.type} resource '${urnName(state.urn)}'`;
  if (property === "") return `${subject} has a problem: ${reason}`;
  const value = describe(state.inputs[property]);
  return `${subject}: property ${property} value ${value} has a problem: ${reason}`;
}
