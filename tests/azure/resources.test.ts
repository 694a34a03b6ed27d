import { writeFileSync } from "node:fs";
import { expect } from "chai";
import type { PropertyMap } from "../plugin";
import { extractSchema } from "./schema/extract";
import { SCHEMA } from "./schema";
import {
  CLUSTER,
  clusterInputs,
  failure,
  GROUP,
  POOL,
  poolInputs,
  Subscription,
} from "./testing/subscription";

const IDENTITY = "azure-native:managedidentity:UserAssignedIdentity";
const FEDERATED = "azure-native:managedidentity:FederatedIdentityCredential";
const ROLE = "azure-native:authorization:RoleAssignment";
const ROLES = "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions";
const USER = "azure-native:containerservice:listManagedClusterUserCredentials";
const ADMIN = "azure-native:containerservice:listManagedClusterAdminCredentials";
const NAMES = { resourceGroupName: "rg", resourceName: "ml" };

function federated(inputs: PropertyMap = {}): PropertyMap {
  const subject = "system:serviceaccount:ray:ray";
  return {
    ...NAMES,
    issuer: "https://issuer/",
    subject,
    audiences: ["api://AzureADTokenExchange"],
    ...inputs,
  };
}

describe("Azure's other resources", () => {
  for (const [token, inputs, id] of [
    [GROUP, { resourceGroupName: "new", location: "westeurope" }, "/resourceGroups/new"],
    ["azure-native:network:NatGateway", { resourceGroupName: "rg", natGatewayName: "n" }, "/natGateways/n"],
    [
      "azure-native:network:PublicIPAddress",
      { resourceGroupName: "rg", publicIpAddressName: "p" },
      "/publicIPAddresses/p",
    ],
    [
      "azure-native:network:VirtualNetwork",
      { resourceGroupName: "rg", virtualNetworkName: "v" },
      "/virtualNetworks/v",
    ],
    [IDENTITY, NAMES, "/userAssignedIdentities/ml"],
  ] as const) {
    it(`should live through creation, tags, refresh and deletion: ${token}`, async () => {
      const azure = new Subscription();
      const resource = await azure.create(token, inputs);
      expect(resource.id.endsWith(id), resource.id).to.equal(true);
      expect(await azure.diff(resource, inputs)).to.deep.equal({ changes: "none" });
      const tagged = await azure.update(resource, { ...inputs, tags: { a: "b" } });
      expect(tagged.outputs).to.deep.include({ tags: { a: "b" }, location: "westeurope" });
      expect((await azure.refresh(tagged))?.inputs).to.deep.equal(tagged.inputs);
      await azure.delete(tagged);
      expect(await azure.refresh(tagged)).to.equal(undefined);
    });
  }

  it("should bring an existing resource's inputs in for an import", async () => {
    const azure = new Subscription();
    const { id } = await azure.create(IDENTITY, { ...NAMES, tags: { a: "b" } });
    const read = await azure.refresh({ token: IDENTITY, id, inputs: {}, outputs: {} });
    expect(read?.inputs).to.deep.equal({ ...NAMES, location: "westeurope", tags: { a: "b" } });
  });

  it("should federate an identity that is there, with an https issuer", async () => {
    const azure = new Subscription();
    expect(await failure(azure.create(FEDERATED, federated()))).to.contain(
      "userAssignedIdentities/ml' under resource",
    );
    await azure.create(IDENTITY, NAMES);
    expect(await failure(azure.create(FEDERATED, federated({ issuer: "http://issuer/" })))).to.contain(
      "not an https",
    );
    expect((await azure.create(FEDERATED, federated())).outputs).to.include({ issuer: "https://issuer/" });
  });

  it("should know the roles that there are", async () => {
    const azure = new Subscription();
    const { id: scope, outputs } = await azure.create(IDENTITY, NAMES);
    const { principalId } = outputs;
    const assign = (roleDefinitionId: string) =>
      failure(
        azure.create(ROLE, { scope, principalId, principalType: "ServicePrincipal", roleDefinitionId }),
      );
    expect(await assign(`${ROLES}/00000000-0000-4000-8000-000000000000`)).to.contain(
      `Status=400 Code="RoleDefinitionDoesNotExist" Message="The specified role definition with ID '00000000-0000-4000-8000-000000000000' does not exist."`,
    );
    expect(await assign("Reader")).to.contain('Code="RoleDefinitionDoesNotExist"');
  });

  it("should want the type of a principal that was just made, and each assignment once", async () => {
    const azure = new Subscription();
    const { id: scope, outputs } = await azure.create(IDENTITY, NAMES);
    const reader = `${ROLES}/acdd72a7-3385-48ef-bd42-f606fba81ae7`;
    const role = { scope, roleDefinitionId: reader, principalId: outputs["principalId"] };
    expect(await failure(azure.create(ROLE, role))).to.contain('Code="PrincipalNotFound"');
    const assignment = await azure.create(ROLE, { ...role, principalType: "ServicePrincipal" });
    expect(assignment.id).to.match(
      new RegExp(`^${scope}/providers/Microsoft.Authorization/roleAssignments/[-0-9a-f]{36}$`),
    );
    expect(assignment.outputs).to.include({ scope });
    azure.name = "other";
    expect(await failure(azure.create(ROLE, { ...role, principalType: "ServicePrincipal" }))).to.contain(
      'Status=409 Code="RoleAssignmentExists"',
    );
    const other = await azure.diff(assignment, {
      ...role,
      principalType: "ServicePrincipal",
      principalId: "x",
    });
    expect(other.replaces).to.deep.equal(["principalId"]);
  });
});

describe("Azure's functions", () => {
  it("should hand out the kubeconfig that the environment names, in base64", async () => {
    const azure = new Subscription();
    azure.options.kubeconfig = undefined;
    await azure.create(CLUSTER, clusterInputs());
    azure.options.kubeconfig = `${azure.options.stateFile}.kubeconfig`;
    writeFileSync(azure.options.kubeconfig, "apiVersion: v1\n");
    const value = Buffer.from("apiVersion: v1\n").toString("base64");
    expect(await azure.invoke(USER, NAMES)).to.deep.equal({ kubeconfigs: [{ name: "clusterUser", value }] });
    expect(await azure.invoke(ADMIN, NAMES)).to.deep.equal({
      kubeconfigs: [{ name: "clusterAdmin", value }],
    });
  });

  it("should return none when told to, and fail when told to", async () => {
    const azure = new Subscription({
      faults: [
        { type: USER, operation: "invoke", code: "NoKubeconfig" },
        { type: USER, operation: "invoke", code: "AuthorizationFailed", message: "not yours", status: 403 },
      ],
    });
    const cluster = await azure.create(CLUSTER, clusterInputs());
    expect(await azure.invoke(USER, NAMES)).to.deep.equal({ kubeconfigs: [] });
    expect(await failure(azure.invoke(USER, NAMES))).to.equal(
      `request failed ${cluster.id}: Status=403 Code="AuthorizationFailed" Message="not yours"`,
    );
    expect((await azure.invoke(USER, NAMES))["kubeconfigs"]).to.have.length(1);
  });

  it("should give no admin credentials where local accounts are off", async () => {
    const azure = new Subscription();
    await azure.create(CLUSTER, clusterInputs({ aadProfile: { managed: true }, disableLocalAccounts: true }));
    expect(await failure(azure.invoke(ADMIN, NAMES))).to.contain("set to disable local accounts");
  });

  it("should get resources and the caller's identity", async () => {
    const azure = new Subscription();
    const cluster = await azure.create(CLUSTER, clusterInputs());
    await azure.create(POOL, poolInputs());
    const got = await azure.invoke("azure-native:containerservice:getManagedCluster", NAMES);
    expect(got).to.include({ resourceUID: cluster.outputs["resourceUID"], azureApiVersion: "2025-09-01" });
    expect(got["agentPoolProfiles"]).to.have.length(2);
    const pool = { ...NAMES, agentPoolName: "t4" };
    expect(await azure.invoke("azure-native:containerservice:getAgentPool", pool)).to.include({ name: "t4" });
    const group = { resourceGroupName: "rg" };
    expect(await azure.invoke("azure-native:resources:getResourceGroup", group)).to.include({
      location: "westeurope",
    });
    expect(await azure.invoke("azure-native:authorization:getClientConfig", {})).to.include.keys(
      "tenantId",
      "clientId",
    );
  });

  it("should miss what is not there, and refuse functions it does not know", async () => {
    const azure = new Subscription();
    expect(await failure(azure.invoke(USER, NAMES))).to.match(
      /^request failed .*Status=404 Code="ResourceNotFound"/,
    );
    expect(await failure(azure.invoke("azure-native:compute:getDisk", {}))).to.match(
      /^Invoke type azure-native:compute:getDisk not found; the Azure stand-in knows: /,
    );
  });
});

describe("the schema of the Azure stand-in", () => {
  it("should be that of the installed @pulumi/azure-native (npx tsx tests/azure/schema/generate.ts)", () => {
    expect(SCHEMA).to.deep.equal(extractSchema());
  });
});
