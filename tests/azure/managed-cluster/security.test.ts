import { expect } from "chai";
import { withLoginMode } from "../../../provider/azure/kubelogin";
import type { PropertyMap } from "../../plugin";
import { CLUSTER, clusterInputs, failure, Subscription } from "../testing/subscription";

const IDENTITY = "azure-native:managedidentity:UserAssignedIdentity";
const ROLE = "azure-native:authorization:RoleAssignment";
const USER = "azure-native:containerservice:listManagedClusterUserCredentials";
const ROLES = "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions";
const DISKS = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/diskEncryptionSets/keys";
const KUBELET = { resourceId: "/kubelet", clientId: "c", objectId: "o" };
const ENTRA = { aadProfile: { managed: true, enableAzureRBAC: true } };

const REFUSED: [what: string, cluster: PropertyMap, words: string][] = [
  [
    "no local accounts without Entra",
    { disableLocalAccounts: true },
    "disableLocalAccounts needs AKS-managed",
  ],
  [
    "Azure RBAC without managed Entra",
    { aadProfile: { enableAzureRBAC: true } },
    "enableAzureRBAC needs managed",
  ],
  [
    "a kubelet identity of a system-assigned one",
    { identityProfile: { kubeletidentity: KUBELET } },
    "needs a user-assigned identity",
  ],
  [
    "an hourly image cleaner",
    { securityProfile: { imageCleaner: { enabled: true, intervalHours: 1 } } },
    "must be from 24 to 2160",
  ],
  [
    "Defender without a workspace",
    { securityProfile: { defender: { securityMonitoring: { enabled: true } } } },
    "Log Analytics workspace",
  ],
  [
    "workload identity without an issuer",
    { securityProfile: { workloadIdentity: { enabled: true } } },
    "needs the OIDC issuer",
  ],
  ["disks that nobody may encrypt", { diskEncryptionSetID: DISKS }, "DiskEncryptionSetMissingPermission"],
];

describe("AKS, asked for identities, access and security", () => {
  for (const [what, cluster, words] of REFUSED) {
    it(`should refuse ${what}`, async () => {
      expect(await failure(new Subscription().create(CLUSTER, clusterInputs(cluster)))).to.contain(words);
    });
  }

  it("should take identities whose roles are there", async () => {
    const azure = new Subscription();
    const control = await azure.create(IDENTITY, { resourceGroupName: "rg", resourceName: "ml" });
    const kubelet = await azure.create(IDENTITY, { resourceGroupName: "rg", resourceName: "kubelet" });
    const { clientId, principalId } = kubelet.outputs;
    const kubeletidentity = { resourceId: kubelet.id, clientId, objectId: principalId };
    const cluster = clusterInputs({
      identity: { type: "UserAssigned", userAssignedIdentities: [control.id] },
      identityProfile: { kubeletidentity },
      diskEncryptionSetID: DISKS,
    });
    const assign = (role: string, scope: string) => {
      azure.name = role;
      return azure.create(ROLE, {
        scope,
        principalId: control.outputs["principalId"],
        principalType: "ServicePrincipal",
        roleDefinitionId: `${ROLES}/${role}`,
      });
    };
    expect(await failure(azure.create(CLUSTER, cluster))).to.contain(
      "CustomKubeletIdentityMissingPermissionError",
    );
    await assign("f1a07417-d97a-45cb-824c-7a7467783830", kubelet.id);
    expect(await failure(azure.create(CLUSTER, cluster))).to.contain("DiskEncryptionSetMissingPermission");
    await assign("acdd72a7-3385-48ef-bd42-f606fba81ae7", DISKS);
    const { outputs } = await azure.create(CLUSTER, cluster);
    expect(outputs["identityProfile"]).to.deep.equal({ kubeletidentity });
  });

  it("should keep an add-on that a request leaves out, and turn off one that it names", async () => {
    const azure = new Subscription();
    const policy = (enabled: boolean) => ({ addonProfiles: { azurepolicy: { enabled } } });
    const cluster = await azure.create(CLUSTER, clusterInputs(policy(true)));
    const without = await azure.update(cluster, clusterInputs());
    expect(without.outputs).to.deep.include(policy(true));
    const off = await azure.update(without, clusterInputs(policy(false)));
    expect(off.outputs).to.deep.include(policy(false));
  });

  it("should never turn Entra off again", async () => {
    const azure = new Subscription();
    const cluster = await azure.create(CLUSTER, clusterInputs(ENTRA));
    expect(await failure(azure.update(cluster, clusterInputs()))).to.contain(
      "can't be disabled once it is enabled",
    );
  });

  it("should hand out a kubeconfig that asks kubelogin, which the component turns to another login", async () => {
    const azure = new Subscription();
    azure.options.kubeconfig = undefined;
    await azure.create(CLUSTER, clusterInputs(ENTRA));
    const { kubeconfigs } = (await azure.invoke(USER, {
      resourceGroupName: "rg",
      resourceName: "ml",
      format: "exec",
    })) as { kubeconfigs: { value: string }[] };
    const kubeconfig = Buffer.from(kubeconfigs[0]?.value ?? "", "base64").toString();
    expect(kubeconfig).to.contain("devicecode").and.to.contain("--client-id");
    const turned = withLoginMode(kubeconfig, "spn");
    expect(turned).to.contain("spn").and.to.contain("--server-id");
    expect(turned).not.to.contain("devicecode");
    expect(turned).not.to.contain("--client-id");
  });
});
