import type {
  AksClusterArgs,
  AksRayClusterArgs,
  AlertsArgs,
  AzureMonitoringArgs,
  ExistingMonitoringArgs,
  LogAnalyticsArgs,
  MonitoringArgs,
  PrometheusStackArgs,
} from "../args";
import { resourceIdFault, resourceIdRule } from "./azure-name-rules";
import { checkChartSource } from "./chart-source";
import { joinPath, type Faults } from "./faults";
import { checkField, checkItems } from "./inputs";
import { dashboardEnv, hasAlerts, MONITORING_NAMESPACE } from "./monitoring";
import { isIsolated } from "./network-isolation-rules";
import { GPU_OPERATOR_NAMESPACE } from "./gpu-operator";
import { labelKeyFault, labelValueFault } from "./node-label-rules";
import { OPERATOR_NAMESPACE } from "./operator";
import { RAY_NAMESPACE } from "./ray-cluster";
import { checkNewNamespace } from "./ray-rules";

const KINDS = ["azure", "prometheus", "existing"] as const;

/** Characters of a data collection endpoint's name (az aks, azuremonitormetrics: names are cut to 44), less our suffixes. */
const NAME_AT_MOST = 44 - "-metrics".length - 8;

/** Checks what is monitored, and by what; `componentName` is what the names of resources are made from. */
export function checkMonitoring(componentName: string, args: AksClusterArgs, faults: Faults): void {
  const { monitoring } = args;
  if (monitoring === undefined) return;
  if (monitoring.kind === "azure" && componentName.length > NAME_AT_MOST) {
    faults.add(
      "monitoring.kind",
      `'azure' needs a component's name of at most ${NAME_AT_MOST} characters, since Azure allows 44 for a data collection endpoint; '${componentName}' has ${componentName.length}`,
    );
  }
  const { kind, azure, prometheus, existing, logAnalytics } = monitoring;
  if (kind === undefined && logAnalytics === undefined && !faults.touch("monitoring.kind")) {
    faults.add("monitoring", "must have 'kind' for metrics, 'logAnalytics' for logs, or both");
  }
  for (const other of KINDS) {
    if (monitoring[other] === undefined || other === kind || faults.touch("monitoring.kind")) continue;
    faults.add(
      joinPath("monitoring", other),
      kind === undefined
        ? `has no effect without 'kind: ${other}'; give that, or remove it`
        : `has no effect with 'kind: ${kind}'; remove it, or set 'kind' to '${other}'`,
    );
  }
  if (azure !== undefined) checkAzure(azure, faults);
  if (azure?.grafana?.dashboards && azure.grafana.enabled !== false && isIsolated(args)) {
    faults.add(
      "monitoring.azure.grafana.dashboards",
      "needs a way to Microsoft Entra, and the outbound type 'none' leaves none: remove it, and import the dashboards from elsewhere (docs/monitoring.md)",
    );
  }
  if (prometheus !== undefined) checkPrometheus(prometheus, faults);
  if (existing !== undefined) checkExisting(existing, faults);
  if (logAnalytics !== undefined) checkLogAnalytics(logAnalytics, faults);
  checkAlertPlace(monitoring, faults);
}

function checkAzure(azure: AzureMonitoringArgs, faults: Faults): void {
  const at = "monitoring.azure";
  checkWorkspaceLocation(azure, at, faults);
  checkField(
    azure,
    "workspaceResourceId",
    at,
    faults,
    resourceIdRule("Microsoft.Monitor/accounts", "an Azure Monitor workspace"),
  );
  const { grafana } = azure;
  if (grafana === undefined) return;
  const path = joinPath(at, "grafana");
  const { enabled, ...details } = grafana;
  for (const key of enabled === false ? Object.keys(details) : []) {
    faults.add(joinPath(path, key), "has no effect with 'grafana.enabled: false'; remove one of the two");
  }
  if (grafana.resourceId !== undefined && grafana.name !== undefined) {
    faults.add(
      joinPath(path, "name"),
      "is of a new Grafana, and 'resourceId' names an existing one: remove one of the two",
    );
  }
  if (grafana.principalId !== undefined && grafana.resourceId === undefined && enabled !== false) {
    faults.add(
      joinPath(path, "principalId"),
      "is of an existing Grafana: give its 'resourceId', or remove it",
    );
  }
  checkField(
    grafana,
    "resourceId",
    path,
    faults,
    resourceIdRule("Microsoft.Dashboard/grafana", "an Azure Managed Grafana"),
  );
}

function checkPrometheus({ namespace, chart = {} }: PrometheusStackArgs, faults: Faults): void {
  const at = "monitoring.prometheus";
  checkNewNamespace(namespace, joinPath(at, "namespace"), faults);
  checkChartSource(chart, joinPath(at, "chart"), faults);
}

function checkExisting(existing: ExistingMonitoringArgs, faults: Faults): void {
  const at = "monitoring.existing";
  for (const key of ["prometheusHost", "grafanaHost", "grafanaIframeHost"] as const) {
    const host = existing[key];
    if (host === undefined || isAddress(host)) continue;
    faults.add(
      joinPath(at, key),
      `must be an address with its scheme, 'http://…' or 'https://…', not '${host}'`,
    );
  }
  const needs: [key: keyof ExistingMonitoringArgs, needed: keyof ExistingMonitoringArgs][] = [
    ["grafanaHost", "prometheusHost"],
    ["grafanaIframeHost", "grafanaHost"],
    ["prometheusName", "grafanaHost"],
  ];
  for (const [key, needed] of needs) {
    if (existing[key] === undefined || existing[needed] !== undefined) continue;
    faults.add(joinPath(at, key), `needs '${needed}': give it, or remove '${key}'`);
  }
  for (const [key, value] of Object.entries(existing.labels ?? {})) {
    const reason = labelKeyFault(key) ?? labelValueFault(value);
    if (reason !== undefined) faults.add(joinPath(at, "labels", key), reason);
  }
}

function checkLogAnalytics(logAnalytics: LogAnalyticsArgs, faults: Faults): void {
  const at = "monitoring.logAnalytics";
  if (logAnalytics.enabled === false) {
    for (const key of Object.keys(logAnalytics).filter((key) => key !== "enabled")) {
      faults.add(joinPath(at, key), "has no effect with 'enabled: false': remove one of the two");
    }
    return;
  }
  checkWorkspaceLocation(logAnalytics, at, faults);
  const { workspaceResourceId, retentionDays, controlPlaneLogs = [] } = logAnalytics;
  if (workspaceResourceId !== undefined && retentionDays !== undefined) {
    faults.add(
      joinPath(at, "retentionDays"),
      "is of a new workspace, and 'workspaceResourceId' names an existing one: remove one of the two",
    );
  }
  const twice = controlPlaneLogs.find((log, index) => controlPlaneLogs.indexOf(log) !== index);
  if (twice !== undefined)
    faults.add(joinPath(at, "controlPlaneLogs"), `names '${twice}' twice; name it once`);
  if (controlPlaneLogs.includes("kube-audit") && controlPlaneLogs.includes("kube-audit-admin")) {
    faults.add(
      joinPath(at, "controlPlaneLogs"),
      "has 'kube-audit', which holds all of 'kube-audit-admin': remove one of the two",
    );
  }
  checkField(
    logAnalytics,
    "workspaceResourceId",
    at,
    faults,
    resourceIdRule("Microsoft.OperationalInsights/workspaces", "a Log Analytics workspace"),
  );
}

function checkWorkspaceLocation(
  { workspaceResourceId, workspaceLocation }: LogAnalyticsArgs | AzureMonitoringArgs,
  at: string,
  faults: Faults,
): void {
  if (workspaceLocation === undefined || workspaceResourceId !== undefined) return;
  faults.add(
    joinPath(at, "workspaceLocation"),
    "is of an existing workspace: give its 'workspaceResourceId', or remove it; a new one is in the cluster's region",
  );
}

function checkAlertPlace(monitoring: MonitoringArgs, faults: Faults): void {
  const { kind, alerts } = monitoring;
  if (alerts === undefined) return;
  if (kind === undefined || kind === "none") {
    faults.add("monitoring.alerts", "needs metrics: give a 'kind' that has them, or remove it");
  } else if (!hasAlerts(monitoring)) {
    faults.add(
      "monitoring.alerts",
      "needs 'existing.apiVersion: monitoring.coreos.com/v1', since Azure's API group has no alert rules; remove it, or use 'kind: azure'",
    );
  } else if (alerts.actionGroupIds !== undefined && kind !== "azure") {
    faults.add(
      "monitoring.alerts.actionGroupIds",
      `are of Azure Monitor, and 'kind' is '${kind}': remove them; Alertmanager has receivers of its own`,
    );
  }
  checkItems(alerts.actionGroupIds, "monitoring.alerts.actionGroupIds", faults, resourceIdFault);
}

/** Checks what an AksRayCluster monitors of Ray. */
export function checkRayMonitoring(args: AksRayClusterArgs, faults: Faults): void {
  const { monitoring } = args;
  if (monitoring === undefined) return;
  checkAlerts(args, monitoring.alerts ?? {}, faults);
  checkDashboardEnv(args, monitoring, faults);
  if (monitoring.kind !== "prometheus") return;
  const { ray, operator, gpuOperator } = args;
  const namespace = monitoring.prometheus?.namespace ?? MONITORING_NAMESPACE;
  const others = [
    ray?.namespace ?? RAY_NAMESPACE,
    operator?.namespace ?? OPERATOR_NAMESPACE,
    ...(gpuOperator ? [gpuOperator.namespace ?? GPU_OPERATOR_NAMESPACE] : []),
  ];
  if (others.includes(namespace) && !faults.touch("monitoring.prometheus.namespace")) {
    faults.add(
      "monitoring.prometheus.namespace",
      `must differ from the namespaces of Ray and of the operators, not '${namespace}'; each is created`,
    );
  }
}

function checkAlerts(
  { gpuPools = {}, dcgmExporter }: AksRayClusterArgs,
  alerts: AlertsArgs,
  faults: Faults,
): void {
  const at = "monitoring.alerts";
  for (const key of ["pendingGpuPods", "headRestarts", "gpuIdle"] as const) {
    const { enabled, ...thresholds } = alerts[key] ?? {};
    for (const name of enabled === false ? Object.keys(thresholds) : []) {
      faults.add(joinPath(at, key, name), "has no effect with 'enabled: false'; remove one of the two");
    }
  }
  const asked = (key: "pendingGpuPods" | "gpuIdle") =>
    alerts[key] !== undefined && alerts[key].enabled !== false;
  if (asked("pendingGpuPods") && Object.keys(gpuPools).length === 0) {
    faults.add(
      joinPath(at, "pendingGpuPods"),
      "has no effect without a pool in 'gpuPools'; add one, or remove it",
    );
  }
  if (asked("gpuIdle") && dcgmExporter === undefined) {
    faults.add(
      joinPath(at, "gpuIdle"),
      "needs the metrics of 'dcgmExporter'; add 'dcgmExporter: {}', or remove it",
    );
  }
}

/** A variable that is said twice would silently be one of the two. */
function checkDashboardEnv(
  { ray = {} }: AksRayClusterArgs,
  monitoring: MonitoringArgs,
  faults: Faults,
): void {
  for (const name of Object.keys(dashboardEnv(monitoring, ray))) {
    for (const [env, path] of [
      [ray.env, "ray.env"],
      [ray.head?.env, "ray.head.env"],
    ] as const) {
      if (env === undefined || !Object.hasOwn(env, name)) continue;
      faults.add(
        joinPath(path, name),
        `is set by 'monitoring': remove it, or describe your own Prometheus and Grafana with 'monitoring.kind: existing'`,
      );
    }
  }
}

function isAddress(text: string): boolean {
  return /^https?:\/\/[^\s/]+/.test(text);
}
