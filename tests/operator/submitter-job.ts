import { parse } from "yaml";
import type { NewObject } from "../kubernetes/api";
import { copy } from "../kubernetes/values";
import { addTokenTo } from "./pods";
import {
  isTokenAuth,
  MAKER_KIND,
  MAKER_NAME,
  ownedBy,
  rayContainer,
  type Container,
  type PodTemplate,
  type RayCluster,
} from "./ray-cluster";
import type { RayJob } from "./ray-job";

const CREATED_BY = { "app.kubernetes.io/created-by": "kuberay-operator" };

/**
 * The Kubernetes Job that hands a RayJob to Ray: KubeRay v1.7.0 rayjob_controller.go (createNewK8sJob, getSubmitterTemplate)
 * and common/job.go.
 */
export function buildSubmitterJob(job: RayJob, cluster: RayCluster): NewObject {
  const { name, namespace } = job.metadata;
  const labels = { [MAKER_NAME]: name, [MAKER_KIND]: "RayJob", ...CREATED_BY };
  const template = copy(job.spec.submitterPodTemplate ?? defaultTemplate(cluster));
  const container = rayContainer(template.spec);
  if (container === undefined) throw new Error("the submitter's pod template needs a container");
  addSubmission(container, job, cluster);
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name, namespace, labels, ownerReferences: ownedBy(job) },
    spec: {
      backoffLimit: job.spec.submitterConfig?.backoffLimit ?? 2,
      template: {
        ...template,
        metadata: { ...template.metadata, labels: { ...template.metadata?.labels, ...labels } },
      },
    },
  };
}

/** The container that SidecarMode adds to the head. */
export function buildSidecar(job: RayJob, cluster: RayCluster): Container {
  const container = defaultContainer(cluster);
  addSubmission(container, job, cluster);
  return container;
}

function defaultTemplate(cluster: RayCluster): PodTemplate {
  return { spec: { restartPolicy: "Never", containers: [defaultContainer(cluster)] } };
}

function defaultContainer({ spec }: RayCluster): Container {
  return {
    name: "ray-job-submitter",
    image: rayContainer(spec.headGroupSpec.template.spec)?.image,
    resources: { limits: { cpu: "1", memory: "1Gi" }, requests: { cpu: "500m", memory: "200Mi" } },
  };
}

/** A command of the user's own stays. */
function addSubmission(container: Container, job: RayJob, cluster: RayCluster): void {
  const { dashboardURL = "127.0.0.1:8265", jobId = "" } = job.status ?? {};
  if (!container.command?.length) {
    container.command = ["/bin/bash", "-ce", "--"];
    container.args = [submitCommand(job, `http://${dashboardURL}`, jobId)];
  }
  (container.env ??= []).push(
    { name: "PYTHONUNBUFFERED", value: "1" },
    { name: "RAY_DASHBOARD_ADDRESS", value: dashboardURL },
    { name: "RAY_JOB_SUBMISSION_ID", value: jobId },
  );
  if (isTokenAuth(cluster.spec)) addTokenTo(container, cluster);
}

/** Submits once, since the pod may run again, and follows the output. */
function submitCommand({ spec }: RayJob, address: string, id: string): string {
  const options: [string, unknown][] = [
    ["--submission-id", id],
    ["--runtime-env-json", spec.runtimeEnvYAML && quoted(parse(spec.runtimeEnvYAML))],
    ["--metadata-json", spec.metadata && quoted(spec.metadata)],
    ["--entrypoint-num-cpus", spec.entrypointNumCpus],
    ["--entrypoint-num-gpus", spec.entrypointNumGpus],
    ["--entrypoint-resources", spec.entrypointResources && JSON.stringify(spec.entrypointResources)],
  ];
  const given = options.filter(([, value]) => value).map(([key, value]) => `${key} ${String(value)}`);
  const submit = [
    "ray job submit --no-wait",
    `--address ${address}`,
    ...given,
    "--",
    spec.entrypoint?.trim(),
  ];
  return (
    `ray job status --address ${address} ${id} >/dev/null 2>&1 || ${submit.join(" ")}; ` +
    `ray job logs --address ${address} --follow ${id}`
  );
}

/** JSON in the quotes that the shell takes away. */
function quoted(value: unknown): string {
  return JSON.stringify(JSON.stringify(value));
}
