import { expect } from "chai";
import type { LogAnalyticsSettings } from "../settings";
import { AKS } from "../testing/fixture-settings";
import { buildAddonProfiles, buildAzureMonitorProfile } from "./access-profiles";
import { buildContainerLogsRule, buildControlPlaneLogs, buildLogWorkspace } from "./log-analytics";

const LOGS: LogAnalyticsSettings = { retentionDays: 60, controlPlaneLogs: ["kube-audit-admin", "guard"] };
const TAGS = { team: "vision" };

describe("logs in Log Analytics", () => {
  it("should be kept in a workspace that is paid by the gigabyte", () => {
    expect(buildLogWorkspace(AKS, LOGS, "rg")).to.deep.equal({
      resourceGroupName: "rg",
      location: "westeurope",
      tags: TAGS,
      sku: { name: "PerGB2018" },
      retentionInDays: 60,
    });
  });

  it("should be collected where the workspace is", () => {
    const elsewhere = { ...LOGS, workspaceLocation: "northeurope" };
    expect(buildContainerLogsRule(AKS, elsewhere, "rg", "workspace")).to.deep.equal({
      resourceGroupName: "rg",
      location: "northeurope",
      tags: TAGS,
      kind: "Linux",
      dataSources: {
        extensions: [
          {
            name: "ContainerInsightsExtension",
            extensionName: "ContainerInsights",
            streams: ["Microsoft-ContainerInsights-Group-Default"],
            extensionSettings: {
              dataCollectionSettings: {
                interval: "1m",
                namespaceFilteringMode: "Off",
                enableContainerLogV2: true,
              },
            },
          },
        ],
      },
      destinations: { logAnalytics: [{ name: "ciworkspace", workspaceResourceId: "workspace" }] },
      dataFlows: [{ streams: ["Microsoft-ContainerInsights-Group-Default"], destinations: ["ciworkspace"] }],
    });
    expect(buildContainerLogsRule(AKS, LOGS, "rg", "workspace")).to.include({ location: "westeurope" });
  });

  it("should have the control plane's beside them", () => {
    expect(buildControlPlaneLogs(LOGS, "cluster", "workspace")).to.deep.equal({
      resourceUri: "cluster",
      workspaceId: "workspace",
      logAnalyticsDestinationType: "Dedicated",
      logs: [
        { category: "kube-audit-admin", enabled: true },
        { category: "guard", enabled: true },
      ],
    });
  });

  it("should be sent by an add-on that logs in with its identity", () => {
    expect(buildAddonProfiles(AKS, { logWorkspaceId: "workspace" })).to.deep.equal({
      addonProfiles: {
        omsagent: {
          enabled: true,
          config: { logAnalyticsWorkspaceResourceID: "workspace", useAADAuth: "true" },
        },
      },
    });
    expect(buildAddonProfiles(AKS)).to.deep.equal({});
  });
});

describe("buildAzureMonitorProfile", () => {
  it("should scrape metrics for Azure's managed Prometheus alone", () => {
    expect(buildAzureMonitorProfile({ ...AKS, monitoring: { metrics: { kind: "azure" } } })).to.deep.equal({
      azureMonitorProfile: { metrics: { enabled: true } },
    });
    expect(buildAzureMonitorProfile(AKS)).to.deep.equal({});
  });
});
