import { expect } from "chai";
import { recordResources, type Registration } from "../testing/record";
import { RayCluster, RayJob, RayService } from ".";

const STORAGE = {
  resourceId: "/subscriptions/s/resourceGroups/data/providers/Microsoft.Storage/storageAccounts/mldata",
  oidcIssuerUrl: "https://oidc.example.com/",
  resourceGroupName: "rg",
};
const workerGroups = { cpu: { cpu: 1, memoryGiB: 2, replicas: 1 } };

function find(registrations: Registration[], type: string): Registration {
  const [found, ...others] = registrations.filter((made) => made.type.endsWith(`:${type}`));
  if (found === undefined || others.length > 0) throw new Error(`not one ${type}`);
  return found;
}

describe("storage without an AksRayCluster", () => {
  it("should be mounted by a RayCluster with an identity of its own, and by jobs and services beside it", async () => {
    const { registrations, outputs } = await recordResources(() => {
      const team = new RayCluster("team", { namespace: "team-a", storage: STORAGE, readiness: "none" });
      const cluster = { workerGroups, storageReference: team.storageReference };
      const namespace = team.namespace;
      const job = new RayJob("train", { cluster, namespace, entrypoint: "python a.py" });
      const service = new RayService("serve", { cluster, namespace, serveConfigV2: "applications: []" });
      return { ...team.outputs(), job: job.jobName, service: service.serviceName };
    });

    expect(find(registrations, "UserAssignedIdentity").inputs).to.deep.equal({ resourceGroupName: "rg" });
    expect(find(registrations, "FederatedIdentityCredential").inputs).to.include({
      issuer: "https://oidc.example.com/",
      subject: "system:serviceaccount:team-a:team-storage",
    });
    expect(find(registrations, "RoleAssignment").inputs).to.include({
      scope: STORAGE.resourceId,
      principalId: "ml-principal",
    });
    const claim = find(registrations, "PersistentVolumeClaim").inputs["metadata"] as { name: string };
    const mounts = [{ claimName: claim.name, mountPath: "/mnt/ray", readOnly: false }];
    expect(outputs["storageReference"]).to.deep.equal({
      accountName: "mldata",
      namespace: "team-a",
      serviceAccountName: "team-storage",
      mounts,
    });
    for (const [kind, spec] of Object.entries({
      RayCluster: "spec",
      RayJob: "spec.rayClusterSpec",
      RayService: "spec.rayClusterConfig",
    })) {
      const { inputs } = find(
        registrations.filter(({ type }) => type.startsWith("kubernetes:ray.io/")),
        kind,
      );
      for (const group of ["headGroupSpec", "workerGroupSpecs[0]"].slice(0, kind === "RayCluster" ? 1 : 2)) {
        const template = `${spec}.${group}.template`;
        expect(inputs).to.have.nested.property(`${template}.spec.serviceAccountName`, "team-storage");
        expect(inputs).to.have.deep.nested.property(`${template}.spec.volumes`, [
          { name: "storage-0", persistentVolumeClaim: { claimName: claim.name } },
        ]);
        expect(inputs).to.have.deep.nested.property(`${template}.metadata.labels`, {
          "azure.workload.identity/use": "true",
        });
      }
    }
  });

  it("should be in no reference of a RayCluster without it", async () => {
    const { outputs } = await recordResources(() => new RayCluster("team", { readiness: "none" }).outputs());
    expect(outputs["storageReference"]).to.deep.equal({
      accountName: "",
      namespace: "ray",
      serviceAccountName: "",
      mounts: [],
    });
  });
});
