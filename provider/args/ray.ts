import type { Input } from "@pulumi/pulumi";
import type { AutoscalerContainerArgs } from "./autoscaler";
import type { GcsFaultToleranceArgs } from "./fault-tolerance";
import type { HeadIngressArgs, HeadServiceArgs, HeadServiceType } from "./head-service";
import type { HistoryServerArgs } from "./history-server";
import type { ManagedBy } from "./managed-by";
import type { RayNetworkPolicyArgs } from "./network-policy";
import type { EnvVars, PodTemplateOverride, RayLabels, RayResources, RayStartParams } from "./pods";
import type { RayPodArgs } from "./ray-pod";

/** The pod that runs Ray's control services. */
export interface HeadArgs extends RayPodArgs {
  /** Container image. Defaults to the cluster's image. */
  image?: Input<string>;
  /**
   * CPUs of the head, as request. Defaults to 2.
   * @exclusiveMinimum 0
   */
  cpu?: number;
  /**
   * Memory of the head in GiB, as request and limit. At least 5, since smaller heads run out of memory (kuberay #4287). Defaults to 8.
   * @minimum 5
   */
  memoryGiB?: number;
  /** Labels of the head, for the label selectors of tasks and actors. Defaults to none. */
  labels?: RayLabels;
  /** Custom Ray resources of the head. Defaults to none, so that no work runs on it. */
  resources?: RayResources;
  /** Annotations of the head's Service, beside KubeRay's own. Defaults to none. */
  serviceAnnotations?: Record<string, Input<string>>;
  /** How KubeRay's Service of the head is reached; anything but `ClusterIP` needs `auth.mode: token`. A change replaces the cluster. Defaults to `ClusterIP`. */
  serviceType?: HeadServiceType;
  /** What KubeRay's Service of the head has beside KubeRay's own. A change replaces the cluster, since KubeRay makes the Service once. Defaults to nothing. */
  service?: HeadServiceArgs;
  /** An Ingress to the dashboard. Defaults to none. */
  ingress?: HeadIngressArgs;
  /** Environment variables, beside those of the cluster. */
  env?: EnvVars;
  /** Parameters of `ray start`, beside `num-cpus: "0"`, which keeps work off the head. */
  rayStartParams?: RayStartParams;
  /** Pod template laid over the computed one. */
  podTemplate?: PodTemplateOverride;
}

/** How eagerly the autoscaler adds workers. */
export type UpscalingMode = "Default" | "Aggressive" | "Conservative";

/** Ray's autoscaler, version 2, beside the head. */
export interface AutoscalerArgs extends AutoscalerContainerArgs {
  /** Whether Ray adds and removes workers by demand. Defaults to true when a pool autoscales. */
  enabled?: boolean;
  /**
   * Seconds without work after which a worker is removed. Defaults to 60.
   * @asType integer
   * @minimum 1
   */
  idleTimeoutSeconds?: Input<number>;
  /** How eagerly workers are added. Defaults to `Default`. */
  upscalingMode?: Input<UpscalingMode>;
  /** CPU of the autoscaler's container. Defaults to `500m`. */
  cpu?: Input<string>;
  /** Memory of the autoscaler's container. Defaults to `1Gi`. */
  memory?: Input<string>;
}

/** Whether Ray asks its callers for a token. */
export type AuthMode = "token" | "disabled";

/** Token authentication of Ray's dashboard, job API and client. */
export interface AuthArgs {
  /** Whether a token is asked for; needs Ray 2.52 or later. Defaults to `token`. */
  mode?: AuthMode;
  /** Name of an existing Secret in the Ray namespace, with the token under the key `auth_token`. Defaults to a new Secret with a random token. */
  secretName?: string;
  /**
   * Any text, such as a date. A change makes a new token in a new Secret and recreates head and workers, which then know
   * only that one. Excludes `secretName` and `upgradeStrategy: None`. Defaults to none: the first token stays.
   */
  rotation?: string;
  /**
   * Whether callers show their own Kubernetes token instead of one that all share; needs Ray 2.55 or later, and the verb
   * `ray:write` on RayClusters for whoever calls. Head and workers then run as a service account that may review tokens:
   * `serviceAccountName`, or else `<clusterName>-ray`, which is made. Excludes `secretName` and `rotation`; refused in
   * RayJob and RayService, since KubeRay does not have it there. Defaults to false.
   */
  enableK8sTokenAuth?: boolean;
}

/** What an edit of the RayCluster's pods does: recreate them all, or nothing until they are deleted. */
export type UpgradeStrategy = "Recreate" | "None";

/** What the deployment waits for: nothing, the Ray head, or the head and the smallest number of workers. */
export type Readiness = "none" | "head" | "workers";

/** The Ray cluster. */
export interface RayArgs {
  /**
   * Version of Ray. Defaults to the version that this release was tried with.
   * @pattern ^\d+\.\d+\.\d+$
   */
  version?: string;
  /** Container image of head and workers. Defaults to `rayproject/ray` at the version, with Python 3.11; GPU pools get the `-gpu` variant. */
  image?: Input<string>;
  /**
   * Name of the RayCluster object: a DNS label of at most 53 characters. A change replaces the cluster. Defaults to the component's name.
   */
  clusterName?: string;
  /**
   * Namespace of the RayCluster; created. Defaults to `ray`.
   * @pattern ^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$
   */
  namespace?: string;
  /** The head. Defaults to 2 CPUs and 8 GiB. */
  head?: HeadArgs;
  /** The autoscaler. Defaults to on when a pool autoscales. */
  autoscaler?: AutoscalerArgs;
  /** Authentication. Defaults to a token. */
  auth?: AuthArgs;
  /** What survives the end of the head. Defaults to nothing: without it, a new head starts an empty cluster. */
  gcsFaultTolerance?: GcsFaultToleranceArgs;
  /** Environment variables of head and workers. */
  env?: EnvVars;
  /** Name of an existing Kubernetes service account for head and workers. Defaults to the operator's choice. */
  serviceAccountName?: Input<string>;
  /** Names of existing Secrets in the Ray namespace with logins for image registries, for head and workers. Defaults to none. */
  imagePullSecrets?: Input<string>[];
  /**
   * Whether the cluster has no pods until this is false; the deployment then waits for nothing. Give `false` to resume: KubeRay
   * leaves a suspended cluster suspended when the field is merely gone. Defaults to what Kueue or KubeRay says.
   */
  suspend?: boolean;
  /**
   * Who makes the pods. With MultiKueue they run on another cluster, and the deployment waits for nothing. A change replaces
   * the cluster, since KubeRay refuses it. Defaults to the KubeRay operator.
   */
  managedBy?: ManagedBy;
  /**
   * Annotations of the RayCluster object, such as KubeRay's `ray.io/overwrite-container-cmd: "true"` (the pods keep the
   * command of their template) and `ray.io/enable-serve-service: "true"` (a Service for Ray Serve). Those of fault
   * tolerance are refused, since `gcsFaultTolerance` says the same. Defaults to none.
   */
  annotations?: Record<string, Input<string>>;
  /** Isolation of Ray's pods from the rest of the cluster's network and beyond. Defaults to none. */
  networkPolicy?: RayNetworkPolicyArgs;
  /**
   * Whether Ray's processes speak mutual TLS among each other (gRPC: control services, workers, `rayAddress`). KubeRay (1.7.0
   * and later, behind the operator's feature gate `RayClusterMTLS`) has cert-manager issue the certificates; AksRayCluster
   * switches the gate on and installs cert-manager. The image needs `openssl`. Dashboard and job API stay HTTP. Ray reads
   * its certificates once: they hold 90 days and are renewed after 75, so restart pods that run longer. Defaults to false.
   */
  tls?: boolean;
  /** Logs and events that outlive the pods, in Azure Blob Storage. Defaults to none: they go with the pods. */
  historyServer?: HistoryServerArgs;
  /**
   * Whether a DaemonSet pulls the images of GPU workers, which are large, onto the nodes of their pools as soon as the nodes
   * are there, so that workers that come later start at once. A node that comes for a worker pulls its image either way.
   * Refused without GPU workers. Defaults to false.
   */
  imagePrePull?: boolean;
  /**
   * What an edit of the pods does. With `None`, pods of a worker group that is removed stay until they are deleted (kuberay #1739).
   * Defaults to `Recreate`, since otherwise edits do nothing (kuberay #2534).
   */
  upgradeStrategy?: UpgradeStrategy;
}
