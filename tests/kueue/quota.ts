import { formatQuantity, parseQuantity } from "../kubernetes/quantity";
import type { RayCluster } from "../operator/ray-cluster";
import { requestsOf, total, type Amounts, type Container, type Template } from "./requests";

export interface Flavor {
  metadata: { name: string };
  spec?: {
    nodeLabels?: Record<string, string>;
    nodeTaints?: { key: string; value?: string; effect: string }[];
  };
}

export interface ClusterQueue {
  spec: {
    resourceGroups: {
      coveredResources: string[];
      flavors: { name: string; resources: { name: string; nominalQuota: string }[] }[];
    }[];
  };
}

/** A part of a RayCluster whose pods are alike. */
export interface PodSet {
  name: string;
  count: number;
  template: Template;
  requests: Amounts;
}

/** The head with the autoscaler beside it, and each group by its replicas (raycluster/common.go, `BuildPodSets`). */
export function podSetsOf({ spec }: RayCluster): PodSet[] {
  const resources = spec.autoscalerOptions?.resources as Container["resources"];
  const podSet = (name: string, count: number, template: Template, beside: Container[] = []): PodSet => ({
    name,
    count,
    template,
    requests: requestsOf(template, beside),
  });
  return [
    podSet(
      "head",
      1,
      spec.headGroupSpec.template as Template,
      spec.enableInTreeAutoscaling ? [{ resources }] : [],
    ),
    ...(spec.workerGroupSpecs ?? []).map(({ groupName, replicas = 1, numOfHosts = 1, template }) =>
      podSet(groupName, replicas * numOfHosts, template as Template),
    ),
  ];
}

/**
 * Why these pods are not admitted, or undefined (pkg/scheduler/flavorassigner, flavorassigner.go): each pod set takes the first flavor
 * whose labels and taints its pods fit, and whose quota they leave. A resource that is not covered is never admitted.
 */
export function refusalOf(
  podSets: PodSet[],
  { spec }: ClusterQueue,
  flavors: ReadonlyMap<string, Flavor>,
): string | undefined {
  const [group] = spec.resourceGroups;
  const used = new Map<string, Amounts>();
  for (const { name, count, template, requests } of podSets.filter((each) => each.count > 0)) {
    const asked = Object.fromEntries(Object.entries(requests).map(([key, amount]) => [key, amount * count]));
    const uncovered = Object.keys(asked).find((key) => !group?.coveredResources.includes(key));
    if (uncovered !== undefined)
      return `couldn't assign flavors to pod set ${name}: resource ${uncovered} unavailable in ClusterQueue`;
    const reasons: string[] = [];
    const fitting = group?.flavors.find(({ name: flavor, resources }) => {
      const reason =
        placeFault(template, flavors.get(flavor), [...flavors.values()], flavor) ??
        quotaFault(asked, used.get(flavor) ?? {}, resources, flavor);
      if (reason !== undefined) reasons.push(reason);
      return reason === undefined;
    });
    if (fitting === undefined) return `couldn't assign flavors to pod set ${name}: ${reasons.join(", ")}`;
    used.set(fitting.name, total(used.get(fitting.name) ?? {}, asked));
  }
  return undefined;
}

function placeFault(
  { spec }: Template,
  flavor: Flavor | undefined,
  all: Flavor[],
  name: string,
): string | undefined {
  if (flavor === undefined) return `flavor ${name} not found`;
  const known = new Set(all.flatMap((each) => Object.keys(each.spec?.nodeLabels ?? {})));
  const selected = Object.entries(spec?.nodeSelector ?? {}).filter(([key]) => known.has(key));
  if (selected.some(([key, value]) => flavor.spec?.nodeLabels?.[key] !== value))
    return `flavor ${name} doesn't match node affinity`;
  const taint = flavor.spec?.nodeTaints?.find(
    ({ key, value }) =>
      !spec?.tolerations?.some(
        (each) => each.key === key && (each.operator === "Exists" || each.value === value),
      ),
  );
  return taint && `untolerated taint {${taint.key} ${taint.value} ${taint.effect} <nil>} in flavor ${name}`;
}

function quotaFault(
  asked: Amounts,
  used: Amounts,
  resources: { name: string; nominalQuota: string }[],
  flavor: string,
): string | undefined {
  const short = resources.find(
    ({ name, nominalQuota }) =>
      (used[name] ?? 0) + (asked[name] ?? 0) > (parseQuantity(nominalQuota) ?? 0) + 1e-6,
  );
  if (short === undefined) return undefined;
  const text = (amounts: Amounts) =>
    formatQuantity(amounts[short.name] ?? 0, short.name === "memory" ? "binary" : "decimal");
  const request = `${text(used)}) + current podset request (${text(asked)}`;
  return `insufficient quota for ${short.name} in flavor ${flavor}, previously considered podsets requests (${request}) > maximum capacity (${short.nominalQuota})`;
}
