import type { Input } from "@pulumi/pulumi";
import type { ObjectSpillingArgs } from "./object-spilling";
import type { EnvVars, PodTemplateOverride, RayLabels, RayResources, RayStartParams } from "./pods";
import type { RayPodArgs } from "./ray-pod";

/** What the Ray workers of a pool differ in from workers that fill their node. */
export interface WorkerArgs extends RayPodArgs {
  /** Container image. Defaults to the cluster's image; on GPU pools to its GPU variant. */
  image?: Input<string>;
  /**
   * CPUs of a worker. Defaults to what the node can give, shared by its workers.
   * @exclusiveMinimum 0
   */
  cpu?: number;
  /**
   * Memory of a worker in GiB. Defaults to what the node can give, shared by its workers.
   * @exclusiveMinimum 0
   */
  memoryGiB?: number;
  /**
   * GPUs (or MIG slices) of a worker. Defaults to the node's, divided among its workers; to 1, which is also the most, on a
   * pool with `sharing`.
   * @asType integer
   * @minimum 0
   */
  gpus?: number;
  /**
   * Ray workers on one node. Defaults to 1; on a pool with `sharing` to one for each share of its GPUs.
   * @asType integer
   * @minimum 1
   * @maximum 64
   */
  perNode?: number;
  /**
   * Pods that make up one worker (a multi-host worker); all of them live and die together. Defaults to 1.
   * @asType integer
   * @minimum 1
   */
  numOfHosts?: number;
  /**
   * Seconds without work after which the autoscaler removes a worker of this group. Defaults to the autoscaler's own value.
   * @asType integer
   * @minimum 1
   */
  idleTimeoutSeconds?: number;
  /**
   * Which group the autoscaler grows first where several could run the work: the one with the highest number. Needs the
   * autoscaler and Ray 2.56 or later. Defaults to 0.
   * @asType integer
   */
  priority?: number;
  /** Labels of the workers, for the label selectors of tasks and actors. Defaults to none. */
  labels?: RayLabels;
  /** Room on a disk for objects that the object store cannot hold, apart from `/tmp/ray`. Needs Ray 2.45 or later. Defaults to `/tmp/ray`, on the node's OS disk and without a limit. */
  objectSpilling?: ObjectSpillingArgs;
  /** Custom Ray resources of one worker, beside CPUs, GPUs and memory. Defaults to none. */
  resources?: RayResources;
  /** Environment variables, beside those of the cluster. */
  env?: EnvVars;
  /** Parameters of `ray start`, beside those that this package computes (`num-cpus`, `num-gpus` and `memory` are computed). */
  rayStartParams?: RayStartParams;
  /** Pod template laid over the computed one. */
  podTemplate?: PodTemplateOverride;
}
