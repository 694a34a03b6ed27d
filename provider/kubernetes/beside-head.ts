import { createHash } from "node:crypto";
import type { types } from "@pulumi/kubernetes";
import type { RaySettings } from "../settings";
import { headPodLabels } from "./ray-cluster/head-group";

/** A Job that failed or was interrupted runs anew at the next `up`; otherwise it would stay failed until its content changes. */
export const AGAIN_AFTER_FAILURE = { "pulumi.com/replaceUnready": "true" };

/** Seconds that a Job's pod has beyond its program's own limit, for the program to say why it gave up. */
export const GRACE_SECONDS = 60;

/** Name of a Job that changes with its content, since a finished Job never runs again. */
export function contentJobName(clusterName: string, purpose: string, content: unknown): string {
  const digest = createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 8);
  const end = `-${purpose}-${digest}`;
  return `${clusterName.slice(0, 62 - end.length).replace(/-+$/, "")}${end}`;
}

/** Whether there is a head here: a suspended cluster has no pods, and one under MultiKueue has them elsewhere. */
export function hasHead({ suspend, managedBy }: RaySettings): boolean {
  return !suspend && managedBy !== "kueue.x-k8s.io/multikueue";
}

/** The head's node. */
export function headTerm(settings: RaySettings): types.input.core.v1.PodAffinityTerm {
  return { labelSelector: { matchLabels: headPodLabels(settings) }, topologyKey: "kubernetes.io/hostname" };
}

/** Where a pod with the head's image runs: on the head's node, so that it adds neither a node nor an image pull. */
export function besideHead(settings: RaySettings): Partial<types.input.core.v1.PodSpec> {
  const { imagePullSecrets } = settings.head.pod ?? {};
  return {
    affinity: {
      podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [headTerm(settings)] },
    },
    // Whatever taints the head tolerates.
    tolerations: [{ operator: "Exists" }],
    // Needed where the image is no longer on the node.
    ...(imagePullSecrets && { imagePullSecrets: imagePullSecrets.map((name) => ({ name })) }),
  };
}
