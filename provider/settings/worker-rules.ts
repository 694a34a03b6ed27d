import type {
  EnvVars,
  PodTemplateOverride,
  RayLabels,
  RayPodArgs,
  RayResources,
  RayStartParams,
  WorkerArgs,
} from "../args";
import { joinPath, type Faults } from "./faults";
import { checkField, isEventual } from "./inputs";
import { checkObjectSpilling } from "./object-spilling-rules";
import { checkCollectorName } from "./history-server-rules";
import { podSpec } from "./pod-template";
import { checkWorkerTls } from "./tls-rules";
import { checkPriority, checkRayNode } from "./ray-node-rules";
import { checkRayPod } from "./ray-pod-rules";

/** What the rules for a pod's settings need to know of the cluster. */
export interface PodContext {
  rayVersion: string;
  autoscaling: boolean;
  tls?: boolean;
  historyServer?: boolean;
  /** Whether the pods have the identity of `storage`. */
  storage?: boolean;
}

/** Parameters of `ray start` that are computed for workers, with the argument that says them instead. */
const COMPUTED: Readonly<Record<string, string>> = {
  "num-cpus": "cpu",
  "num-gpus": "gpus",
  memory: "memoryGiB",
};

/** Parameters of `ray start` that KubeRay sets on every pod, or refuses (v1.7.0, pod.go, validation.go). */
const KUBERAY_PARAMS = ["labels", "block", "address", "head", "port"];

const PARAM_NAME = /^[a-z][a-z0-9-]*$/;

/** Names that Kubernetes allows for environment variables. */
const ENV_NAME = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;

/** Checks what a worker's arguments say beside its size, at the path of the worker. */
export function checkWorkerPod(
  worker: Omit<WorkerArgs, "perNode">,
  path: string,
  context: PodContext,
  faults: Faults,
): void {
  for (const key of Object.keys(worker.rayStartParams ?? {})) {
    const argument = COMPUTED[key];
    if (argument === undefined) continue;
    faults.add(
      joinPath(path, "rayStartParams", key),
      `is computed from the worker's size; set '${argument}' of the worker instead`,
    );
  }
  checkPod(worker, path, context, faults);
  checkObjectSpilling(worker, path, context, faults);
  checkPriority(worker, path, context, faults);
  checkWorkerTls(worker, path, context, faults);
  if (worker.idleTimeoutSeconds !== undefined && !context.autoscaling) {
    faults.add(
      joinPath(path, "idleTimeoutSeconds"),
      "has no effect without Ray's autoscaler; give a pool or group a range, or remove it",
    );
  }
}

/** Checks what head and workers have in common, at the path of the head or worker. */
export function checkPod(
  pod: RayPodArgs & {
    image?: WorkerArgs["image"];
    labels?: RayLabels;
    resources?: RayResources;
    env?: EnvVars;
    rayStartParams?: RayStartParams;
    podTemplate?: PodTemplateOverride;
  },
  path: string,
  context: PodContext,
  faults: Faults,
): void {
  checkField(pod, "image", path, faults, (image) => imageFault(image, context.rayVersion));
  checkEnv(pod.env, joinPath(path, "env"), faults);
  for (const key of Object.keys(pod.rayStartParams ?? {})) {
    const reason = rayStartParamFault(key);
    if (reason !== undefined) faults.add(joinPath(path, "rayStartParams", key), reason);
  }
  checkRayNode(pod, path, faults);
  checkRayPod(pod, path, faults);
  if (context.historyServer) checkCollectorName(pod.podTemplate, path, faults);
  checkPodTemplate(pod.podTemplate, joinPath(path, "podTemplate"), context, faults);
}

/** Checks the names of environment variables. */
export function checkEnv(env: EnvVars | undefined, path: string, faults: Faults): void {
  for (const name of Object.keys(env ?? {})) {
    if (!ENV_NAME.test(name)) {
      faults.add(
        joinPath(path, name),
        "is no name of an environment variable: use letters, digits, '_', '-' and '.', no digit first",
      );
    }
  }
}

/** Tag of an image of the Ray project, such as `2.60.0-py311-gpu`, with the version in front. */
const RAY_PROJECT_IMAGE = /(?:^|\/)rayproject\/ray[a-z-]*:(\d+\.\d+\.\d+)/;

/** Reason why an image cannot be used with a version of Ray; undefined when it can, as far as its name says. */
export function imageFault(image: string, rayVersion: string): string | undefined {
  const nameFault = imageNameFault(image);
  if (nameFault !== undefined) return nameFault;
  const version = RAY_PROJECT_IMAGE.exec(image)?.[1];
  if (version === undefined || version === rayVersion) return undefined;
  return `is an image of Ray ${version}, while the cluster's version is ${rayVersion}; set 'version' of the Ray cluster to '${version}', or choose an image of ${rayVersion}`;
}

/** Reason why a text is no name (or part of a name) of an image. */
export function imageNameFault(image: string): string | undefined {
  return image === "" || /\s/.test(image)
    ? "must not be empty, nor have spaces: it names a container image"
    : undefined;
}

function rayStartParamFault(key: string): string | undefined {
  if (key.startsWith("-")) return `must be written without dashes in front: '${key.replace(/^-+/, "")}'`;
  if (KUBERAY_PARAMS.includes(key)) return "is set or refused by KubeRay; remove it";
  return PARAM_NAME.test(key)
    ? undefined
    : "is no parameter of 'ray start': use lower-case letters, digits and '-'";
}

function checkPodTemplate(
  template: PodTemplateOverride | undefined,
  path: string,
  context: PodContext,
  faults: Faults,
): void {
  for (const key of Object.keys(template ?? {})) {
    if (key === "metadata" || key === "spec") continue;
    faults.add(joinPath(path, key), "is not part of a pod template, which has 'metadata' and 'spec'");
  }
  const restartPolicy = podSpec(template)?.restartPolicy;
  if (
    context.autoscaling &&
    restartPolicy !== undefined &&
    !isEventual(restartPolicy) &&
    restartPolicy !== "Never"
  ) {
    faults.add(
      joinPath(path, "spec", "restartPolicy"),
      `must be 'Never' or left out under Ray's autoscaler, version 2 (KubeRay refuses '${String(restartPolicy)}')`,
    );
  }
}
