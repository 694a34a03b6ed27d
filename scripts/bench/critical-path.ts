import type { SerializedResource } from "../../tests/engine/state-format";
import type { TimelineStep } from "../../tests/sandbox/graph/timeline";

/** A step that another one, or the end of the deployment, waited for. */
export interface CriticalStep {
  urn: string;
  /** Seconds for which nothing of the path went on before it. */
  waited: number;
  seconds: number;
}

/**
 * The steps that decided how long an `up` took: the last to end, before it that among its dependencies which ended last, and
 * so on; in the order in which they ran.
 */
export function criticalPath(
  steps: readonly TimelineStep[],
  resources: readonly SerializedResource[],
): CriticalStep[] {
  const ran = new Map(steps.map((step) => [step.urn, step]));
  const needs = new Map(resources.map((resource) => [resource.urn, needsOf(resource)]));
  const path: CriticalStep[] = [];
  const custom = resources.filter((resource) => resource.custom).map(({ urn }) => urn);
  for (let step = lastOf(custom, ran); step !== undefined;) {
    const before = lastOf(needs.get(step.urn) ?? [], ran);
    const waited = step.began - (before === undefined ? 0 : endOf(before));
    path.unshift({ urn: step.urn, waited: Math.max(0, waited), seconds: step.seconds });
    step = before;
  }
  return path;
}

/** Parents are no dependencies: a component ends after its children. */
function needsOf({ dependencies, propertyDependencies, provider }: SerializedResource): string[] {
  const properties = Object.values((propertyDependencies ?? {}) as Record<string, string[]>).flat();
  const [explicit] = typeof provider === "string" ? [provider.slice(0, provider.lastIndexOf("::"))] : [];
  return [
    ...((dependencies ?? []) as string[]),
    ...properties,
    ...(explicit === undefined ? [] : [explicit]),
  ];
}

function lastOf(urns: readonly string[], ran: ReadonlyMap<string, TimelineStep>): TimelineStep | undefined {
  const steps = urns.flatMap((urn) => ran.get(urn) ?? []);
  return steps.reduce<TimelineStep | undefined>(
    (last, step) => (last === undefined || endOf(step) > endOf(last) ? step : last),
    undefined,
  );
}

function endOf({ began, seconds }: TimelineStep): number {
  return began + seconds;
}
