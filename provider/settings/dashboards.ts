import type { Input } from "@pulumi/pulumi";
import type { AksRayClusterArgs } from "../args";
import { defined } from "./defined";
import { monitoringSettings } from "./monitoring";
import { rayClusterNameFrom } from "./names";
import { RAY_NAMESPACE } from "./ray-cluster";

/** The import of Ray's dashboards into Azure's Grafana. */
export interface DashboardsSettings {
  /** The service account of the import's pod, which the identity trusts. */
  serviceAccount: { namespace: string; name: string };
  location?: Input<string>;
  tags?: Input<Record<string, Input<string>>>;
}

/** Settings of sound arguments; undefined where no dashboards are imported. */
export function dashboardsSettings(name: string, args: AksRayClusterArgs): DashboardsSettings | undefined {
  const { ray = {}, location, tags } = args;
  const metrics = monitoringSettings(name, args)?.metrics;
  if (metrics?.kind !== "azure" || !metrics.grafana?.dashboards) return undefined;
  return defined<DashboardsSettings>({
    serviceAccount: {
      namespace: ray.namespace ?? RAY_NAMESPACE,
      name: `${ray.clusterName ?? rayClusterNameFrom(name)}-dashboards`,
    },
    location,
    tags,
  });
}
