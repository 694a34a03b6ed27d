import type { RayArgs, RayClusterArgs } from "../args";
import { checkAutoscalerContainer } from "./autoscaler-rules";
import { checkFaultTolerance } from "./fault-tolerance-rules";
import { joinPath, type Faults } from "./faults";
import { checkHeadService } from "./head-service-rules";
import { checkField, checkItems } from "./inputs";
import { checkManaged, checkManagedEnv } from "./kuberay-managed-rules";
import { objectNameRule } from "./kubernetes-names";
import { isDnsLabel, rayClusterNameFault, rayClusterNameFrom } from "./names";
import { checkRayAnnotations } from "./ray-annotation-rules";
import { isBefore } from "./ray-versions";
import { checkTls } from "./tls-rules";
import { checkKubernetesTokens } from "./kubernetes-token-rules";
import { cpuFault, memoryFault } from "./resource-faults";
import { checkHistoryServer } from "./history-server-rules";
import { FIRST_RAY_VERSION_WITH_TOKEN, RAY_VERSION } from "./versions";
import { checkEnv, checkPod, imageFault, type PodContext } from "./worker-rules";

/** Namespaces that every cluster has, and that can thus not be created. */
const EXISTING_NAMESPACES = ["default", "kube-system", "kube-public", "kube-node-lease"];

/** Variables of the head that KubeRay refuses, since fields of the RayCluster say the same (v1.7.0, validation.go). */
const REFUSED_ON_HEAD = {
  reason: "is refused by KubeRay on the head; remove it",
  env: ["RAY_REDIS_ADDRESS", "REDIS_USERNAME", "RAY_enable_autoscaler_v2"],
};

/** KubeRay takes a Redis user's name from its options alone, with fault tolerance and without (v1.7.0, validation.go). */
const REDIS_USERNAME_REFUSED =
  "is refused by KubeRay on the head; remove it, or give 'gcsFaultTolerance.redis.username'";

/** Checks what holds for a Ray cluster wherever its workers run. `at` is the path of the Ray arguments, `name` the component's. */
export function checkRay(name: string, ray: RayArgs, at: string, context: PodContext, faults: Faults): void {
  checkClusterName(name, ray, at, faults);
  checkNewNamespace(ray.namespace, joinPath(at, "namespace"), faults);
  checkAuth(ray, at, faults);
  checkTokenRotation(ray, at, faults);
  checkAutoscaler(ray, at, faults);
  checkAutoscalerContainer(ray, at, context.rayVersion, faults);
  checkHeadService(ray, at, faults);
  checkRayAnnotations(ray, at, faults);
  checkTls(ray, at, faults);
  checkKubernetesTokens(ray, at, faults);
  checkHistoryServer(ray, at, context, faults);
  checkFaultTolerance(ray, at, faults);
  checkField(ray, "image", at, faults, (image) => imageFault(image, context.rayVersion));
  checkField(ray, "serviceAccountName", at, faults, objectNameRule("a service account"));
  checkItems(ray.imagePullSecrets, joinPath(at, "imagePullSecrets"), faults, objectNameRule("a Secret"));
  checkEnv(ray.env, joinPath(at, "env"), faults);
  checkHead(ray, at, context, faults);
}

/** Version of Ray. */
export function rayVersion({ version }: RayArgs): string {
  return version ?? RAY_VERSION;
}

function checkClusterName(name: string, ray: RayArgs, at: string, faults: Faults): void {
  const path = joinPath(at, "clusterName");
  const given = ray.clusterName;
  const reason = rayClusterNameFault(given ?? rayClusterNameFrom(name));
  if (reason === undefined || faults.touch(path)) return;
  faults.add(
    path,
    given === undefined ? `${reason}; it was made from the component's name, so give 'clusterName'` : reason,
  );
}

/** Checks the name of a namespace that is to be created. */
export function checkNewNamespace(namespace: string | undefined, path: string, faults: Faults): void {
  if (namespace === undefined || !EXISTING_NAMESPACES.includes(namespace)) return;
  faults.add(path, `must be a new namespace; every cluster has '${namespace}' already`);
}

function checkAuth(ray: RayArgs, at: string, faults: Faults): void {
  const { mode = "token", secretName } = ray.auth ?? {};
  const version = rayVersion(ray);
  if (
    mode === "token" &&
    isBefore(version, FIRST_RAY_VERSION_WITH_TOKEN) &&
    !faults.touch(joinPath(at, "version"))
  ) {
    faults.add(
      joinPath(at, "version"),
      `must be at least ${FIRST_RAY_VERSION_WITH_TOKEN} for token authentication, not ${version}; raise it, or set 'auth.mode' to 'disabled'`,
    );
  }
  const path = joinPath(at, "auth", "secretName");
  if (secretName === undefined || faults.touch(path)) return;
  if (mode === "disabled") {
    faults.add(path, "has no effect with 'auth.mode: disabled'; remove it, or set the mode to 'token'");
  } else if (!secretName.split(".").every(isDnsLabel) || secretName.length > 253) {
    faults.add(path, `'${secretName}' is no name of a Secret: use lower-case letters, digits, '-' and '.'`);
  }
}

function checkTokenRotation({ auth = {}, upgradeStrategy }: RayArgs, at: string, faults: Faults): void {
  if (auth.rotation === undefined) return;
  const path = joinPath(at, "auth", "rotation");
  if (auth.mode === "disabled") {
    faults.add(path, "has no effect with 'auth.mode: disabled'; remove one of the two");
  } else if (auth.secretName !== undefined) {
    faults.add(path, "has no effect on the token of an existing Secret; remove it, or remove 'secretName'");
  } else if (upgradeStrategy === "None") {
    faults.add(
      path,
      "needs 'upgradeStrategy: Recreate': pods that stay would go on with the old token, whose Secret is deleted",
    );
  }
}

function checkAutoscaler({ autoscaler }: RayArgs, at: string, faults: Faults): void {
  if (autoscaler === undefined) return;
  const path = joinPath(at, "autoscaler");
  const { enabled, ...details } = autoscaler;
  for (const key of enabled === false ? Object.keys(details) : []) {
    faults.add(joinPath(path, key), "has no effect with 'autoscaler.enabled: false'; remove one of the two");
  }
  checkField(autoscaler, "cpu", path, faults, cpuFault);
  checkField(autoscaler, "memory", path, faults, memoryFault);
}

function checkHead({ head = {}, env }: RayArgs, at: string, context: PodContext, faults: Faults): void {
  const path = joinPath(at, "head");
  checkPod(head, path, context, faults);
  if (Object.hasOwn(head.rayStartParams ?? {}, "redis-username")) {
    faults.add(joinPath(path, "rayStartParams", "redis-username"), REDIS_USERNAME_REFUSED);
  }
  checkManaged(head, "ray-head", path, REFUSED_ON_HEAD, faults);
  checkManagedEnv(env, joinPath(at, "env"), REFUSED_ON_HEAD, faults);
}

/** Checks that a group's number of workers is said once, and that Ray's autoscaler is there where it varies. */
export function checkGroupReplicas(
  group: NonNullable<RayClusterArgs["workerGroups"]>[string],
  path: string,
  autoscaling: boolean,
  faults: Faults,
): void {
  const at = (key: string) => joinPath(path, key);
  if (faults.touch(at("replicas"), at("minReplicas"), at("maxReplicas"))) return;
  const { replicas, minReplicas, maxReplicas } = group;
  if (replicas !== undefined && (minReplicas !== undefined || maxReplicas !== undefined)) {
    faults.add(
      at("replicas"),
      "excludes 'minReplicas' and 'maxReplicas': give 'replicas' for a fixed number, or 'maxReplicas' to autoscale",
    );
  } else if (replicas === undefined && maxReplicas === undefined) {
    faults.add(
      at("maxReplicas"),
      "must be given to autoscale the group, or 'replicas' for a fixed number of workers",
    );
  } else if (minReplicas !== undefined && maxReplicas !== undefined && minReplicas > maxReplicas) {
    faults.add(
      at("minReplicas"),
      `'minReplicas' (${minReplicas}) must be at most 'maxReplicas' (${maxReplicas})`,
    );
  } else if (maxReplicas !== undefined && (minReplicas ?? 0) < maxReplicas && !autoscaling) {
    faults.add(
      at("maxReplicas"),
      "needs Ray's autoscaler: remove 'autoscaler.enabled: false', or give 'replicas' for a fixed number",
    );
  }
}
