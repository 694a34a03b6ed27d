import type * as containerservice from "@pulumi/azure-native/containerservice";
import * as authorization from "@pulumi/azure-native/authorization";
import { Grafana } from "@pulumi/azure-native/dashboard";
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
import type { AksSettings, AzureMetricsSettings } from "../settings";
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
  return {
    definitions: [cluster],
    alertPlace: { workspaceId, location: place.location },
    grafanaUrl: createGrafana(name, settings, metrics, resourceGroupName, workspaceId, parent),
    prometheusUrl: made?.metrics.apply(({ prometheusQueryEndpoint }) => prometheusQueryEndpoint) ?? "",
  };
}

/** Makes the Grafana that the settings ask for, and the roles of its identity and its users; its address where it is made. */
function createGrafana(
  name: string,
  settings: AksSettings,
  { grafana }: AzureMetricsSettings,
  resourceGroupName: pulumi.Input<string>,
  workspaceId: pulumi.Input<string>,
  parent: pulumi.Resource | undefined,
): pulumi.Input<string> {
  if (grafana === undefined) return "";
  const made =
    "name" in grafana
      ? new Grafana(`${name}-grafana`, buildGrafana(settings, grafana.name, resourceGroupName, workspaceId), {
          parent,
          // It has a name of its own, and so cannot stand beside its successor.
          deleteBeforeReplace: true,
        })
      : undefined;
  const { id, principalId } =
    "name" in grafana
      ? { id: made?.id ?? "", principalId: made?.identity.apply((identity) => identity?.principalId ?? "") }
      : { id: grafana.resourceId, principalId: grafana.principalId };
  if (principalId !== undefined) {
    const reader = buildRoleAssignment("monitoringDataReader", workspaceId, principalId);
    new authorization.RoleAssignment(`${name}-grafana-reader`, reader, { parent });
  }
  grafana.admins.forEach((admin, index) => {
    const role = buildRoleAssignment("grafanaAdmin", id, admin.principalId, admin.principalType);
    new authorization.RoleAssignment(`${name}-grafana-admin-${index}`, role, { parent });
  });
  return made?.properties.apply(({ endpoint }) => endpoint) ?? "";
}
