import type { RayArgs, WorkerArgs } from "../args";
import { joinPath, type Faults } from "./faults";
import { checkManaged, checkManagedEnv, checkManagedMounts } from "./kuberay-managed-rules";

/** What KubeRay sets for TLS on head, workers and autoscaler (v1.7.0, validateTLSOptions, constant.go). */
const TLS_MANAGED = {
  reason: "is set by KubeRay with 'tls'; remove it",
  env: ["RAY_USE_TLS", "RAY_TLS_SERVER_CERT", "RAY_TLS_SERVER_KEY", "RAY_TLS_CA_CERT"],
  volume: { name: "ray-tls", mountPath: "/etc/ray/tls" },
};

/** Checks that the cluster, its head and its autoscaler leave to KubeRay what it sets for TLS. */
export function checkTls({ tls, env, head = {}, autoscaler }: RayArgs, at: string, faults: Faults): void {
  if (!tls) return;
  checkManagedEnv(env, joinPath(at, "env"), TLS_MANAGED, faults);
  checkManaged(head, "ray-head", joinPath(at, "head"), TLS_MANAGED, faults);
  checkManagedEnv(autoscaler?.env, joinPath(at, "autoscaler", "env"), TLS_MANAGED, faults);
  checkManagedMounts(
    autoscaler?.volumeMounts,
    joinPath(at, "autoscaler", "volumeMounts"),
    TLS_MANAGED,
    faults,
  );
}

/** Checks the same of a group's workers. */
export function checkWorkerTls(
  worker: Omit<WorkerArgs, "perNode">,
  path: string,
  { tls = false }: { tls?: boolean },
  faults: Faults,
): void {
  if (tls) checkManaged(worker, "ray-worker", path, TLS_MANAGED, faults);
}
