import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import type { EnvVars } from "./pods";

/** A Kubernetes container that runs beside Ray's in every pod. It must have a name. */
export type SidecarContainer = types.input.core.v1.Container;

/** A Kubernetes toleration. */
export type PodToleration = types.input.core.v1.Toleration;

/** Rules of Kubernetes for where a pod runs. */
export type PodAffinity = types.input.core.v1.Affinity;

/** Security settings of a Kubernetes pod. */
export type PodSecurity = types.input.core.v1.PodSecurityContext;

/** Security settings of a Kubernetes container. */
export type ContainerSecurity = types.input.core.v1.SecurityContext;

/** Scheduler that places the pods of a RayCluster together, by the name that KubeRay gives it. */
export type BatchScheduler = "volcano" | "yunikorn" | "kai-scheduler" | "scheduler-plugins";

/** How the operator writes its log: a JSON object a line, or text. */
export type LogEncoder = "json" | "console";

/** How fast the operator may ask the Kubernetes API. */
export interface KubeClientArgs {
  /**
   * Requests a second, on average. At most 100000, since Helm writes larger numbers in a form that the chart refuses. Defaults to 100.
   * @exclusiveMinimum 0
   * @maximum 100000
   */
  qps?: Input<number>;
  /**
   * Requests at once. At most 100000, as for `qps`. Defaults to 200.
   * @asType integer
   * @minimum 1
   * @maximum 100000
   */
  burst?: Input<number>;
}

/** A ServiceMonitor for the operator's metrics. The cluster must have the definitions of the Prometheus Operator. */
export interface ServiceMonitorArgs {
  /** Namespace of the ServiceMonitor, which must exist. Defaults to the operator's. */
  namespace?: Input<string>;
  /**
   * Time between scrapes, such as `30s`. Defaults to `30s`.
   * @pattern ^\d+(ms|s|m|h)$
   */
  interval?: string;
  /** Whether a metric keeps its labels where they collide with those of the target. Defaults to true. */
  honorLabels?: Input<boolean>;
  /** Labels of the ServiceMonitor, by which a Prometheus selects it, such as `{ release: prometheus }`. Defaults to none. */
  additionalLabels?: Record<string, Input<string>>;
}

/** Metrics of the operator itself. */
export interface OperatorMetricsArgs {
  /** Whether the operator counts RayClusters, RayJobs and RayServices. Defaults to true. */
  enabled?: boolean;
  /** Has the chart make a ServiceMonitor. Needs `enabled`. Defaults to none. */
  serviceMonitor?: ServiceMonitorArgs;
}

/**
 * What the operator adds to every pod of Ray, of whichever RayCluster. With any of it, the operator reads a configuration
 * file in place of its flags.
 */
export interface OperatorConfigurationArgs {
  /** Environment variables of every Ray container. Those of a RayCluster win. Defaults to none. */
  defaultContainerEnvs?: EnvVars;
  /** Annotations of every Ray pod. Those of a RayCluster win. Defaults to none. */
  defaultPodAnnotations?: Record<string, Input<string>>;
  /** Labels of every Ray pod. Those of a RayCluster win. Defaults to none. */
  defaultPodLabels?: Record<string, Input<string>>;
  /** Containers beside Ray's in every head pod. Defaults to none. */
  headSidecarContainers?: SidecarContainer[];
  /** Containers beside Ray's in every worker pod. They take from a node what the sizes of workers leave free. Defaults to none. */
  workerSidecarContainers?: SidecarContainer[];
}

/** The service account that the operator runs as. */
export interface OperatorServiceAccountArgs {
  /** Whether the chart makes it. Defaults to true. With false, `name` is an existing one in the operator's namespace. */
  create?: boolean;
  /** Name of the service account. Defaults to `kuberay-operator`. */
  name?: Input<string>;
}

/** How the operator runs, by the names of its Helm chart (1.7.0). */
export interface OperatorDeploymentArgs {
  /**
   * Pods of the operator, of which one works and the others wait. More than one need `leaderElectionEnabled`. Defaults to 1.
   * @asType integer
   * @minimum 1
   */
  replicas?: number;
  /** Whether the operator's pods choose the one that works. Defaults to true. */
  leaderElectionEnabled?: boolean;
  /** How fast the operator may ask the Kubernetes API. Defaults to 100 requests a second, 200 at once. */
  kubeClient?: KubeClientArgs;
  /**
   * Whether the operator's rights end at the namespaces of `watchNamespaces`, or at its own where that is empty: Roles in place of
   * ClusterRoles. The namespaces must exist before the operator, so an `AksRayCluster`, which makes that of Ray later, refuses it. Defaults to false.
   */
  singleNamespaceInstall?: boolean;
  /** Whether the chart makes the operator's Roles and ClusterRoles. With false, somebody else does. Defaults to true. */
  rbacEnable?: boolean;
  /**
   * Whether the chart makes the Roles in the watched namespaces. Only with `singleNamespaceInstall` and `rbacEnable`, since it has no
   * effect otherwise. Defaults to true.
   */
  crNamespacedRbacEnable?: boolean;
  /** Scheduler that places the pods of a RayCluster together; it must be installed, or be in `scheduler`. Excludes the feature gate `KubernetesWAS`. Defaults to Kubernetes' own. */
  batchScheduler?: BatchScheduler;
  /** Metrics of the operator. Defaults to metrics without a ServiceMonitor. */
  metrics?: OperatorMetricsArgs;
  /** What the operator adds to every Ray pod. Defaults to nothing. */
  configuration?: OperatorConfigurationArgs;
  /** Whether the operator reaches Ray heads through the Kubernetes API server rather than straight. Defaults to false. */
  useKubernetesProxy?: boolean;
  /** Environment variables of the operator, such as `{ CLUSTER_DOMAIN: "example.local" }`. Defaults to none. */
  env?: EnvVars;
  /** How the operator writes its log. `console` excludes `configuration`, with which KubeRay 1.7.0 does not read it. Defaults to `json`. */
  logEncoder?: LogEncoder;
  /** Labels of the nodes that the operator may run on. Defaults to any. */
  nodeSelector?: Record<string, Input<string>>;
  /** Taints that the operator tolerates. Defaults to none. */
  tolerations?: PodToleration[];
  /** Where the operator's pods run, more finely. Defaults to anywhere. */
  affinity?: PodAffinity;
  /** Security settings of the operator's pod. Defaults to none. */
  podSecurityContext?: PodSecurity;
  /** Security settings of the operator's container, laid over the chart's (not root, read-only, no capabilities). */
  securityContext?: ContainerSecurity;
  /** Service account of the operator. Defaults to one that the chart makes. */
  serviceAccount?: OperatorServiceAccountArgs;
  /** Names of Secrets in the operator's namespace with credentials of a private registry. Defaults to none. */
  imagePullSecrets?: Input<string>[];
  /** Priority class of the operator's pods, such as `system-cluster-critical`. Defaults to none. */
  priorityClassName?: Input<string>;
  /** Labels of the operator's Deployment and pods, beside the chart's. Defaults to none. */
  labels?: Record<string, Input<string>>;
  /** Annotations of the operator's pods. Defaults to none. */
  annotations?: Record<string, Input<string>>;
}
