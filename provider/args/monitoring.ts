import type { Input } from "@pulumi/pulumi";

/**
 * Where metrics go: to Azure Monitor's managed Prometheus, to a Prometheus that is installed in the cluster, or to one that is
 * there already. `none` turns off Azure's add-on for metrics, which stays on when the argument is merely removed.
 */
export type MonitoringKind = "azure" | "prometheus" | "existing" | "none";

/** Kind of a Microsoft Entra principal. */
export type PrincipalType = "User" | "Group" | "ServicePrincipal";

/** Log categories of an AKS control plane. `kube-audit-admin` is `kube-audit` without reads, and far smaller. */
export type ControlPlaneLog =
  | "kube-apiserver"
  | "kube-audit"
  | "kube-audit-admin"
  | "kube-controller-manager"
  | "kube-scheduler"
  | "cluster-autoscaler"
  | "cloud-controller-manager"
  | "guard"
  | "csi-azuredisk-controller"
  | "csi-azurefile-controller"
  | "csi-snapshot-controller";

/** API group of the PodMonitors: the Prometheus operator's own, or that of Azure's managed Prometheus. */
export type MonitorApiVersion = "monitoring.coreos.com/v1" | "azmonitoring.coreos.com/v1";

/** A user, group or application that administers Grafana. */
export interface GrafanaAdminArgs {
  /** Object id in Microsoft Entra. */
  principalId: Input<string>;
  /** Kind of the principal. Defaults to `User`. */
  principalType?: PrincipalType;
}

/** Azure Managed Grafana: a new one, or an existing one. */
export interface AzureGrafanaArgs {
  /** Whether there is a Grafana. With false everything else here is refused. Defaults to true. */
  enabled?: boolean;
  /**
   * Resource id of an existing Grafana. Excludes `name`. The workspace has to be linked to it by hand, since that is a setting
   * of the Grafana.
   */
  resourceId?: Input<string>;
  /** Object id of the existing Grafana's identity, which gets the role Monitoring Data Reader. Only with `resourceId`. Defaults to no role. */
  principalId?: Input<string>;
  /**
   * Name of a new Grafana. A change replaces it, with all that is in it. Excludes `resourceId`. Defaults to the component's
   * name, shortened, with `-grafana`.
   * @pattern ^[A-Za-z][A-Za-z0-9-]{0,21}[A-Za-z0-9]$
   */
  name?: string;
  /** Who gets the role Grafana Admin. Without it nobody can log in but those with an inherited role. Defaults to nobody. */
  admins?: GrafanaAdminArgs[];
  /**
   * Whether an AksRayCluster imports Ray's dashboards, as the head's image holds them, into the folder `Ray`: a Job beside the
   * head does, with an identity that gets the role Grafana Editor. Dashboards of the same ids are replaced. Refused in a
   * network without a way out. Defaults to true for a new Grafana, and to false for an existing one, which others may use too.
   */
  dashboards?: boolean;
}

/** Azure Monitor's managed Prometheus. */
export interface AzureMonitoringArgs {
  /** Resource id of an existing Azure Monitor workspace. Defaults to a new one. */
  workspaceResourceId?: Input<string>;
  /** Region of the existing workspace, in which its data collection rule has to be. Only with `workspaceResourceId`. Defaults to the cluster's region. */
  workspaceLocation?: Input<string>;
  /** Azure Managed Grafana. Defaults to a new one; `enabled: false` leaves it out. */
  grafana?: AzureGrafanaArgs;
}

/** Where the Helm chart of kube-prometheus-stack comes from. */
export interface PrometheusChartArgs {
  /** Address of the Helm repository, for instance a mirror. Excludes `path`. Defaults to `https://prometheus-community.github.io/helm-charts`. */
  repository?: string;
  /** Folder or `.tgz` file with the chart, instead of a repository. */
  path?: string;
}

/** Prometheus, its operator, Alertmanager and Grafana in the cluster, by the Helm chart kube-prometheus-stack. */
export interface PrometheusStackArgs {
  /**
   * Version of the chart. Defaults to the version that this release was made for.
   * @pattern ^\d+\.\d+\.\d+([-+].+)?$
   */
  version?: string;
  /**
   * Namespace of the stack; created. Defaults to `monitoring`.
   * @pattern ^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$
   */
  namespace?: string;
  /** Source of the Helm chart. Defaults to the project's repository. */
  chart?: PrometheusChartArgs;
  /**
   * Days for which metrics are kept. Defaults to 15.
   * @asType integer
   * @minimum 1
   */
  retentionDays?: number;
  /**
   * Size of Prometheus's volume in GiB, on the cluster's default storage class. Defaults to 50.
   * @asType integer
   * @minimum 1
   */
  storageGiB?: number;
  /** Further values of the Helm chart; they win over those that this package sets. */
  values?: Record<string, unknown>;
}

/** A Prometheus that is there already, and discovers PodMonitors. */
export interface ExistingMonitoringArgs {
  /** API group of the PodMonitors. Alerts need `monitoring.coreos.com/v1`. Defaults to `monitoring.coreos.com/v1`. */
  apiVersion?: MonitorApiVersion;
  /** Labels of the PodMonitors and alert rules, by which that Prometheus selects them, such as `{ "release": "prometheus" }`. Defaults to none. */
  labels?: Record<string, string>;
  /** Address of Prometheus as the Ray head reaches it, such as `http://prometheus.monitoring:9090`. Defaults to none. */
  prometheusHost?: string;
  /** Name of the Prometheus data source in Grafana. Only with `grafanaHost`. Defaults to `Prometheus`. */
  prometheusName?: string;
  /** Address of Grafana as the Ray head reaches it. Needs `prometheusHost`. Defaults to none: no panels in Ray's dashboard. */
  grafanaHost?: string;
  /** Address of Grafana as a browser reaches it. Needs `grafanaHost`. Defaults to `grafanaHost`. */
  grafanaIframeHost?: string;
}

/** Alert on GPU pods that find no node. */
export interface PendingGpuPodsAlertArgs {
  /** Whether there is the alert. Defaults to true where a pool has GPUs. */
  enabled?: boolean;
  /**
   * Minutes for which a pod with GPUs has to be pending. Defaults to 20, since a GPU node takes 5 to 15 minutes.
   * @asType integer
   * @minimum 1
   * @maximum 1440
   */
  minutes?: number;
}

/** Alert on a Ray head that restarted, or was made anew, within the last hour; after an update of the RayCluster too. */
export interface HeadRestartsAlertArgs {
  /** Whether there is the alert. Defaults to true. */
  enabled?: boolean;
}

/** Alert on GPUs that cost money and do nothing. */
export interface GpuIdleAlertArgs {
  /** Whether there is the alert. Needs `dcgmExporter`. Defaults to true where that is on. */
  enabled?: boolean;
  /**
   * Minutes over which a GPU's use is averaged. Defaults to 60.
   * @asType integer
   * @minimum 1
   * @maximum 1440
   */
  minutes?: number;
  /**
   * Use in percent below which a GPU counts as idle. Defaults to 5.
   * @minimum 1
   * @maximum 100
   */
  belowPercent?: number;
}

/** Alert rules. Each can be turned off. */
export interface AlertsArgs {
  /** GPU pods that find no node. Defaults to on where a pool has GPUs, after 20 minutes. */
  pendingGpuPods?: PendingGpuPodsAlertArgs;
  /** Restarts of the Ray head. Defaults to on. */
  headRestarts?: HeadRestartsAlertArgs;
  /** Idle GPUs. Defaults to on with `dcgmExporter`, below 5 percent over 60 minutes. */
  gpuIdle?: GpuIdleAlertArgs;
  /** Resource ids of Azure Monitor action groups that are told. Only with `kind: azure`. Defaults to none: alerts are shown in the portal. */
  actionGroupIds?: Input<string>[];
}

/** Container logs and Kubernetes events in Log Analytics (Container Insights), and optionally logs of the control plane. */
export interface LogAnalyticsArgs {
  /** Whether logs are collected. False turns Azure's add-on off, which stays on when the argument is merely removed (Azure/AKS #2904); everything else here is then refused. Defaults to true. */
  enabled?: boolean;
  /** Resource id of an existing Log Analytics workspace. Defaults to a new one. */
  workspaceResourceId?: Input<string>;
  /** Region of the existing workspace, in which its data collection rule has to be. Only with `workspaceResourceId`. Defaults to the cluster's region. */
  workspaceLocation?: Input<string>;
  /**
   * Days for which a new workspace keeps logs, 30 to 730. Excludes `workspaceResourceId`. Defaults to 30.
   * @asType integer
   * @minimum 30
   * @maximum 730
   */
  retentionDays?: number;
  /** Logs of the control plane that go there too, such as `["kube-audit-admin"]`. Defaults to none. */
  controlPlaneLogs?: ControlPlaneLog[];
}

/** Metrics, dashboards, alerts and logs. At least one of `kind` and `logAnalytics` is needed. */
export interface MonitoringArgs {
  /** Where metrics go. Defaults to nowhere, for logs alone. */
  kind?: MonitoringKind;
  /** Azure's managed Prometheus and Grafana. Only with `kind: azure`. Defaults to a new workspace and a new Grafana. */
  azure?: AzureMonitoringArgs;
  /** The stack in the cluster. Only with `kind: prometheus`. Defaults to the pinned chart. */
  prometheus?: PrometheusStackArgs;
  /** The Prometheus that is there. Only with `kind: existing`. Defaults to PodMonitors alone. */
  existing?: ExistingMonitoringArgs;
  /** Alert rules of an AksRayCluster. Only with `kind`. Defaults to all that the cluster can have; with Azure's API group in `existing` to none. */
  alerts?: AlertsArgs;
  /** Container logs in Log Analytics. Defaults to none. */
  logAnalytics?: LogAnalyticsArgs;
}
