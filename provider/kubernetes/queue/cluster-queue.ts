import * as pulumi from "@pulumi/pulumi";
import type { KueueQuotaArgs } from "../../args";
import type { RaySettings } from "../../settings";
import { HEAD_QUOTA } from "../../settings/kueue-quota-rules";
import { formatAmount } from "../../settings/resource-amounts";
import { buildRayClusterSpec } from "../ray-cluster/ray-cluster";
import { larger, podRequests, type Amounts } from "./pod-requests";

/** What KubeRay's clean-up of a Redis requests after the head has gone; Kueue counts the head at least so much (raycluster/common.go). */
const REDIS_CLEANUP: Amounts = { cpu: 0.2, memory: 256 * 2 ** 20 };

/** A flavor of a ClusterQueue (kubernetes-sigs/kueue, apis/kueue/v1beta2, `FlavorQuotas`). */
interface FlavorQuotas {
  name: string;
  resources: { name: string; nominalQuota: string; borrowingLimit?: string; lendingLimit?: string }[];
}

/** What a ClusterQueue gives, and of which nodes. */
export interface ResourceGroup {
  coveredResources: string[];
  flavors: FlavorQuotas[];
}

/** A part of the RayCluster that Kueue admits, with the flavor of its nodes. */
export interface QuotaOf {
  /** The worker group, or `head`. */
  group: string;
  flavor: string;
}

/**
 * Builds the quotas of a RayCluster: what the user says, else what Kueue takes the head, or the most workers of a group, to request.
 * Kueue admits nothing of which a resource is not covered, so all that any of them requests is.
 */
export function buildResourceGroup(
  settings: RaySettings,
  parts: readonly QuotaOf[],
): pulumi.Output<ResourceGroup> {
  const { headGroupSpec, workerGroupSpecs, autoscalerOptions } = buildRayClusterSpec(settings);
  const quotas = settings.queue?.quotas ?? {};
  const heads = { template: headGroupSpec.template, sidecar: autoscalerOptions?.resources };
  const groups = workerGroupSpecs.map(({ groupName, maxReplicas, numOfHosts, template }) => ({
    groupName,
    workers: maxReplicas * numOfHosts,
    template,
  }));
  return pulumi.output({ heads, groups }).apply(({ heads: head, groups: known }) => {
    const sidecars = head.sidecar === undefined ? [] : [{ resources: head.sidecar }];
    const requested: Record<string, Amounts> = {
      [HEAD_QUOTA]: withCleanup(podRequests(head.template, ...sidecars), settings),
    };
    for (const { groupName, workers, template } of known)
      requested[groupName] = times(podRequests(template), workers);
    const resources = covered(Object.values(requested), Object.values(quotas));
    return {
      coveredResources: resources,
      flavors: parts.map(({ group, flavor }) => ({
        name: flavor,
        resources: resources.map((resource) =>
          quotaOf(resource, requested[group] ?? {}, quotas[group] ?? {}),
        ),
      })),
    };
  });
}

function withCleanup(head: Amounts, { faultTolerance }: RaySettings): Amounts {
  return faultTolerance === undefined ? head : larger(head, REDIS_CLEANUP);
}

function times(amounts: Amounts, count: number): Amounts {
  return Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, amount * count]));
}

/** All resources of which there is a quota; the same ones for every flavor, as Kueue demands. */
function covered(requested: Amounts[], quotas: KueueQuotaArgs[]): string[] {
  const said = quotas.flatMap(({ nominal, borrowingLimit, lendingLimit }) => [
    nominal,
    borrowingLimit,
    lendingLimit,
  ]);
  return [...new Set([...requested, ...said].flatMap((amounts) => Object.keys(amounts ?? {})))].sort();
}

function quotaOf(name: string, requested: Amounts, quota: KueueQuotaArgs): FlavorQuotas["resources"][number] {
  const borrowingLimit = quota.borrowingLimit?.[name];
  const lendingLimit = quota.lendingLimit?.[name];
  return {
    name,
    nominalQuota: quota.nominal?.[name] ?? formatAmount(name, requested[name] ?? 0),
    ...(borrowingLimit !== undefined && { borrowingLimit }),
    ...(lendingLimit !== undefined && { lendingLimit }),
  };
}
