import { parse } from "yaml";
import { BARE, type Surroundings } from "./feature-gates";
import { isAutoscaling } from "./ray-cluster";
import { selectsCluster, type DeletionPolicy, type DeletionRule, type RayJob } from "./ray-job";
import { nameFault, specFaultOf } from "./validation";

/** A RayJob that KubeRay refuses: the Event's reason, and the message that goes into the status too. */
export interface RayJobRefusal {
  event: "InvalidRayJobSpec" | "InvalidRayJobMetadata";
  message: string;
}

/** KubeRay v1.7.0 constant.go, MaxRayJobNameLength. */
const MAX_NAME_LENGTH = 47;

/** Policies by what they delete, the narrowest first: validation.go, validateTTLConsistency. */
const DELETION_ORDER = ["DeleteWorkers", "DeleteCluster", "DeleteSelf"];

/** The first of KubeRay's rules that the job breaks: KubeRay v1.7.0 validation.go, ValidateRayJobSpec, in its order. */
export function rayJobRefusal(job: RayJob, around: Surroundings = BARE): RayJobRefusal | undefined {
  const name = nameFault(job.metadata.name, "RayJob", MAX_NAME_LENGTH);
  if (name !== undefined) {
    return { event: "InvalidRayJobMetadata", message: `The RayJob metadata is invalid: ${name}` };
  }
  const message = rayJobSpecFault(job, around);
  return message === undefined ? undefined : { event: "InvalidRayJobSpec", message };
}

/** The first of the rules for its spec that the job breaks: ValidateRayJobSpec. */
export function rayJobSpecFault(job: RayJob, around: Surroundings): string | undefined {
  return rayJobFaults(job, around).next().value;
}

function* rayJobFaults(job: RayJob, around: Surroundings): Generator<string, undefined> {
  const { spec } = job;
  const invalid = "The RayJob spec is invalid: ";
  if (spec.suspend && !spec.shutdownAfterJobFinishes) {
    yield `${invalid}a RayJob with shutdownAfterJobFinishes set to false is not allowed to be suspended`;
  }
  yield* deletionFaults(job);
  const selects = selectsCluster(spec);
  const { submissionMode = "K8sJobMode", backoffLimit = 0 } = spec;
  if (spec.suspend && selects)
    yield `${invalid}the ClusterSelector mode doesn't support the suspend operation`;
  if (spec.rayClusterSpec === undefined && !selects) {
    yield `${invalid}one of RayClusterSpec or ClusterSelector must be set`;
  }
  if (selects) {
    if (!spec.clusterSelector?.["ray.io/cluster"])
      yield "cluster name in ClusterSelector should not be empty";
    if (submissionMode === "SidecarMode") yield "ClusterSelector is not supported in SidecarMode";
    if (backoffLimit > 0) yield `${invalid}BackoffLimit is incompatible with ClusterSelector mode`;
  }
  if (submissionMode === "InteractiveMode" && backoffLimit > 0) {
    yield `${invalid}BackoffLimit is incompatible with InteractiveMode`;
  }
  if (submissionMode === "SidecarMode") yield* sidecarFaults(job);
  yield* clusterFaults(job, around);
  yield* runtimeEnvFaults(spec.runtimeEnvYAML);
  for (const field of ["activeDeadlineSeconds", "preRunningDeadlineSeconds"] as const) {
    if ((spec[field] ?? 1) <= 0) yield `${invalid}${field} must be a positive integer`;
  }
  if (backoffLimit < 0) yield `${invalid}backoffLimit must be a positive integer`;
}

function* clusterFaults({ metadata, spec }: RayJob, around: Surroundings): Generator<string> {
  if (spec.rayClusterSpec === undefined) return;
  if (spec.rayClusterSpec.authOptions?.enableK8sTokenAuth) {
    yield "The RayJob spec is invalid: K8s token auth mode is currently not supported for RayJob";
  }
  const fault = specFaultOf({ metadata, spec: spec.rayClusterSpec }, around);
  if (fault !== undefined) yield `The RayJob spec is invalid: ${fault}`;
}

function* sidecarFaults({ spec }: RayJob): Generator<string> {
  if (spec.submitterPodTemplate !== undefined) {
    yield "Currently, SidecarMode doesn't support SubmitterPodTemplate";
  }
  if (spec.submitterConfig !== undefined) yield "Currently, SidecarMode doesn't support SubmitterConfig";
  const policy = spec.rayClusterSpec?.headGroupSpec.template.spec?.restartPolicy ?? "";
  if (policy !== "" && policy !== "Never") {
    yield "restartPolicy for head Pod should be Never or unset when using SidecarMode";
  }
}

/** It has to be a map in YAML; what Ray makes of it is not looked at. */
function* runtimeEnvFaults(text = ""): Generator<string> {
  let value: unknown;
  try {
    value = parse(text);
  } catch {
    value = "";
  }
  if (value !== null && (typeof value !== "object" || Array.isArray(value))) {
    yield "failed to unmarshal RuntimeEnvYAML";
  }
}

function* deletionFaults({ spec }: RayJob): Generator<string> {
  const { shutdownAfterJobFinishes = false, ttlSecondsAfterFinished = 0, deletionStrategy } = spec;
  if (ttlSecondsAfterFinished < 0) {
    yield "The RayJob spec is invalid: TTLSecondsAfterFinished must be a non-negative integer";
  }
  if (!shutdownAfterJobFinishes && ttlSecondsAfterFinished > 0) {
    yield "The RayJob spec is invalid: a RayJob with shutdownAfterJobFinishes set to false cannot have TTLSecondsAfterFinished";
  }
  if (deletionStrategy === undefined) return;
  const { deletionRules: rules = [], onSuccess, onFailure } = deletionStrategy;
  const legacy = onSuccess !== undefined || onFailure !== undefined;
  if (rules.length > 0 && legacy) {
    yield "The RayJob spec is invalid: Cannot use both legacy onSuccess/onFailure fields and deletionRules simultaneously";
  }
  if (legacy) {
    yield* legacyFaults(spec, onSuccess, onFailure);
    return;
  }
  if (rules.length === 0) {
    yield "The RayJob spec is invalid: DeletionStrategy requires either BOTH onSuccess and onFailure, OR the deletionRules field (cannot be empty)";
  }
  if (shutdownAfterJobFinishes) {
    yield "The RayJob spec is invalid: spec.shutdownAfterJobFinishes and spec.deletionStrategy.deletionRules are mutually exclusive";
  }
  for (const [index, rule] of rules.entries()) {
    const fault = ruleFault(spec, rule, rules.slice(0, index));
    if (fault !== undefined) yield `deletionRules[${index}]: ${fault}`;
  }
  yield* orderFaults(rules);
}

/** validateLegacyDeletionPolicies. */
function* legacyFaults(
  spec: RayJob["spec"],
  onSuccess: DeletionPolicy | undefined,
  onFailure: DeletionPolicy | undefined,
): Generator<string> {
  const policies = [onSuccess?.policy, onFailure?.policy];
  if (policies.includes(undefined)) {
    yield "both DeletionStrategy.OnSuccess and DeletionStrategy.OnFailure must be set when using the legacy deletion policy fields of DeletionStrategy";
  }
  for (const policy of policies) {
    if (selectsCluster(spec) && (policy === "DeleteCluster" || policy === "DeleteWorkers")) {
      yield `the ClusterSelector mode doesn't support DeletionStrategy=${policy}`;
    }
    if (policy === "DeleteWorkers" && spec.rayClusterSpec && isAutoscaling(spec.rayClusterSpec)) {
      yield "DeletionStrategy=DeleteWorkers currently does not support RayCluster with autoscaling enabled";
    }
    if (policy === "DeleteNone" && spec.shutdownAfterJobFinishes) {
      yield "The RayJob spec is invalid: shutdownAfterJobFinshes is set to 'true' while deletion policy is 'DeleteNone'";
    }
  }
}

function ruleFault(spec: RayJob["spec"], rule: DeletionRule, earlier: DeletionRule[]): string | undefined {
  const { policy } = rule;
  if (selectsCluster(spec) && (policy === "DeleteCluster" || policy === "DeleteWorkers")) {
    return `DeletionPolicyType '${policy}' not supported when ClusterSelector is set`;
  }
  if (policy === "DeleteWorkers" && spec.rayClusterSpec && isAutoscaling(spec.rayClusterSpec)) {
    return "DeletionPolicyType 'DeleteWorkers' not supported with autoscaling enabled";
  }
  return earlier.some((other) => other.policy === policy && resultOf(other) === resultOf(rule))
    ? `duplicate rule for DeletionPolicyType '${policy}' and '${resultOf(rule)}'`
    : undefined;
}

function* orderFaults(rules: DeletionRule[]): Generator<string> {
  const width = ({ policy }: DeletionRule) => DELETION_ORDER.indexOf(policy);
  const ttl = ({ condition }: DeletionRule) => condition.ttlSeconds ?? 0;
  for (const narrow of rules.filter((rule) => width(rule) >= 0)) {
    for (const wide of rules.filter((rule) => width(rule) > width(narrow))) {
      if (resultOf(narrow) !== resultOf(wide) || ttl(narrow) <= ttl(wide)) continue;
      yield `for '${resultOf(wide)}': ${wide.policy} TTL (${ttl(wide)}) must be >= ${narrow.policy} TTL (${ttl(narrow)})`;
    }
  }
}

/** `FAILED` is Ray's, `Failed` KubeRay's, so the two never meet. */
function resultOf({ condition }: DeletionRule): string | undefined {
  return condition.jobStatus ?? condition.jobDeploymentStatus;
}
