import { expect } from "chai";
import type { AksSettings } from "../settings";
import { AKS } from "../testing/fixture-settings";
import {
  buildAccessProfiles,
  buildAddonProfiles,
  buildAzureMonitorProfile,
  buildSecurityProfiles,
} from "./access-profiles";

describe("who may use the cluster", () => {
  it("should be whoever has credentials, when the arguments say nothing", () => {
    expect(buildAccessProfiles(AKS)).to.deep.equal({});
  });

  it("should be groups of Entra, without local accounts", () => {
    const access: AksSettings["access"] = {
      entra: { adminGroupObjectIDs: ["group"], enableAzureRBAC: true, tenantID: "tenant" },
      disableLocalAccounts: true,
    };
    expect(buildAccessProfiles({ ...AKS, access })).to.deep.equal({
      aadProfile: {
        managed: true,
        adminGroupObjectIDs: ["group"],
        enableAzureRBAC: true,
        tenantID: "tenant",
      },
      disableLocalAccounts: true,
    });
  });
});

describe("encryption, secrets, policy and threat detection", () => {
  it("should be off but for workload identity, when the arguments say nothing", () => {
    expect(buildSecurityProfiles(AKS)).to.deep.equal({
      securityProfile: { workloadIdentity: { enabled: true } },
    });
    expect(buildAddonProfiles(AKS)).to.deep.equal({});
  });

  it("should be on where asked for", () => {
    const settings: AksSettings = {
      ...AKS,
      security: {
        diskEncryptionSetID: "/des",
        keyVaultSecretsProvider: { enableSecretRotation: true, rotationPollInterval: "5m" },
        defender: { logAnalyticsWorkspaceResourceId: "/logs" },
        azurePolicy: true,
        imageCleaner: {},
      },
    };
    expect(buildSecurityProfiles(settings)).to.deep.equal({
      diskEncryptionSetID: "/des",
      securityProfile: {
        workloadIdentity: { enabled: true },
        defender: { logAnalyticsWorkspaceResourceId: "/logs", securityMonitoring: { enabled: true } },
        imageCleaner: { enabled: true, intervalHours: 168 },
      },
    });
    expect(buildAddonProfiles(settings)).to.deep.equal({
      addonProfiles: {
        azurepolicy: { enabled: true, config: { version: "v2" } },
        azureKeyvaultSecretsProvider: {
          enabled: true,
          config: { enableSecretRotation: "true", rotationPollInterval: "5m" },
        },
      },
    });
  });

  it("should turn off what is said to be off, since Azure keeps what is left out", () => {
    const settings: AksSettings = {
      ...AKS,
      security: {
        keyVaultSecretsProvider: { enabled: false },
        defender: { enabled: false, logAnalyticsWorkspaceResourceId: "/logs" },
        azurePolicy: false,
        imageCleaner: { enabled: false },
      },
      monitoring: { off: { metrics: true, logs: true } },
    };
    expect(buildSecurityProfiles(settings).securityProfile).to.deep.equal({
      workloadIdentity: { enabled: true },
      defender: { logAnalyticsWorkspaceResourceId: "/logs", securityMonitoring: { enabled: false } },
      imageCleaner: { enabled: false, intervalHours: 168 },
    });
    expect(buildAddonProfiles(settings)).to.deep.equal({
      addonProfiles: {
        azurepolicy: { enabled: false },
        azureKeyvaultSecretsProvider: { enabled: false },
        omsagent: { enabled: false },
      },
    });
    expect(buildAzureMonitorProfile(settings)).to.deep.equal({
      azureMonitorProfile: { metrics: { enabled: false } },
    });
  });

  it("should state a rotation that is off", () => {
    const security = { keyVaultSecretsProvider: {} };
    expect(buildAddonProfiles({ ...AKS, security })).to.deep.equal({
      addonProfiles: {
        azureKeyvaultSecretsProvider: { enabled: true, config: { enableSecretRotation: "false" } },
      },
    });
  });
});
