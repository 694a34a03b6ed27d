import { expect } from "chai";
import type { AksRayClusterArgs, RayClusterArgs } from "../args";
import { aksRayClusterSettings } from "./aks-ray-cluster";
import { rayClusterSettings } from "./ray-cluster";
import { rayJobSettings } from "./ray-job";
import { faultsOf } from "./testing/faults-of";

const URL = "https://logs.blob.core.windows.net";
const refuse = (args: RayClusterArgs) => faultsOf(() => rayClusterSettings("ml", args));

describe("the collector of logs and events", () => {
  it("should make a service account with the identity", () => {
    expect(rayClusterSettings("ml", { historyServer: { accountUrl: URL, clientId: "id" } })).to.deep.include({
      historyServer: { accountUrl: URL, image: "quay.io/kuberay/collector:v1.7.0" },
      ownServiceAccount: { clientId: "id" },
      serviceAccountName: "ml-ray",
    });
  });

  it("should need no service account with a connection string, nor make one where there is one", () => {
    const connectionStringSecret = { name: "storage", key: "connection" };
    for (const args of [
      { historyServer: { connectionStringSecret } },
      { historyServer: { accountUrl: URL }, serviceAccountName: "own" },
    ]) {
      expect(rayClusterSettings("ml", args)).not.to.have.property("ownServiceAccount");
    }
  });

  const cases: [string, RayClusterArgs, Record<string, string>][] = [
    [
      "no storage, and an identity for none",
      { historyServer: { clientId: "id" } },
      {
        historyServer: "must have one of 'accountUrl' and 'connectionStringSecret', or storage beside it",
        "historyServer.clientId": "is of the identity for 'accountUrl'; give that too, or remove it",
      },
    ],
    [
      "an account without an identity",
      { historyServer: { accountUrl: URL } },
      {
        "historyServer.clientId":
          "must be given for 'accountUrl', unless 'serviceAccountName' names an account with an identity",
      },
    ],
    [
      "two identities",
      { historyServer: { accountUrl: URL, clientId: "id" }, serviceAccountName: "own" },
      {
        "historyServer.clientId":
          "excludes 'serviceAccountName', whose service account names its own identity; remove one",
      },
    ],
    [
      "an address, a container and amounts that are none",
      {
        serviceAccountName: "own",
        historyServer: {
          accountUrl: "logs",
          containerName: "A--b",
          resources: { cpu: "much", memory: "64" },
        },
      },
      {
        "historyServer.accountUrl":
          "'logs' is no address of a storage account, such as 'https://ACCOUNT.blob.core.windows.net'",
        "historyServer.containerName":
          "'A--b' is no name of a blob container: 3 to 63 lower-case letters, digits and single '-', a letter or digit first and last",
        "historyServer.resources.cpu": "must be an amount of CPU such as '500m' or '2'",
        "historyServer.resources.memory":
          "must be an amount of memory with its unit, such as '512Mi' or '8Gi'",
      },
    ],
    [
      "what KubeRay or this package sets",
      {
        historyServer: {
          connectionStringSecret: { name: "s", key: "k" },
          env: { RAY_ROLE: "Head", STORAGE_BACKEND: "S3", AZURE_STORAGE_CONTAINER: "x" },
        },
        head: { podTemplate: { spec: { containers: [{ name: "ray-history-collector" }] } } },
      },
      {
        "historyServer.env.RAY_ROLE": "is set by KubeRay; remove it",
        "historyServer.env.STORAGE_BACKEND": "is set by this package; remove it",
        "historyServer.env.AZURE_STORAGE_CONTAINER": "is set by 'containerName'; remove it",
        "head.podTemplate.spec.containers.ray-history-collector":
          "is the name of KubeRay's container for 'historyServer'; choose another name",
      },
    ],
  ];
  for (const [what, args, expected] of cases) {
    it(`should refuse ${what}`, () => expect(refuse(args)).to.deep.equal(expected));
  }

  it("should refuse two storages", () => {
    const historyServer = { accountUrl: URL, connectionStringSecret: { name: "s", key: "k" } };
    expect(refuse({ serviceAccountName: "own", historyServer })).to.deep.equal({
      historyServer: "must have at most one of 'accountUrl' and 'connectionStringSecret'",
    });
  });

  it("should refuse a server that could not reach what it shows, or belongs to a job", () => {
    const server = {};
    const serviceAccountName = "own";
    expect(refuse({ serviceAccountName, historyServer: { accountUrl: URL, server } })).to.deep.equal({
      "historyServer.server":
        "needs 'storage', or 'connectionStringSecret', to reach what it shows; give one, or remove it",
    });
    const stackArgs = { ...stack({ accountUrl: URL, server }), storage: {} };
    expect(faultsOf(() => aksRayClusterSettings("ml", stackArgs))).to.deep.equal({
      "ray.historyServer.accountUrl":
        "excludes 'server', whose identity may read the account of 'storage' alone: remove one of the two",
    });
    const cluster = { historyServer: { connectionStringSecret, server } };
    expect(faultsOf(() => rayJobSettings("train", { entrypoint: "x", cluster }))).to.have.property(
      "cluster.historyServer.server",
    );
    expect(() => aksRayClusterSettings("ml", { ...stack({ server }), storage: {} })).not.to.throw();
  });

  const stack = (
    historyServer: NonNullable<AksRayClusterArgs["ray"]>["historyServer"],
    worker = {},
  ): AksRayClusterArgs => ({
    gpuPools: { t4: { vmSize: "Standard_NC4as_T4_v3", nodes: 1, worker } },
    ray: { historyServer },
  });
  const connectionStringSecret = { name: "storage", key: "connection" };

  it("should leave room for itself beside workers that fill their node", () => {
    const size = (args: AksRayClusterArgs) => aksRayClusterSettings("ml", args).ray.workerGroups?.t4;
    const resources = { cpu: "500m", memory: "1Gi" };
    const [alone, beside] = [size(stack(undefined)), size(stack({ connectionStringSecret, resources }))];
    expect(beside?.memoryGiB).to.equal((alone?.memoryGiB ?? 0) - 1);
    const { operator } = aksRayClusterSettings("ml", stack({ connectionStringSecret }));
    expect(operator.featureGates).to.deep.equal({ RayClusterHistoryServer: true });
  });

  it("should refuse a worker that fits the node only without it", () => {
    const most = aksRayClusterSettings("ml", stack(undefined)).ray.workerGroups?.t4;
    const resources = { memory: "1Gi" };
    const worker = { memoryGiB: most?.memoryGiB };
    expect(() => aksRayClusterSettings("ml", stack(undefined, worker))).not.to.throw();
    expect(
      faultsOf(() => aksRayClusterSettings("ml", stack({ connectionStringSecret, resources }, worker))),
    ).to.have.property("gpuPools.t4.worker.memoryGiB");
  });
});
