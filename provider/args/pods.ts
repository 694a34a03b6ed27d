import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";

/** Environment variables by name. */
export type EnvVars = Record<string, Input<string>>;

/** Parameters of `ray start` by name without dashes, such as `{ "object-store-memory": "1000000000" }`. */
export type RayStartParams = Record<string, Input<string>>;

/**
 * A Kubernetes pod template (`metadata`, `spec`) laid over the computed one. Objects merge; lists replace, except
 * containers, init containers, volumes, env and volume mounts, which merge by name (the Ray container is
 * `ray-head` or `ray-worker`), and tolerations, which are added.
 */
export type PodTemplateOverride = types.input.core.v1.PodTemplateSpec;

/** Labels of Ray nodes by key, by which Ray's label selectors choose where work runs. KubeRay puts them on the pods too. */
export type RayLabels = Record<string, string>;

/** Whole amounts, at least 1, of custom Ray resources by name, such as `{ "fast-disk": 1 }`. */
export type RayResources = Record<string, number>;

/** Kubernetes resource amounts of a container. */
export interface ContainerResourcesArgs {
  /** CPUs, such as `500m` or `2`. */
  cpu?: Input<string>;
  /** Memory, such as `512Mi` or `8Gi`. */
  memory?: Input<string>;
}
