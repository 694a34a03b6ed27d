import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";

/** When a node pulls a container image: always, when it lacks it, or never. */
export type ImagePullPolicy = "Always" | "IfNotPresent" | "Never";

/** What the pods of the head or of a worker group have beside image, size and environment. */
export interface RayPodArgs {
  /** When a node pulls the image. Defaults to Kubernetes' choice: `Always` for the tag `latest`, otherwise `IfNotPresent`. */
  imagePullPolicy?: Input<ImagePullPolicy>;
  /** Names of existing Secrets in the Ray namespace with logins for image registries, beside those of the cluster. Defaults to none. */
  imagePullSecrets?: Input<string>[];
  /** Name of an existing Kubernetes service account. Defaults to the cluster's. */
  serviceAccountName?: Input<string>;
  /**
   * Annotations of the pods. On the head they win over `cluster-autoscaler.kubernetes.io/safe-to-evict: "false"`, which
   * this package sets, since the end of the head is the end of the cluster's work (kuberay #4900). Defaults to none.
   */
  annotations?: Record<string, Input<string>>;
  /** Name of an existing PriorityClass. Pods of a higher one displace others where nodes are full. Defaults to the cluster's default class. */
  priorityClassName?: Input<string>;
  /**
   * Seconds that a pod has between the request to end and its end. On spot nodes Azure leaves 30 seconds at most. KubeRay
   * sets neither this nor a `preStop` hook (kuberay #5004), and none is set here: Ray ends its processes by itself when
   * the pod is told to end. Defaults to 30, Kubernetes' own.
   * @asType integer
   * @minimum 0
   */
  terminationGracePeriodSeconds?: number;
  /** Volumes of the pods, as Kubernetes describes them. Names that KubeRay uses (`shared-mem`, `ray-logs`) are refused. Defaults to none. */
  volumes?: types.input.core.v1.Volume[];
  /** Where the Ray container has the volumes. Each name must be one of `volumes` or of the pod template. Defaults to nowhere. */
  volumeMounts?: types.input.core.v1.VolumeMount[];
  /** Existing ConfigMaps and Secrets whose keys become environment variables of the Ray container. Defaults to none. */
  envFrom?: types.input.core.v1.EnvFromSource[];
}
