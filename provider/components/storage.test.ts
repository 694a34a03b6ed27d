import { expect } from "chai";
import { openFixtureProject, type FixtureProject } from "../testing/fixture-project";
import { recordResources, type Registration } from "../testing/record";
import { AksRayCluster } from "./aks-ray-cluster";

const gpuPools = { t4: { vmSize: "Standard_NC4as_T4_v3", nodes: 1 } };

function find(registrations: Registration[], type: string, name?: string): Registration | undefined {
  return registrations.find(
    (made) => made.type.endsWith(`:${type}`) && (name === undefined || made.name === name),
  );
}

describe("AksRayCluster with storage", () => {
  let project: FixtureProject;

  before(async () => {
    project = await openFixtureProject();
  });
  after(() => project.close());

  it("should make account, containers, identity, role, trust and mounts", async () => {
    const { registrations, outputs } = await recordResources(() =>
      new AksRayCluster("ml", {
        gpuPools,
        preflight: "off",
        readiness: "none",
        operator: project.operator,
        storage: { accountName: "mldata", containers: { results: {} } },
      }).outputs(),
    );
    expect(find(registrations, "StorageAccount")?.inputs).to.include({
      accountName: "mldata",
      allowSharedKeyAccess: false,
    });
    expect(find(registrations, "BlobContainer")?.inputs).to.include({ containerName: "results" });
    expect(find(registrations, "ManagedCluster")?.inputs).to.deep.include({
      storageProfile: { blobCSIDriver: { enabled: true } },
    });
    expect(find(registrations, "FederatedIdentityCredential")?.inputs).to.include({
      issuer: "https://oidc.example.com/",
      subject: "system:serviceaccount:ray:ml-storage",
    });
    expect(find(registrations, "RoleAssignment", "ml-storage-role")?.inputs).to.include({
      principalId: "ml-principal",
      principalType: "ServicePrincipal",
    });
    const claim = find(registrations, "PersistentVolumeClaim")?.inputs["metadata"] as { name: string };
    expect(find(registrations, "RayCluster", "ml-raycluster")?.inputs)
      .to.have.nested.property("spec.headGroupSpec.template.spec.volumes")
      .that.deep.equals([{ name: "storage-0", persistentVolumeClaim: { claimName: claim.name } }]);
    expect(outputs["storagePaths"]).to.deep.equal({ results: "/mnt/results" });
  });

  it("should collect logs in its account, for a server whose own identity may read them", async () => {
    const { registrations } = await recordResources(() =>
      new AksRayCluster("ml", {
        gpuPools,
        preflight: "off",
        readiness: "none",
        operator: project.operator,
        storage: {
          resourceId:
            "/subscriptions/s/resourceGroups/data/providers/Microsoft.Storage/storageAccounts/mldata",
        },
        ray: { historyServer: { server: {} } },
      }).outputs(),
    );
    expect(find(registrations, "RayCluster", "ml-raycluster")?.inputs)
      .to.have.nested.property("spec.historyServerOptions.collectorOptions.env")
      .that.deep.includes({
        name: "AZURE_STORAGE_ACCOUNT_URL",
        value: "https://mldata.blob.core.windows.net",
      });
    const federation = find(registrations, "FederatedIdentityCredential", "ml-history-federation");
    expect(federation?.inputs).to.include({
      issuer: "https://oidc.example.com/",
      subject: "system:serviceaccount:ray:ml-history",
    });
    expect(find(registrations, "RoleAssignment", "ml-history-role")?.inputs["roleDefinitionId"]).to.match(
      /2a2b9908-6ea1-4ae2-8e65-a410df84e7d1$/,
    );
    expect(find(registrations, "ServiceAccount", "ml-history")?.inputs).to.have.nested.property(
      "metadata.name",
      "ml-history",
    );
    expect(find(registrations, "Deployment", "ml-history")).not.to.equal(undefined);
  });

  it("should make nothing in an account that is there but the role", async () => {
    const resourceId =
      "/subscriptions/s/resourceGroups/data/providers/Microsoft.Storage/storageAccounts/mldata";
    const { registrations, outputs } = await recordResources(() =>
      new AksRayCluster("ml", {
        gpuPools,
        preflight: "off",
        readiness: "none",
        operator: project.operator,
        storage: { resourceId },
      }).outputs(),
    );
    expect(find(registrations, "StorageAccount")).to.equal(undefined);
    expect(find(registrations, "BlobContainer")).to.equal(undefined);
    expect(find(registrations, "ResourceGroup", "ml-storage-rg")).to.equal(undefined);
    expect(find(registrations, "RoleAssignment", "ml-storage-role")?.inputs).to.include({
      scope: resourceId,
    });
    expect(find(registrations, "PersistentVolume")?.inputs).to.have.deep.nested.property(
      "spec.csi.volumeAttributes.storageAccount",
      "mldata",
    );
    expect(outputs).to.deep.include({ storageAccountName: "mldata", storagePaths: { ray: "/mnt/ray" } });
  });
});
