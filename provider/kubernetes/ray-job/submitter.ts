import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import type { RayJobSettings } from "../../settings";
import { RESTRICTED } from "../container-security";
import { mergePodTemplate } from "../ray-cluster/pod-template";

/** Where the submitter finds the job's files. */
export const CODE_PATH = "/home/ray/job";

/** Name of the ConfigMap with the job's files. */
export function codeConfigMapName({ jobName }: RayJobSettings): string {
  return `${jobName}-code`;
}

/**
 * Builds the pod that submits the job. KubeRay adds its command where there is none, and the cluster's token; the amounts are
 * those of KubeRay's own pod (v1.7.0, common/job.go; rayjob_controller.go, `configureSubmitterContainer`). Files are mounted one by one, since a ConfigMap mounted as a folder holds links,
 * and Ray would upload what they lead to twice.
 */
export function buildSubmitterPodTemplate(
  settings: RayJobSettings,
  submitter: NonNullable<RayJobSettings["submitter"]>,
): Input<types.input.core.v1.PodTemplateSpec> {
  const files = Object.keys(settings.code?.files ?? {}).sort();
  return mergePodTemplate(
    {
      spec: {
        restartPolicy: "Never",
        containers: [
          {
            name: "ray-job-submitter",
            image: submitter.image,
            resources: { requests: { cpu: "500m", memory: "200Mi" }, limits: { cpu: "1", memory: "1Gi" } },
            securityContext: RESTRICTED,
            ...(files.length > 0 && {
              volumeMounts: files.map((file) => ({
                name: "code",
                mountPath: `${CODE_PATH}/${file}`,
                subPath: file,
                readOnly: true,
              })),
            }),
          },
        ],
        ...(files.length > 0 && {
          volumes: [{ name: "code", configMap: { name: codeConfigMapName(settings) } }],
        }),
      },
    },
    submitter.podTemplate,
  );
}
