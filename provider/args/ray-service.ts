import type { Input, Output } from "@pulumi/pulumi";
import type { ManagedBy } from "./managed-by";
import type { JobClusterArgs } from "./ray-job";

/** How a changed cluster takes over: a new one at once, a new one step by step through a Gateway, or not at all. */
export type ServiceUpgradeType = "NewCluster" | "NewClusterWithIncrementalUpgrade" | "None";

/** How a changed cluster takes over. The fields beside `type` belong to `NewClusterWithIncrementalUpgrade`. */
export interface ServiceUpgradeArgs {
  /** How a changed cluster takes over. The incremental way needs Ray's autoscaler, the Gateway API and a controller of it. Defaults to `NewCluster`. */
  type?: ServiceUpgradeType;
  /** Name of an existing GatewayClass, needed for `NewClusterWithIncrementalUpgrade`. */
  gatewayClassName?: Input<string>;
  /**
   * Percent of the requests that each step moves; at most `maxSurgePercent`. Needed for `NewClusterWithIncrementalUpgrade`.
   * @asType integer
   * @minimum 1
   * @maximum 100
   */
  stepSizePercent?: number;
  /**
   * Seconds between steps. Needed for `NewClusterWithIncrementalUpgrade`.
   * @asType integer
   * @minimum 1
   */
  intervalSeconds?: number;
  /**
   * Percent of the capacity that the new cluster gains at once. Defaults to 100.
   * @asType integer
   * @minimum 1
   * @maximum 100
   */
  maxSurgePercent?: number;
}

/** Arguments of the component that serves applications of Ray Serve. */
export interface RayServiceArgs {
  /** Name of the RayService: a DNS label of at most 47 characters. Defaults to the component's name. */
  serviceName?: string;
  /** Namespace of the RayService, which exists already. Defaults to `ray`. */
  namespace?: Input<string>;
  /** Ray Serve's configuration of its applications, as YAML (https://docs.ray.io/en/latest/serve/production-guide/config.html). A change of it alone is taken over in place. */
  serveConfigV2: Input<string>;
  /**
   * The cluster that serves; KubeRay makes it. Needs a worker group, since the head takes no work, or `head.rayStartParams`
   * with `num-cpus`. A change of numbers of workers alone reaches no cluster that is there (KubeRay v1.7.0).
   */
  cluster: JobClusterArgs;
  /** How a changed cluster takes over. Defaults to `NewCluster`. */
  upgradeStrategy?: ServiceUpgradeArgs;
  /**
   * Seconds for which a cluster stays after another has taken over. Defaults to 60.
   * @asType integer
   * @minimum 0
   */
  rayClusterDeletionDelaySeconds?: number;
  /** Whether requests never go to the head; needs worker groups. Defaults to false. */
  excludeHeadPodFromServeSvc?: boolean;
  /**
   * Seconds within which the first cluster has to serve; after them the service has failed, and stays so until it is made
   * anew. Defaults to no limit.
   * @asType integer
   * @minimum 1
   */
  initializingTimeoutSeconds?: number;
  /**
   * Who makes the service's clusters. With MultiKueue they are on another Kubernetes cluster. A change replaces the service,
   * since KubeRay refuses it. Defaults to the KubeRay operator.
   */
  managedBy?: ManagedBy;
  /** Whether the service's clusters are deleted until this is false. Defaults to false. */
  suspend?: boolean;
}

/** Outputs of RayService. */
export interface RayServiceOutputs {
  /** Namespace of the RayService. */
  namespace: Output<string>;
  /** Name of the RayService object. */
  serviceName: Output<string>;
  /**
   * Address of the applications inside the cluster; empty with `NewClusterWithIncrementalUpgrade`, where requests go to the
   * Gateway `<serviceName>-gateway`, whose controller gives it its address.
   */
  serveUrl: Output<string>;
  /** Shell command that forwards the applications to `http://localhost:8000`. */
  portForwardCommand: Output<string>;
  /** Shell command that prints the state of the service. */
  statusCommand: Output<string>;
}
