import { isMap, type PropertyMap } from "../plugin";
import { text } from "./agent-pool/values";
import { ArmError, resourceNotFound } from "./arm-error";
import { descendants, find, MANAGED_CLUSTER, type ArmResource, type ArmState } from "./arm-state";
import type { Handler } from "./handler";
import { TENANT_ID, uuidOf } from "./managed-cluster/defaults";
import { MINUTES } from "./operations";
import { simple } from "./simple-handler";

const ASSOCIATION = "azure-native:monitor:DataCollectionRuleAssociation";
const DIAGNOSTIC_SETTING = "azure-native:monitor:DiagnosticSetting";

/** Azure Monitor docs, "manage an Azure Monitor workspace": a name of letters, digits and hyphens, and a query endpoint. */
const monitorWorkspaces = simple(({ id, name, body }) => {
  checkName(
    name,
    /^(?!-)[a-zA-Z0-9-]+[^-]$/,
    "must have letters, digits and hyphens, none of them at an end",
  );
  const key = uuidOf(id).slice(0, 4);
  const host = `${name.toLowerCase()}-${key}.${text(body["location"])}.prometheus.monitor.azure.com`;
  return {
    accountId: uuidOf(id),
    metrics: { internalId: `mac_${uuidOf(id)}`, prometheusQueryEndpoint: `https://${host}` },
    publicNetworkAccess: body["publicNetworkAccess"] ?? "Enabled",
  };
});

/** Azure CLI, aks, azuremonitormetrics: a data collection endpoint's name has 3 to 44 characters. */
const endpoints = simple(({ id, name, body }) => {
  checkName(
    name,
    /^[A-Za-z0-9][A-Za-z0-9-]{1,42}[A-Za-z0-9]$/,
    "must have 3 to 44 letters, digits and hyphens",
  );
  const host = (part: string) => ({
    endpoint: `https://${name.toLowerCase()}.${text(body["location"])}.${part}.monitor.azure.com`,
  });
  return {
    immutableId: `dce-${uuidOf(id)}`,
    configurationAccess: host("handler.control"),
    logsIngestion: host("ingest"),
    metricsIngestion: host("metrics.ingest"),
    networkAcls: body["networkAcls"] ?? { publicNetworkAccess: "Enabled" },
  };
}, refuseUsed);

/** Azure Monitor docs, "structure of a data collection rule": a flow goes to destinations that the rule names. */
const rules = simple(({ id, path, body, state }) => {
  const destinations = Object.values(map(body["destinations"])).flatMap((list) => maps(list));
  const names = destinations.map(({ name }) => text(name));
  for (const flow of maps(body["dataFlows"])) {
    const unknown = texts(flow["destinations"]).find((name) => !names.includes(name));
    if (unknown !== undefined) {
      const message = `Data flow refers to the destination '${unknown}', which is not defined.`;
      throw new ArmError(400, "InvalidPayload", message);
    }
  }
  for (const { accountResourceId, workspaceResourceId } of destinations) {
    checkExists(state, text(accountResourceId ?? workspaceResourceId), path);
  }
  // The same page: metrics of Prometheus go through an endpoint.
  const metrics = isMap(body["dataSources"]) && body["dataSources"]["prometheusForwarder"] !== undefined;
  const endpoint = body["dataCollectionEndpointId"];
  if (metrics && endpoint === undefined) {
    throw new ArmError(400, "InvalidPayload", "A Prometheus forwarder needs a data collection endpoint.");
  }
  if (endpoint !== undefined) checkExists(state, text(endpoint), path);
  return { immutableId: `dcr-${uuidOf(id).replaceAll("-", "")}` };
}, refuseUsed);

/** Azure Monitor REST, "data collection rule associations": a rule or an endpoint, and for that one name. */
const associations = simple(({ name, path, body, state }) => {
  checkExists(state, `/${text(path["resourceUri"]).replace(/^\//, "")}`, path);
  const { dataCollectionRuleId: rule, dataCollectionEndpointId: endpoint } = body;
  if ((rule === undefined) === (endpoint === undefined)) {
    throw new ArmError(400, "InvalidPayload", "An association has a data collection rule or an endpoint.");
  }
  if ((endpoint !== undefined) !== (name.toLowerCase() === "configurationaccessendpoint")) {
    const message = `The association '${name}' is refused: exactly that of an endpoint is named 'configurationAccessEndpoint'.`;
    throw new ArmError(400, "InvalidAssociationName", message);
  }
  checkExists(state, text(rule ?? endpoint), path);
  return {};
});

/** Log categories of AKS (AKS docs, "monitoring data reference"). */
const CATEGORIES = [
  "cloud-controller-manager",
  "cluster-autoscaler",
  "csi-azuredisk-controller",
  "csi-azurefile-controller",
  "csi-snapshot-controller",
  "guard",
  "kube-apiserver",
  "kube-audit",
  "kube-audit-admin",
  "kube-controller-manager",
  "kube-scheduler",
];

/** Azure Monitor docs, "diagnostic settings": a destination, something to send, and at most five for a resource. */
const diagnosticSettings = simple(({ id, path, body, state, existing }) => {
  const target = `/${text(path["resourceUri"]).replace(/^\//, "")}`;
  checkExists(state, target, path);
  const others = descendants(state, target).filter(
    (other) => other.token === DIAGNOSTIC_SETTING && other.id !== id,
  );
  if (existing === undefined && others.length >= 5) {
    throw new ArmError(409, "Conflict", "The limit of 5 diagnostic settings was reached.");
  }
  const { workspaceId, storageAccountId, eventHubAuthorizationRuleId } = body;
  if (
    workspaceId === undefined &&
    storageAccountId === undefined &&
    eventHubAuthorizationRuleId === undefined
  ) {
    throw new ArmError(400, "BadRequest", "At least one data sink needs to be specified.");
  }
  if (workspaceId !== undefined) checkExists(state, text(workspaceId), path);
  const logs = maps(body["logs"]);
  if (logs.length === 0 && maps(body["metrics"]).length === 0) {
    throw new ArmError(400, "BadRequest", "At least one log or metric needs to be specified.");
  }
  const unknown = logs.find(({ category }) => category !== undefined && !CATEGORIES.includes(text(category)));
  if (unknown !== undefined) {
    throw new ArmError(400, "BadRequest", `Category '${text(unknown["category"])}' is not supported.`);
  }
  return {};
});

/** Resource name rules, Microsoft.Dashboard: 2 to 23 characters; managed Grafana docs, "service tiers". */
const grafanas = simple(({ id, name, body, path, state }) => {
  const allowed = "must have 2 to 23 letters, digits and hyphens, a letter first and no hyphen last";
  checkName(name, /^[A-Za-z][A-Za-z0-9-]{0,21}[A-Za-z0-9]$/, allowed);
  const tier = text(map(body["sku"])["name"]);
  if (tier !== "Standard") {
    throw new ArmError(400, "InvalidSku", `The SKU '${tier}' of the Grafana is not one of Standard.`);
  }
  const properties = map(body["properties"]);
  const integrations = map(properties["grafanaIntegrations"])["azureMonitorWorkspaceIntegrations"];
  for (const { azureMonitorWorkspaceResourceId } of maps(integrations)) {
    checkExists(state, text(azureMonitorWorkspaceResourceId), path);
  }
  const host = `${name.toLowerCase()}-${uuidOf(id).slice(0, 4)}.weu.grafana.azure.com`;
  const assigned = map(body["identity"])["type"] === "SystemAssigned";
  return {
    properties: {
      publicNetworkAccess: "Enabled",
      zoneRedundancy: "Disabled",
      ...properties,
      endpoint: `https://${host}`,
      grafanaVersion: "11.6.1",
      provisioningState: "Succeeded",
    },
    ...(assigned && {
      identity: { ...map(body["identity"]), principalId: uuidOf(`${id}/identity`), tenantId: TENANT_ID },
    }),
  };
});

/** Azure Monitor docs, "Prometheus rule groups": the workspace first, 1 to 15 minutes, at most 20 rules. */
const ruleGroups = simple(({ path, body, state }) => {
  const [workspace, ...clusters] = texts(body["scopes"]);
  if (workspace === undefined || !/\/Microsoft\.Monitor\/accounts\/[^/]+$/i.test(workspace)) {
    throw new ArmError(400, "InvalidScope", "The first scope must be an Azure Monitor workspace.");
  }
  for (const id of [workspace, ...clusters]) checkExists(state, id, path);
  const seconds = durationSeconds(text(body["interval"] ?? "PT1M"));
  if (!(seconds >= 60 && seconds <= 900)) {
    throw new ArmError(400, "InvalidInterval", "The interval must be from 1 to 15 minutes.");
  }
  const members = maps(body["rules"]);
  if (members.length === 0 || members.length > 20) {
    throw new ArmError(400, "InvalidRules", `A rule group has 1 to 20 rules, not ${members.length}.`);
  }
  for (const { alert, record, severity, for: period } of members) {
    if ((alert === undefined) === (record === undefined)) {
      throw new ArmError(400, "InvalidRules", "A rule has either 'alert' or 'record'.");
    }
    if (severity !== undefined && !(Number(severity) >= 0 && Number(severity) <= 4)) {
      throw new ArmError(400, "InvalidRules", `The severity ${text(severity)} is not between 0 and 4.`);
    }
    if (period !== undefined && Number.isNaN(durationSeconds(text(period)))) {
      throw new ArmError(400, "InvalidRules", `'${text(period)}' is no ISO 8601 duration.`);
    }
  }
  return {};
});

/** Resource name rules, Microsoft.OperationalInsights; Log Analytics docs, "data retention": 30 to 730 days. */
const logWorkspaces = simple(({ id, name, body }) => {
  checkName(
    name,
    /^[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]$/,
    "must have 4 to 63 letters, digits and hyphens",
  );
  const days = Number(body["retentionInDays"] ?? 30);
  if (!(days >= 30 && days <= 730)) {
    throw new ArmError(400, "InvalidParameter", `'RetentionInDays' ${days} is not between 30 and 730.`);
  }
  return { customerId: uuidOf(id), retentionInDays: days };
});

/** Azure Monitor REST, "data collection rules - delete": refused while associated, unless `deleteAssociations` is set. */
function refuseUsed(resource: ArmResource, state: ArmState): number {
  const used = Object.values(state.resources).some(
    ({ token, body }) =>
      token === ASSOCIATION &&
      [body["dataCollectionRuleId"], body["dataCollectionEndpointId"]].some(
        (id) => text(id).toLowerCase() === resource.id.toLowerCase(),
      ),
  );
  if (!used) return MINUTES.small;
  const message = `${resource.name} can't be deleted, since it is associated with resources.`;
  throw new ArmError(409, "AssociatedResourcesExist", message);
}

/** AKS docs, "enable monitoring": the add-on for container logs names a workspace that is there. */
export function checkMonitoringAddon(state: ArmState, cluster: PropertyMap): void {
  const addon = map(map(cluster["addonProfiles"])["omsagent"]);
  if (addon["enabled"] !== true) return;
  const id = text(map(addon["config"])["logAnalyticsWorkspaceResourceID"]);
  if (!/\/Microsoft\.OperationalInsights\/workspaces\/[^/]+$/i.test(id)) {
    const message = "Addon omsagent needs logAnalyticsWorkspaceResourceID in its config.";
    throw new ArmError(400, "InvalidAddonConfig", message);
  }
  if (find(state, id) === undefined) {
    const message = `Unable to get log analytics workspace info. Resource ID: ${id}. Detail: the workspace was not found.`;
    throw new ArmError(400, "ErrCode_GetWorkspaceFailed", message);
  }
}

/** Whether a cluster has Azure's managed Prometheus, which installs its definitions of monitors. */
export function scrapesMetrics(resource: ArmResource): boolean {
  const metrics = map(map(resource.body["azureMonitorProfile"])["metrics"]);
  return resource.token === MANAGED_CLUSTER && metrics["enabled"] === true;
}

function checkExists(state: ArmState, id: string, path: PropertyMap): void {
  const found = find(state, id);
  if (found !== undefined && found.operation?.kind !== "Deleting") return;
  throw resourceNotFound(id.replace(/^.*\/providers\//i, ""), text(path["resourceGroupName"]));
}

function checkName(name: string, pattern: RegExp, allowed: string): void {
  if (!pattern.test(name)) throw new ArmError(400, "InvalidResourceName", `The name '${name}' ${allowed}.`);
}

/** Seconds of an ISO 8601 duration of hours, minutes and seconds; NaN for anything else. */
function durationSeconds(duration: string): number {
  const match = /^PT(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(duration);
  if (match === null) return Number.NaN;
  const [hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  return ((hours ?? 0) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0);
}

function map(value: unknown): PropertyMap {
  return isMap(value) ? value : {};
}

function maps(value: unknown): PropertyMap[] {
  return Array.isArray(value) ? value.filter(isMap) : [];
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(text) : [];
}

/** Handlers by type token. */
export const MONITOR_RESOURCES: Record<string, Handler> = {
  "azure-native:monitor:AzureMonitorWorkspace": monitorWorkspaces,
  "azure-native:monitor:DataCollectionEndpoint": endpoints,
  "azure-native:monitor:DataCollectionRule": rules,
  [ASSOCIATION]: associations,
  [DIAGNOSTIC_SETTING]: diagnosticSettings,
  "azure-native:dashboard:Grafana": grafanas,
  "azure-native:alertsmanagement:PrometheusRuleGroup": ruleGroups,
  "azure-native:operationalinsights:Workspace": logWorkspaces,
};
