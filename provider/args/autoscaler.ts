import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import type { EnvVars } from "./pods";
import type { ImagePullPolicy } from "./ray-pod";

/** The container of Ray's autoscaler, in the pod of the head. */
export interface AutoscalerContainerArgs {
  /** Container image, with the cluster's version of Ray. Defaults to the head's. */
  image?: Input<string>;
  /** When a node pulls the image. Defaults to the head's policy. */
  imagePullPolicy?: Input<ImagePullPolicy>;
  /** Environment variables. `KUBERAY_GEN_AUTOSCALER_START_CMD` is KubeRay's own and refused. Defaults to none of the user's. */
  env?: EnvVars;
  /** Existing ConfigMaps and Secrets whose keys become environment variables. Defaults to none. */
  envFrom?: types.input.core.v1.EnvFromSource[];
  /** Where the container has volumes of the head's pod. Defaults to nowhere. */
  volumeMounts?: types.input.core.v1.VolumeMount[];
  /** Security context of the container, as Kubernetes describes it. Defaults to the image's user, with nothing taken away. */
  securityContext?: types.input.core.v1.SecurityContext;
  /** Command instead of KubeRay's. Defaults to KubeRay's own. */
  command?: Input<string>[];
  /** Arguments instead of KubeRay's; `$KUBERAY_GEN_AUTOSCALER_START_CMD` in them stands for what KubeRay would run. Defaults to KubeRay's own. */
  args?: Input<string>[];
}
