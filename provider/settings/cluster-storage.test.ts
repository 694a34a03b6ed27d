import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import type { ClusterStorageArgs, JobClusterArgs, RayClusterArgs, StorageReference } from "../args";
import { rayClusterSettings } from "./ray-cluster";
import { rayCronJobSettings } from "./ray-cron-job";
import { rayJobSettings } from "./ray-job";
import { rayServiceSettings } from "./ray-service";
import { errorOf, faultsOf, settled } from "./testing/faults-of";

const STORAGE: ClusterStorageArgs = {
  resourceId: "/subscriptions/s/resourceGroups/data/providers/Microsoft.Storage/storageAccounts/mldata",
  oidcIssuerUrl: "https://westeurope.oic.prod-aks.azure.com/tenant/cluster/",
  resourceGroupName: "rg",
};
const REFERENCE: StorageReference = {
  accountName: "mldata",
  namespace: "ray",
  serviceAccountName: "ml-storage",
  mounts: [{ claimName: "ray-claim", mountPath: "/mnt/ray", readOnly: false }],
};
const refuse = (args: RayClusterArgs) => faultsOf(() => rayClusterSettings("team", args));

describe("storage of a RayCluster alone", () => {
  it("should be containers of an account that is there, for a service account of the cluster's own", () => {
    const { clusterStorage } = rayClusterSettings("team", {
      namespace: "team-a",
      storage: { ...STORAGE, containers: { results: {} } },
    });
    expect(clusterStorage).to.deep.equal({
      oidcIssuerUrl: STORAGE.oidcIssuerUrl,
      resourceGroupName: "rg",
      storage: {
        resourceId: STORAGE.resourceId,
        sku: "Standard_LRS",
        hierarchicalNamespace: true,
        containers: [{ name: "results", mountPath: "/mnt/results", readOnly: false, mountOptions: [] }],
        onDestroy: "retain",
        serviceAccount: { namespace: "team-a", name: "team-storage" },
      },
    });
    expect(rayClusterSettings("team", {})).not.to.have.property("clusterStorage");
  });

  it("should refuse ids, issuers and containers that are none, with their paths", () => {
    const storage = {
      ...STORAGE,
      resourceId: "mldata",
      oidcIssuerUrl: "westeurope",
      containers: { UPPER: {} },
    };
    const faults = refuse({ storage });
    expect(faults).to.have.all.keys(
      "storage.resourceId",
      "storage.oidcIssuerUrl",
      "storage.containers.UPPER",
    );
    expect(faults["storage.oidcIssuerUrl"]).to.equal(
      "'westeurope' is no address of an OpenID Connect issuer; take the output 'oidcIssuerUrl' of the AksCluster",
    );
    expect(refuse({ storage: { resourceId: STORAGE.resourceId } as ClusterStorageArgs })).to.have.all.keys(
      "storage.oidcIssuerUrl",
      "storage.resourceGroupName",
    );
  });

  it("should refuse other identities of the pods, and be the identity of the collector of logs", () => {
    const accountUrl = "https://logs.blob.core.windows.net";
    const workerGroups = { t4: { cpu: 1, memoryGiB: 2, replicas: 1, serviceAccountName: "mine" } };
    const faults = refuse({
      storage: STORAGE,
      serviceAccountName: "mine",
      workerGroups,
      historyServer: { accountUrl, clientId: "id" },
    });
    expect(faults).to.have.all.keys(
      "serviceAccountName",
      "workerGroups.t4.serviceAccountName",
      "historyServer.clientId",
    );
    expect(() =>
      rayClusterSettings("team", { storage: STORAGE, historyServer: { accountUrl } }),
    ).not.to.throw();
  });
});

describe("storage of a job's or service's cluster", () => {
  const workerGroups = { t4: { cpu: 1, memoryGiB: 2, replicas: 1 } };
  const cluster: JobClusterArgs = { workerGroups, storageReference: pulumi.output(REFERENCE) };

  it("should be what the reference names", async () => {
    const { cluster: made } = rayJobSettings("train", { cluster, entrypoint: "python a.py" });
    expect(await settled(made?.storage)).to.deep.equal({ accountName: "mldata", mounts: REFERENCE.mounts });
    expect(await settled(made?.serviceAccountName)).to.equal("ml-storage");
  });

  it("should be refused in another namespace, and without storage, as soon as that is known", async () => {
    const job = { cluster, entrypoint: "python a.py" };
    const elsewhere: Record<string, pulumi.Input<unknown> | undefined> = {
      "cluster.storageReference": rayJobSettings("train", { ...job, namespace: "b" }).cluster?.storage,
      "job.cluster.storageReference": rayCronJobSettings("nightly", {
        schedule: "@daily",
        namespace: pulumi.output("b"),
        job,
      }).job.cluster?.storage,
    };
    for (const [path, storage] of Object.entries(elsewhere)) {
      expect(await rejection(storage)).to.contain(
        `${path}: has its claims and service account in the namespace 'ray', and pods in 'b' cannot use them: set 'namespace' to 'ray'`,
      );
    }
    const none = { ...cluster, storageReference: { ...REFERENCE, accountName: "" } };
    const service = rayServiceSettings("serve", { serveConfigV2: "applications: []", cluster: none });
    expect(await rejection(service.cluster.storage)).to.contain(
      "cluster.storageReference: is of a cluster without storage: give that one 'storage'",
    );
  });

  it("should refuse another service account beside it", () => {
    const error = errorOf(() =>
      rayJobSettings("train", { cluster: { ...cluster, serviceAccountName: "mine" }, entrypoint: "x" }),
    );
    expect(error.errors).to.deep.equal([
      {
        propertyPath: "cluster.serviceAccountName",
        reason:
          "excludes 'storageReference', whose service account has the identity for its blobs: remove one of the two",
      },
    ]);
  });

  function rejection(value: pulumi.Input<unknown>): Promise<string> {
    return settled(value).then(
      () => "it was accepted",
      (error: Error) => error.message,
    );
  }
});
