import type { DeletionPolicy, DeletionRuleArgs, RayJobArgs } from "../args";
import { joinPath, type Faults } from "./faults";
import { isEventual } from "./inputs";
import { isAutoscaling } from "./ray-cluster";
import { podSpec } from "./pod-template";

/** Largest ConfigMap (https://kubernetes.io/docs/concepts/configuration/configmap/). */
const CONFIG_MAP_BYTES = 1024 * 1024;

/** Policies by how much they delete, with KubeRay's words for it (v1.7.0, validation.go, deletion rules). */
const WIDTH: Readonly<Partial<Record<DeletionPolicy, number>>> = {
  DeleteWorkers: 1,
  DeleteCluster: 2,
  DeleteSelf: 3,
};

/** Checks what KubeRay would refuse, or take without doing it (v1.7.0, ValidateRayJobSpec). */
export function checkRayJobRules(args: RayJobArgs, faults: Faults): void {
  checkCluster(args, faults);
  checkSubmission(args, faults);
  checkCode(args, faults);
  checkShutdown(args, faults);
  checkDeletionRules(args, faults);
}

/** Whether the job's own cluster goes when the job has ended. */
export function shutsDown({ shutdownAfterJobFinishes, cluster, deletionRules }: RayJobArgs): boolean {
  return shutdownAfterJobFinishes ?? (cluster !== undefined && deletionRules === undefined);
}

function checkCluster(args: RayJobArgs, faults: Faults): void {
  if (faults.touch("rayClusterName", "cluster")) return;
  if (args.cluster !== undefined && args.rayClusterName !== undefined) {
    faults.add("cluster", "excludes 'rayClusterName': the job runs on one cluster, so remove one of the two");
  } else if (args.cluster === undefined && args.rayClusterName === undefined) {
    faults.add(
      "rayClusterName",
      "must be given, such as the output 'rayClusterName' of a RayCluster; or give 'cluster' for a cluster of the job's own",
    );
  }
  if (args.rayClusterName === undefined || args.cluster !== undefined) return;
  const refuse = (path: string, why: string) =>
    faults.add(path, `is not possible with 'rayClusterName', ${why}; remove it, or give 'cluster' instead`);
  if (args.suspend) refuse("suspend", "since a suspended job deletes its cluster");
  if (args.backoffLimit) refuse("backoffLimit", "since each further try needs a new cluster");
  if (args.shutdownAfterJobFinishes) refuse("shutdownAfterJobFinishes", "whose cluster is not the job's");
  if (args.submissionMode === "SidecarMode") {
    refuse("submissionMode", "since 'SidecarMode' adds a container to the cluster's head");
  }
  // KubeRay refuses DeleteCluster and DeleteWorkers, and looks at no rule once such a job has ended (rayjob_controller.go).
  if (args.deletionRules !== undefined) refuse("deletionRules", "whose cluster is not the job's");
}

function checkSubmission(args: RayJobArgs, faults: Faults): void {
  const { submissionMode = "K8sJobMode" } = args;
  if (submissionMode !== "K8sJobMode" && args.submitter !== undefined) {
    faults.add(
      "submitter",
      `has no effect with 'submissionMode: ${submissionMode}', which has no submitter pod; remove one of the two`,
    );
  }
  if (submissionMode === "InteractiveMode") {
    for (const key of ["entrypoint", "code", "runtimeEnv", "metadata"] as const) {
      if (args[key] === undefined) continue;
      faults.add(
        key,
        "is not possible with 'submissionMode: InteractiveMode', where you submit the job yourself; remove it",
      );
    }
    if (args.backoffLimit) {
      faults.add(
        "backoffLimit",
        "is not possible with 'submissionMode: InteractiveMode', since nothing could submit the job again; remove it",
      );
    }
  } else if ((args.entrypoint === undefined || args.entrypoint === "") && !faults.touch("entrypoint")) {
    faults.add("entrypoint", "must be given: the command that runs on Ray, such as 'python train.py'");
  }
  if (submissionMode === "SidecarMode") checkSidecarHead(args, faults);
}

/** KubeRay ends the head's pod with the job's container, so nothing may start it again. */
function checkSidecarHead({ cluster }: RayJobArgs, faults: Faults): void {
  const path = "cluster.head.podTemplate.spec.restartPolicy";
  const restartPolicy = podSpec(cluster?.head?.podTemplate)?.["restartPolicy"];
  if (restartPolicy === undefined || isEventual(restartPolicy) || restartPolicy === "Never") return;
  if (faults.touch(path)) return;
  faults.add(
    path,
    `must be 'Never' or left out with 'submissionMode: SidecarMode', not '${String(restartPolicy)}'`,
  );
}

function checkCode({ code, submissionMode = "K8sJobMode", runtimeEnv }: RayJobArgs, faults: Faults): void {
  if (code === undefined || faults.touch("code")) return;
  const { files, archiveUrl } = code;
  if ((files === undefined) === (archiveUrl === undefined)) {
    faults.add("code", "must have exactly one of 'files' and 'archiveUrl'");
  }
  if (runtimeEnv && Object.hasOwn(runtimeEnv, "working_dir")) {
    faults.add("runtimeEnv.working_dir", "is set by 'code'; remove one of the two");
  }
  if (files === undefined) return;
  if (Object.keys(files).length === 0) faults.add("code.files", "must have at least one file");
  if (submissionMode !== "K8sJobMode" && submissionMode !== "InteractiveMode") {
    faults.add(
      "code.files",
      `needs 'submissionMode: K8sJobMode', whose submitter uploads the files, not '${submissionMode}'; or give 'code.archiveUrl'`,
    );
  }
  for (const name of Object.keys(files)) {
    if (/^[-._a-zA-Z0-9]{1,253}$/.test(name) && !name.startsWith("..") && name !== ".") continue;
    faults.add(
      joinPath("code.files", name),
      `'${name}' is no name of a file in a ConfigMap: use letters, digits, '-', '_' and '.', without folders; for a tree of files give 'code.archiveUrl'`,
    );
  }
  const bytes = Object.values(files).reduce(
    (sum, content) => sum + (typeof content === "string" ? Buffer.byteLength(content) : 0),
    0,
  );
  if (bytes > CONFIG_MAP_BYTES) {
    faults.add(
      "code.files",
      `has ${bytes} bytes; a ConfigMap holds ${CONFIG_MAP_BYTES}; give 'code.archiveUrl' instead`,
    );
  }
}

function checkShutdown(args: RayJobArgs, faults: Faults): void {
  if (args.deletionRules !== undefined && args.shutdownAfterJobFinishes) {
    faults.add(
      "shutdownAfterJobFinishes",
      "excludes 'deletionRules', which say what is deleted; remove one of the two",
    );
  }
  if (shutsDown(args)) return;
  if (args.suspend && !faults.touch("suspend")) {
    faults.add(
      "suspend",
      "needs 'shutdownAfterJobFinishes: true', since a suspended job deletes its cluster",
    );
  }
  if (args.ttlSecondsAfterFinished) {
    faults.add(
      "ttlSecondsAfterFinished",
      "needs 'shutdownAfterJobFinishes: true'; with 'deletionRules' give each rule its 'ttlSeconds'",
    );
  }
}

function checkDeletionRules({ deletionRules = [], cluster }: RayJobArgs, faults: Faults): void {
  const seen: { rule: DeletionRuleArgs; result: string }[] = [];
  for (const [index, rule] of deletionRules.entries()) {
    const path = joinPath("deletionRules", index);
    const result = rule.jobStatus ?? rule.jobDeploymentStatus;
    if (result === undefined || (rule.jobStatus && rule.jobDeploymentStatus)) {
      faults.add(path, "must have exactly one of 'jobStatus' and 'jobDeploymentStatus'");
      continue;
    }
    if (rule.policy === "DeleteWorkers" && cluster && isAutoscaling(cluster)) {
      faults.add(
        joinPath(path, "policy"),
        "'DeleteWorkers' is not possible with Ray's autoscaler, which would add them again; use 'DeleteCluster', or fixed 'replicas'",
      );
    }
    const same = seen.filter((other) => other.result === result);
    if (same.some((other) => other.rule.policy === rule.policy)) {
      faults.add(path, `repeats the rule '${rule.policy}' for '${result}'; remove one of the two`);
    }
    for (const other of same) checkOrder(path, rule, other.rule, faults);
    seen.push({ rule, result });
  }
}

function checkOrder(path: string, rule: DeletionRuleArgs, other: DeletionRuleArgs, faults: Faults): void {
  const width = WIDTH[rule.policy];
  const otherWidth = WIDTH[other.policy];
  if (width === undefined || otherWidth === undefined || width === otherWidth) return;
  const [narrow, wide] = width < otherWidth ? [rule, other] : [other, rule];
  if ((narrow.ttlSeconds ?? 0) <= (wide.ttlSeconds ?? 0)) return;
  faults.add(
    joinPath(path, "ttlSeconds"),
    `'${narrow.policy}' after ${narrow.ttlSeconds ?? 0} s comes behind '${wide.policy}' after ${wide.ttlSeconds ?? 0} s, which leaves it nothing to delete; let the narrower one come first`,
  );
}
