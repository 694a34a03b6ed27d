import { expect } from "chai";
import type { AksClusterArgs } from "../args";
import { aksClusterSettings } from "./aks-cluster";
import { faultsOf } from "./testing/faults-of";
import type { AksSettings } from "./types";

const SUBSCRIPTION = "/subscriptions/s/resourceGroups/g/providers";
const IDENTITY = `${SUBSCRIPTION}/Microsoft.ManagedIdentity/userAssignedIdentities/ml`;
const DISK_SET = `${SUBSCRIPTION}/Microsoft.Compute/diskEncryptionSets/keys`;
const GUID = "6f1c2a34-0b5d-4e6f-8a90-123456789abc";

function args(more: Partial<AksClusterArgs>): AksClusterArgs {
  return { gpuPools: { t4: { vmSize: "Standard_NC4as_T4_v3", maxNodes: 4 } }, ...more };
}

function settings(more: Partial<AksClusterArgs>): AksSettings {
  return aksClusterSettings("ml", args(more));
}

const refused: [what: string, args: Partial<AksClusterArgs>, path: string, words: string][] = [
  [
    "a system-assigned identity in a network of one's own",
    { identity: { type: "SystemAssigned" }, network: { virtualNetwork: {} } },
    "identity.type",
    "must be 'UserAssigned' with a network of your own: the identity needs roles",
  ],
  [
    "a system-assigned identity for two reasons",
    {
      identity: { type: "SystemAssigned", kubeletIdentity: {} },
      security: { diskEncryptionSetID: DISK_SET },
    },
    "identity.type",
    "with a disk encryption set and a kubelet identity",
  ],
  [
    "a system-assigned identity that is there",
    { identity: { type: "SystemAssigned", resourceId: IDENTITY, principalId: GUID } },
    "identity.type",
    "must be 'UserAssigned' with 'identity.resourceId'",
  ],
  [
    "an identity's name for its id",
    { identity: { resourceId: "ml", principalId: GUID } },
    "identity.resourceId",
    "resource id of a user-assigned identity",
  ],
  [
    "an identity to which no role can be assigned",
    { identity: { resourceId: IDENTITY } },
    "identity.principalId",
    "or 'identity.assignRoles: false'",
  ],
  [
    "a principal of no identity",
    { identity: { principalId: GUID } },
    "identity.principalId",
    "needs 'identity.resourceId'",
  ],
  [
    "a principal that is none",
    { identity: { resourceId: IDENTITY, principalId: "ml" } },
    "identity.principalId",
    "not 'ml'",
  ],
  [
    "half a kubelet identity",
    { identity: { kubeletIdentity: { resourceId: IDENTITY, clientId: GUID } } },
    "identity.kubeletIdentity.objectId",
    "all three ids",
  ],
  [
    "no way to log in",
    { access: { disableLocalAccounts: true } },
    "access.disableLocalAccounts",
    "would leave nobody who can log in",
  ],
  [
    "the administrator whose account is off",
    { access: { enableAzureRBAC: true, disableLocalAccounts: true }, kubeconfigCredentials: "admin" },
    "kubeconfigCredentials",
    "must be 'user' with 'access.disableLocalAccounts'",
  ],
  [
    "a tenant without Entra",
    { access: { tenantID: GUID } },
    "access.tenantID",
    "only for Entra authentication",
  ],
  [
    "a login without Entra",
    { access: { loginMode: "spn" } },
    "access.loginMode",
    "only for Entra authentication",
  ],
  [
    "a login as the administrator",
    { access: { enableAzureRBAC: true, loginMode: "spn" }, kubeconfigCredentials: "admin" },
    "access.loginMode",
    "not used with 'kubeconfigCredentials: admin'",
  ],
  [
    "a login that waits for a person",
    { access: { enableAzureRBAC: true, loginMode: "devicecode" as "spn" } },
    "access.loginMode",
    "must be 'azurecli', 'spn'",
  ],
  [
    "a group's name for its id",
    { access: { adminGroupObjectIDs: ["admins"] } },
    "access.adminGroupObjectIDs[0]",
    "not 'admins'",
  ],
  [
    "a key for its disk encryption set",
    { security: { diskEncryptionSetID: "https://vault/keys/k" } },
    "security.diskEncryptionSetID",
    "resource id of a disk encryption set",
  ],
  [
    "a workspace's name for its id",
    { security: { defender: { logAnalyticsWorkspaceResourceId: "logs" } } },
    "security.defender.logAnalyticsWorkspaceResourceId",
    "resource id of a Log Analytics workspace",
  ],
  [
    "an interval for no rotation",
    { security: { keyVaultSecretsProvider: { rotationPollInterval: "5m" } } },
    "security.keyVaultSecretsProvider.rotationPollInterval",
    "needs 'enableSecretRotation: true'",
  ],
  [
    "an hourly image cleaner",
    { security: { imageCleaner: { intervalHours: 1 } } },
    "security.imageCleaner.intervalHours",
    "must be at least 24",
  ],
];

const INTERVAL = { enableSecretRotation: true, rotationPollInterval: "2 minutes" };

describe("the rules of identity, access and security", () => {
  for (const [what, more, path, words] of refused) {
    it(`should refuse ${what}`, () => expect(faultsOf(() => settings(more))[path]).to.contain(words));
  }
});

describe("the interval of secret rotation", () => {
  it("should be a time", () => {
    const faults = faultsOf(() => settings({ security: { keyVaultSecretsProvider: INTERVAL } }));
    expect(faults["security.keyVaultSecretsProvider.rotationPollInterval"]).to.equal(
      `must be a time such as '90s', '2m' or '1h', not the string "2 minutes"`,
    );
  });
});

describe("the settings of identity, access and security", () => {
  it("should let users log in with Entra through kubelogin", () => {
    const access = { adminGroupObjectIDs: [GUID], tenantID: GUID, disableLocalAccounts: true };
    expect(settings({ access }).access).to.deep.equal({
      entra: { adminGroupObjectIDs: [GUID], tenantID: GUID, enableAzureRBAC: false },
      disableLocalAccounts: true,
      loginMode: "azurecli",
    });
  });

  it("should need no kubelogin for the administrator's credentials", () => {
    const { access } = settings({ access: { enableAzureRBAC: true }, kubeconfigCredentials: "admin" });
    expect(access).to.deep.equal({ entra: { enableAzureRBAC: true }, disableLocalAccounts: false });
  });

  it("should give the control plane an identity of its own for what needs roles early", () => {
    for (const more of [
      { security: { diskEncryptionSetID: DISK_SET } },
      { identity: { kubeletIdentity: {} } },
      { identity: { resourceId: IDENTITY, principalId: GUID } },
    ]) {
      expect(settings(more).identity).to.include({ type: "UserAssigned", assignRoles: true });
    }
    expect(settings({ identity: { resourceId: IDENTITY, assignRoles: false } }).identity).to.deep.equal({
      type: "UserAssigned",
      resourceId: IDENTITY,
      assignRoles: false,
    });
  });
});
