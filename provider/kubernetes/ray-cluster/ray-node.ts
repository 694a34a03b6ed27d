import type { Input } from "@pulumi/pulumi";
import type { WorkerGroupSettings } from "../../settings";

type RayNode = Pick<WorkerGroupSettings, "labels" | "resources" | "rayStartParams">;

/** CPUs and GPUs of a Ray node, as parameters of `ray start`. */
interface Amounts {
  "num-cpus": string;
  "num-gpus"?: string;
}

interface RayNodeSpec {
  labels?: Record<string, string>;
  resources?: Record<string, string>;
  rayStartParams: Record<string, Input<string>>;
}

/**
 * Builds what a group's nodes are inside Ray. With custom resources, CPUs and GPUs stand beside them in `resources`, since
 * KubeRay refuses a group that has both `resources` and the parameters `num-cpus` or `num-gpus` (v1.7.0, validation.go).
 */
export function buildRayNode(amounts: Amounts, { labels, resources, rayStartParams }: RayNode): RayNodeSpec {
  const named = labels && Object.keys(labels).length > 0 ? { labels } : {};
  const custom = Object.entries(resources ?? {});
  if (custom.length === 0) return { ...named, rayStartParams: { ...amounts, ...rayStartParams } };
  const { "num-cpus": cpus, "num-gpus": gpus } = amounts;
  return {
    ...named,
    resources: {
      CPU: cpus,
      ...(gpus !== undefined && { GPU: gpus }),
      ...Object.fromEntries(custom.map(([name, amount]) => [name, String(amount)])),
    },
    rayStartParams,
  };
}
