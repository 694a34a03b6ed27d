import type { Output } from "@pulumi/pulumi";
import type { StorageReference } from "./cluster-storage";

/** What Ray will see of one worker group. */
export interface WorkerGroupSummary {
  /** Fewest nodes of the pool (or workers of the group, where no pool is known). */
  minNodes: number;
  /** Most nodes of the pool (or workers of the group, where no pool is known). */
  maxNodes: number;
  /** Ray workers on one node. */
  workersPerNode: number;
  /** CPUs of one worker. */
  cpu: number;
  /** Memory of one worker in GiB. */
  memoryGiB: number;
  /** GPUs (or MIG slices) of one worker. */
  gpus: number;
  /** Kubernetes resource name of the GPUs; empty without GPUs. */
  gpuResource: string;
}

/** Outputs of AksCluster. */
export interface AksClusterOutputs {
  /** Kubeconfig of the cluster. Secret. */
  kubeconfig: Output<string>;
  /** Name of the AKS cluster in Azure. */
  clusterName: Output<string>;
  /** Name of the resource group. */
  resourceGroupName: Output<string>;
  /** Name of the resource group in which AKS keeps the nodes. */
  nodeResourceGroup: Output<string>;
  /** Address of the OpenID Connect issuer, for workload identity. */
  oidcIssuerUrl: Output<string>;
  /** Address of a Grafana that was made, or gets Ray's dashboards; inside the cluster with `monitoring.kind: prometheus`. Empty without one. */
  grafanaUrl: Output<string>;
  /** Address for Prometheus queries; inside the cluster with `monitoring.kind: prometheus`. Empty where none is known. */
  prometheusUrl: Output<string>;
}

/** Outputs of KubeRayOperator. */
export interface KubeRayOperatorOutputs {
  /** Namespace of the operator. Empty with `install: none`. */
  namespace: Output<string>;
  /** Version of the operator; with `install: extension` that of the extension. */
  version: Output<string>;
}

/** Outputs of RayCluster. */
export interface RayClusterOutputs {
  /** Namespace of the RayCluster. */
  namespace: Output<string>;
  /** Name of the RayCluster object. */
  rayClusterName: Output<string>;
  /** Address for Ray clients inside the cluster, `ray://…:10001`. */
  rayAddress: Output<string>;
  /** Address of the dashboard while `portForwardCommand` runs. */
  dashboardUrl: Output<string>;
  /** Shell command that forwards the dashboard and the client port to this machine. */
  portForwardCommand: Output<string>;
  /** Shell command that submits a job while `portForwardCommand` runs; it reads the token from its Secret. */
  jobSubmitCommand: Output<string>;
  /**
   * Shell command that runs a program on this machine as a Ray client while `portForwardCommand` runs; it reads the token, and with `ray.tls` a
   * certificate, from their Secrets. Python and Ray must have the versions of the cluster's.
   */
  rayClientCommand: Output<string>;
  /** Shell command that prints the log of the head's container. */
  logsCommand: Output<string>;
  /** Name of the Secret with the token (key `auth_token`); empty when authentication is disabled. */
  tokenSecretName: Output<string>;
  /** For each worker group: nodes, and the CPUs, memory and GPUs that Ray will see. */
  workerGroups: Output<Record<string, WorkerGroupSummary>>;
  /** The storage for `storageReference` of jobs and services in this namespace. Its `accountName` is empty without `storage`. */
  storageReference: Output<StorageReference>;
}

/** Outputs of AksRayCluster. */
export interface AksRayClusterOutputs extends AksClusterOutputs, RayClusterOutputs {
  /** Name of the storage account; empty without `storage`. Its blobs are at `abfss://CONTAINER@NAME.dfs.core.windows.net/`. */
  storageAccountName: Output<string>;
  /** Resource id of the storage account, for `storage.resourceId` of further RayClusters; empty without `storage`. */
  storageAccountId: Output<string>;
  /** For each container of `storage`: where it is mounted in head and workers. */
  storagePaths: Output<Record<string, string>>;
}
