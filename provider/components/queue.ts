import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import { Namespace } from "@pulumi/kubernetes/core/v1";
import { Release } from "@pulumi/kubernetes/helm/v3/release";
import * as pulumi from "@pulumi/pulumi";
import { buildKueueQueues, buildKueueRelease, buildNamespace, buildVolcanoQueue } from "../kubernetes";
import type { RaySettings } from "../settings";

/** Makes what the RayCluster's queue is made of, where it is asked for; returns what the RayCluster has to wait for. */
export function createQueue(
  name: string,
  settings: RaySettings,
  namespace: pulumi.Input<string>,
  options: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const volcano = buildVolcanoQueue(settings);
  if (volcano) return [new CustomResource(`${name}-queue`, volcano, options)];
  const kueue = installKueue(name, settings, options);
  if (!settings.queue?.createQueues) return kueue;
  const queues = buildKueueQueues(settings, namespace);
  const needs = pulumi.mergeOptions(options, { dependsOn: kueue });
  const flavors = queues.flavors.map(
    ({ group, flavor }) => new CustomResource([name, ...group, "flavor"].join("-"), flavor, needs),
  );
  const clusterQueue = new CustomResource(
    `${name}-cluster-queue`,
    queues.clusterQueue,
    pulumi.mergeOptions(needs, { dependsOn: flavors }),
  );
  const localQueue = new CustomResource(
    `${name}-local-queue`,
    queues.localQueue,
    pulumi.mergeOptions(needs, { dependsOn: [clusterQueue] }),
  );
  return [...kueue, localQueue];
}

function installKueue(
  name: string,
  { queue }: RaySettings,
  options: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  if (queue?.kueue === undefined) return [];
  const namespace = new Namespace(`${name}-kueue`, buildNamespace(queue.kueue.namespace), options);
  const release = buildKueueRelease(queue.kueue, queue.elastic, namespace.metadata.name);
  return [new Release(`${name}-kueue`, release, options)];
}
