import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import type { RaySettings } from "../../settings";
import { AGAIN_AFTER_FAILURE, besideHead, contentJobName, GRACE_SECONDS } from "../beside-head";
import { RESTRICTED } from "../container-security";
import { MANAGED_BY } from "../namespace";
import { LAST_WORDS } from "../ray-cluster/containers";
import { buildIdentityAccount, USES_IDENTITY } from "../service-account";
import { DASHBOARDS_PROGRAM } from "./program";

/** Into which Grafana Ray's dashboards are imported, and by whom. */
export interface DashboardsImport {
  serviceAccountName: string;
  /** Client id of the identity that may edit dashboards. */
  clientId: Input<string>;
  grafanaUrl: Input<string>;
  /** Name of the Azure Monitor workspace that the dashboards show. */
  workspaceName: Input<string>;
}

/**
 * Seconds for which the program tries: roles are known everywhere within ten minutes
 * (https://learn.microsoft.com/azure/role-based-access-control/troubleshooting).
 */
const TIMEOUT_SECONDS = 1200;

/** The label by which people find the Job and its log. */
const LABELS = { ...MANAGED_BY, "app.kubernetes.io/component": "dashboards" };

/** Variables by which Ray gives its dashboards other ids, filters and links (Ray 2.60, grafana_dashboard_factory.py). */
const DASHBOARD_VARIABLE = /^RAY_GRAFANA_.+_(DASHBOARD_UID|DASHBOARD_GLOBAL_FILTERS|LOG_LINK_URL)$/;

/** Builds the service account of the Job. */
export function buildDashboardsAccount(
  { serviceAccountName, clientId }: DashboardsImport,
  namespace: Input<string>,
): { metadata: types.input.meta.v1.ObjectMeta } {
  return buildIdentityAccount(serviceAccountName, namespace, clientId);
}

/** Name of the Job: dashboards are imported again when Ray's version or image, the Grafana or the program is another. */
export function dashboardsJobName({ clusterName, version }: RaySettings, spec: unknown): string {
  return contentJobName(clusterName, "dashboards", { version, spec });
}

/**
 * Builds the Job that imports Ray's dashboards. It runs when the head does, whose image holds them. Nobody waits for it: Ray
 * without dashboards is as good.
 */
export function buildDashboardsJob(
  settings: RaySettings,
  dashboards: DashboardsImport,
  name: Input<string>,
  namespace: Input<string>,
): { metadata: types.input.meta.v1.ObjectMeta; spec: types.input.batch.v1.JobSpec } {
  return {
    metadata: {
      name,
      namespace,
      labels: LABELS,
      annotations: {
        ...AGAIN_AFTER_FAILURE,
        "pulumi.com/skipAwait": "true",
        // A deletion that nobody awaits has to be over at once: the Job that runs again has the same name.
        "pulumi.com/deletionPropagationPolicy": "background",
      },
    },
    spec: {
      backoffLimit: 0,
      activeDeadlineSeconds: settings.readinessTimeoutSeconds + TIMEOUT_SECONDS + GRACE_SECONDS,
      template: {
        metadata: { labels: { ...LABELS, ...USES_IDENTITY } },
        spec: {
          restartPolicy: "Never",
          serviceAccountName: dashboards.serviceAccountName,
          ...besideHead(settings),
          containers: [buildContainer(settings, dashboards)],
        },
      },
    },
  };
}

function buildContainer(
  { head }: RaySettings,
  { grafanaUrl, workspaceName }: DashboardsImport,
): types.input.core.v1.Container {
  return {
    name: "dashboards",
    image: head.image,
    command: ["python", "-c", DASHBOARDS_PROGRAM],
    env: [
      { name: "GRAFANA_URL", value: grafanaUrl },
      { name: "MONITOR_WORKSPACE", value: workspaceName },
      { name: "TIMEOUT_SECONDS", value: String(TIMEOUT_SECONDS) },
      { name: "RETRY_SECONDS", value: "10" },
      ...Object.entries(head.env)
        .filter(([name]) => DASHBOARD_VARIABLE.test(name))
        .map(([name, value]) => ({ name, value })),
    ],
    resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "512Mi" } },
    securityContext: RESTRICTED,
    ...LAST_WORDS,
  };
}
