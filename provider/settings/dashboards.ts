import type { Input } from "@pulumi/pulumi";
import type { AksRayClusterArgs } from "../args";
import { defined } from "./defined";
import { monitoringSettings } from "./monitoring";
import { rayClusterPlace } from "./ray-cluster";

/** The import of Ray's dashboards into Azure's Grafana. */
export interface DashboardsSettings {
  /** The service account of the import's pod, which the identity trusts. */
  serviceAccount: { namespace: string; name: string };
  location?: Input<string>;
  tags?: Input<Record<string, Input<string>>>;
}

/** Settings of sound arguments; undefined where no dashboards are imported. */
export function dashboardsSettings(name: string, args: AksRayClusterArgs): DashboardsSettings | undefined {
  const { location, tags } = args;
  const metrics = monitoringSettings(name, args)?.metrics;
  if (metrics?.kind !== "azure" || !metrics.grafana?.dashboards) return undefined;
  const { namespace, clusterName } = rayClusterPlace(name, args);
  return defined<DashboardsSettings>({
    serviceAccount: { namespace, name: `${clusterName}-dashboards` },
    location,
    tags,
  });
}
