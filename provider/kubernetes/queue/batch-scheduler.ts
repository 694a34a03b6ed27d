import type { helm } from "@pulumi/kubernetes";
import type { CustomResourceArgs } from "@pulumi/kubernetes/apiextensions";
import type { Input } from "@pulumi/pulumi";
import type { BatchSchedulerSettings, RaySettings } from "../../settings";
import { buildChartRelease } from "../chart-release";
import type { Values } from "../chart-values";
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
  return buildChartRelease(settings, {
    name: settings.scheduler,
    namespace,
    timeout: TIMEOUT_SECONDS,
    values: valuesOf(settings),
  });
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
