import type * as containerservice from "@pulumi/azure-native/containerservice";
import * as authorization from "@pulumi/azure-native/authorization";
import { Grafana, type GrafanaArgs } from "@pulumi/azure-native/dashboard";
import * as monitor from "@pulumi/azure-native/monitor";
import type * as pulumi from "@pulumi/pulumi";
import {
  buildEndpointAssociation,
  buildGrafana,
  buildMetricsEndpoint,
  buildMetricsRule,
  buildMonitorWorkspace,
  buildRoleAssignment,
  buildRuleAssociation,
} from "../azure";
import type { AksSettings, AzureGrafanaSettings, AzureMetricsSettings } from "../settings";
import type { ClusterMetrics } from "./cluster-metrics";

/**
 * Has Azure collect the cluster's metrics, and shows them in its Grafana. Associations are deleted on their own, since a rule or
 * endpoint cannot be while it is in use.
 */
export function createManagedPrometheus(
  name: string,
  settings: AksSettings,
  metrics: AzureMetricsSettings,
  resourceGroupName: pulumi.Input<string>,
  cluster: containerservice.ManagedCluster,
  parent: pulumi.Resource | undefined,
): ClusterMetrics {
  const place = { resourceGroupName, location: metrics.workspaceLocation ?? settings.location };
  const made =
    metrics.workspaceResourceId === undefined
      ? new monitor.AzureMonitorWorkspace(
          `${name}-metrics`,
          buildMonitorWorkspace(settings, resourceGroupName),
          { parent },
        )
      : undefined;
  const workspaceId = metrics.workspaceResourceId ?? made?.id ?? "";
  const endpoint = new monitor.DataCollectionEndpoint(
    `${name}-metrics`,
    buildMetricsEndpoint(settings, place),
    {
      parent,
    },
  );
  const ruleBody = buildMetricsRule(settings, place, workspaceId, endpoint.id);
  const rule = new monitor.DataCollectionRule(`${name}-metrics`, ruleBody, { parent });
  for (const [child, association] of [
    [`${name}-metrics`, buildRuleAssociation(cluster.id, rule.id)],
    [`${name}-metrics-endpoint`, buildEndpointAssociation(cluster.id, endpoint.id)],
  ] as const) {
    new monitor.DataCollectionRuleAssociation(child, association, { parent });
  }
  const grafana = createGrafana(name, settings, metrics, resourceGroupName, workspaceId, parent);
  return {
    definitions: [cluster],
    alertPlace: { workspaceId, location: place.location },
    dashboardsGrafana: metrics.grafana?.dashboards && grafana ? { ...grafana, workspaceId } : undefined,
    grafanaUrl: grafana?.url ?? "",
    prometheusUrl: made?.metrics.apply(({ prometheusQueryEndpoint }) => prometheusQueryEndpoint) ?? "",
  };
}

/** Makes the Grafana that the settings ask for, and the roles of its identity and its users. */
function createGrafana(
  name: string,
  settings: AksSettings,
  { grafana }: AzureMetricsSettings,
  resourceGroupName: pulumi.Input<string>,
  workspaceId: pulumi.Input<string>,
  parent: pulumi.Resource | undefined,
): { id: pulumi.Input<string>; url: pulumi.Input<string> } | undefined {
  if (grafana === undefined) return undefined;
  const { id, principalId, url } =
    "name" in grafana
      ? newGrafana(
          name,
          buildGrafana(settings, grafana.name, resourceGroupName, workspaceId),
          grafana.nameFromComponent,
          parent,
        )
      : existingGrafana(name, grafana, parent);
  if (principalId !== undefined) {
    const reader = buildRoleAssignment("monitoringDataReader", workspaceId, principalId);
    new authorization.RoleAssignment(`${name}-grafana-reader`, reader, { parent });
  }
  grafana.admins.forEach((admin, index) => {
    const role = buildRoleAssignment("grafanaAdmin", id, admin.principalId, admin.principalType);
    new authorization.RoleAssignment(`${name}-grafana-admin-${index}`, role, { parent });
  });
  return { id, url };
}

function newGrafana(
  name: string,
  body: GrafanaArgs,
  nameFromComponent: true | undefined,
  parent: pulumi.Resource | undefined,
) {
  const { id, identity, properties } = new Grafana(`${name}-grafana`, body, {
    parent,
    // It has a name of its own, and so cannot stand beside its successor.
    deleteBeforeReplace: true,
    // A component that is renamed keeps the Grafana and what people have made there.
    ignoreChanges: nameFromComponent && ["workspaceName"],
  });
  return {
    id,
    principalId: identity.apply((made) => made?.principalId ?? ""),
    url: properties.apply(({ endpoint }) => endpoint),
  };
}

/** A Grafana that is there, in whatever subscription. It is read for its address alone, which only dashboards need. */
function existingGrafana(
  name: string,
  { resourceId: id, principalId, dashboards }: Extract<AzureGrafanaSettings, { resourceId: unknown }>,
  parent: pulumi.Resource | undefined,
) {
  if (!dashboards) return { id, principalId, url: "" };
  const { properties } = Grafana.get(`${name}-existing-grafana`, id, { parent });
  return { id, principalId, url: properties.apply(({ endpoint }) => endpoint) };
}
