import type { helm } from "@pulumi/kubernetes";
import type { CustomResourceArgs } from "@pulumi/kubernetes/apiextensions";
import type { Input } from "@pulumi/pulumi";
import type { BatchSchedulerSettings, RaySettings } from "../../settings";
import { mergeValues, type Values } from "../chart-values";
import { MANAGED_BY } from "../namespace";

/** Seconds for the scheduler to become available; a fresh node first pulls its images. */
const TIMEOUT_SECONDS = 600;

/**
 * YuniKorn's own rule puts an application into the queue of its namespace, whatever its label says; this one asks the label first
 * (YuniKorn docs, "Placement rules").
 */
const YUNIKORN_QUEUES = `partitions:
  - name: default
    placementrules:
      - name: provided
        create: true
      - name: tag
        value: namespace
        create: true
    queues:
      - name: root
        submitacl: "*"
`;

/** Builds the release of a scheduler that stands beside Kubernetes' own, to which pods go that name it. */
export function buildBatchSchedulerRelease(
  settings: BatchSchedulerSettings,
  namespace: Input<string>,
): helm.v3.ReleaseArgs {
  const { scheduler, values } = settings;
  return {
    name: scheduler,
    ...chartOf(settings),
    namespace,
    atomic: true,
    timeout: TIMEOUT_SECONDS,
    maxHistory: 5,
    values: mergeValues(valuesOf(settings), values),
  };
}

function chartOf({ scheduler, chart, version }: BatchSchedulerSettings) {
  if ("path" in chart) return { chart: chart.path };
  if (scheduler === "kai-scheduler") return { chart: chart.repository, version };
  return { chart: scheduler, version, repositoryOpts: { repo: chart.repository } };
}

function valuesOf({ scheduler, queueName }: BatchSchedulerSettings): Values {
  switch (scheduler) {
    case "volcano":
      return {};
    case "yunikorn":
      return {
        // It would hand every pod of the cluster to YuniKorn; KubeRay names the scheduler itself (v1.7.0, yunikorn_scheduler.go).
        embedAdmissionController: false,
        yunikornDefaults: { "queues.yaml": YUNIKORN_QUEUES },
      };
    case "kai-scheduler":
      return {
        // KAI gives pods with GPUs the runtime class `nvidia` otherwise, which AKS does not have (NVIDIA/KAI-Scheduler, values.yaml).
        admission: { gpuPodRuntimeClassName: "" },
        defaultQueue: { createDefaultQueue: true, childName: queueName },
      };
  }
}

/** Builds Volcano's Queue of a RayCluster, where it is asked for; it is of the whole cluster (volcano.sh/apis, scheduling/v1beta1). */
export function buildVolcanoQueue({ queue }: RaySettings): CustomResourceArgs | undefined {
  if (!queue?.createQueue || queue.name === undefined) return undefined;
  return {
    apiVersion: "scheduling.volcano.sh/v1beta1",
    kind: "Queue",
    metadata: { name: queue.name, labels: MANAGED_BY },
    spec: { weight: 1, reclaimable: true },
  };
}
