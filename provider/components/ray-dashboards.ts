import { Job } from "@pulumi/kubernetes/batch/v1";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { monitorWorkspaceName } from "../azure";
import {
  buildDashboardsAccount,
  buildDashboardsJob,
  dashboardsJobName,
  hasHead,
  type DashboardsImport,
} from "../kubernetes";
import type { DashboardsSettings, RaySettings } from "../settings";
import type { AksCluster } from "./aks-cluster";
import { createWorkloadIdentity } from "./workload-identity";

/** Ray's dashboards on their way into a Grafana in Azure. */
export interface RayDashboards extends DashboardsImport {
  /** Role and trust, without which the import would only wait. */
  needs: pulumi.Resource[];
}

/** Makes the identity that may edit Grafana's dashboards; undefined where none are imported. */
export function createDashboardsAccess(
  parent: pulumi.Resource,
  name: string,
  settings: DashboardsSettings | undefined,
  aks: AksCluster,
): RayDashboards | undefined {
  const grafana = aks.metrics.dashboardsGrafana;
  if (settings === undefined || grafana === undefined) return undefined;
  const { serviceAccount } = settings;
  const grant = { serviceAccount, role: "grafanaEditor", scope: grafana.id } as const;
  return {
    ...createWorkloadIdentity(parent, `${name}-dashboards`, settings, aks, grant),
    serviceAccountName: serviceAccount.name,
    grafanaUrl: grafana.url,
    workspaceName: pulumi.output(grafana.workspaceId).apply(monitorWorkspaceName),
  };
}

/** Has a Job import the dashboards once the head runs. Nothing waits for it. */
export function createDashboardsImport(
  name: string,
  settings: RaySettings,
  dashboards: RayDashboards | undefined,
  namespace: pulumi.Input<string>,
  options: pulumi.CustomResourceOptions,
): void {
  if (dashboards === undefined || !hasHead(settings)) return;
  const child = `${name}-dashboards`;
  const account = new ServiceAccount(child, buildDashboardsAccount(dashboards, namespace), options);
  const { spec } = buildDashboardsJob(settings, dashboards, "", namespace);
  const jobName = pulumi.unsecret(pulumi.output(spec).apply((known) => dashboardsJobName(settings, known)));
  new Job(
    child,
    buildDashboardsJob(settings, dashboards, jobName, namespace),
    pulumi.mergeOptions(options, { dependsOn: [account, ...dashboards.needs] }),
  );
}
