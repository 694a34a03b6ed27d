import type { OperatorArgs, OperatorConfigurationArgs } from "../args";
import { WORKLOAD_GATE } from "./feature-gate-rules";
import { joinPath, type Faults } from "./faults";
import { isEventual } from "./inputs";

/** Environment variable that the operator reads only where it takes flags (KubeRay v1.7.0, main.go). */
const IGNORED_WITH_CONFIGURATION = "DELETE_RAYJOB_CR_AFTER_JOB_FINISHES";

/** Checks how the operator is to run: combinations that the chart or the operator ignores, or dies of. */
export function checkOperatorDeployment(args: OperatorArgs, at: string, faults: Faults): void {
  checkLeaderElection(args, at, faults);
  checkRoles(args, at, faults);
  checkMetrics(args, at, faults);
  checkServiceAccount(args, at, faults);
  checkConfiguration(args, at, faults);
  checkBatchScheduler(args, at, faults);
}

/** Without an election every pod of the operator would work on the same objects. */
function checkLeaderElection(args: OperatorArgs, at: string, faults: Faults): void {
  const { replicas = 1, leaderElectionEnabled = true } = args;
  if (replicas <= 1 || leaderElectionEnabled) return;
  faults.add(
    joinPath(at, "leaderElectionEnabled"),
    `must be true with ${replicas} replicas, which would all work on the same objects otherwise; remove it, or set 'replicas' to 1`,
  );
}

/** The chart (1.7.0, multiple_namespaces_role.yaml) makes Roles only under all three. */
function checkRoles(args: OperatorArgs, at: string, faults: Faults): void {
  if (args.crNamespacedRbacEnable === undefined) return;
  const path = joinPath(at, "crNamespacedRbacEnable");
  if (!args.singleNamespaceInstall) {
    faults.add(path, "has no effect without 'singleNamespaceInstall: true': set that, or remove it");
  } else if (args.rbacEnable === false) {
    faults.add(
      path,
      "has no effect with 'rbacEnable: false', which leaves out every Role: remove one of the two",
    );
  }
}

function checkMetrics({ metrics = {} }: OperatorArgs, at: string, faults: Faults): void {
  if (metrics.enabled !== false || metrics.serviceMonitor === undefined) return;
  faults.add(
    joinPath(at, "metrics", "serviceMonitor"),
    "would scrape metrics that 'metrics.enabled: false' switches off: remove one of the two",
  );
}

/** The chart takes the namespace's account `default` otherwise, and gives it the operator's rights. */
function checkServiceAccount({ serviceAccount }: OperatorArgs, at: string, faults: Faults): void {
  if (serviceAccount?.create !== false || serviceAccount.name !== undefined) return;
  faults.add(
    joinPath(at, "serviceAccount", "name"),
    "must name an existing service account with 'create: false'",
  );
}

function checkConfiguration(args: OperatorArgs, at: string, faults: Faults): void {
  const { configuration } = args;
  if (configuration === undefined) return;
  if (args.logEncoder === "console") {
    faults.add(
      joinPath(at, "logEncoder"),
      "has no effect with 'configuration': KubeRay 1.7.0 reads the encoder from a flag, which its chart then leaves out; remove one of the two",
    );
  }
  if (Object.hasOwn(args.env ?? {}, IGNORED_WITH_CONFIGURATION)) {
    faults.add(
      joinPath(at, "env", IGNORED_WITH_CONFIGURATION),
      "has no effect with 'configuration', with which KubeRay 1.7.0 does not read it: remove one of the two",
    );
  }
  checkSidecars(configuration, "headSidecarContainers", "ray-head", at, faults);
  checkSidecars(configuration, "workerSidecarContainers", "ray-worker", at, faults);
}

/** Kubernetes refuses pods with a container's name twice, which KubeRay would retry without end. */
function checkSidecars(
  configuration: OperatorConfigurationArgs,
  key: "headSidecarContainers" | "workerSidecarContainers",
  rayContainer: string,
  at: string,
  faults: Faults,
): void {
  const names = new Set<unknown>([rayContainer]);
  for (const [index, { name }] of (configuration[key] ?? []).entries()) {
    const path = joinPath(at, "configuration", key, index, "name");
    if (isEventual(name)) continue;
    if (!name) faults.add(path, "is missing: a container must have a name");
    else if (names.has(name)) {
      faults.add(
        path,
        `'${String(name)}' is the name of another container of the pod; name each container once`,
      );
    }
    names.add(name);
  }
}

function checkBatchScheduler(
  { batchScheduler, featureGates = {} }: OperatorArgs,
  at: string,
  faults: Faults,
): void {
  if (batchScheduler === undefined || featureGates[WORKLOAD_GATE] !== true) return;
  faults.add(
    joinPath(at, "batchScheduler"),
    `excludes the feature gate '${WORKLOAD_GATE}', which is a scheduler itself: KubeRay's operator ends at its start with both; remove one of the two`,
  );
}
