import type { EngineEvent } from "./events";
import { containsSecrets, containsUnknowns, unwrapSecrets, type PropertyValue } from "./values";

/** One output of the stack. */
export interface StackOutput {
  /** The plain value, secrets included; undefined when it is not known yet. */
  value: unknown;
  /** Whether it is, or holds, a secret, and so must not be shown. */
  secret: boolean;
}

/** The outputs of the stack among the events of a deployment. */
export function stackOutputs(events: readonly EngineEvent[]): Record<string, StackOutput> {
  const event = events.find((candidate) => candidate.kind === "outputs");
  return Object.fromEntries(
    Object.entries(event?.outputs ?? {}).map(([key, value]) => [key, stackOutput(value)]),
  );
}

function stackOutput(value: PropertyValue): StackOutput {
  const known = !containsUnknowns(value);
  return { value: known ? unwrapSecrets({ value }).value : undefined, secret: containsSecrets(value) };
}
