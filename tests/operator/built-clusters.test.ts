import { expect } from "chai";
import type { RayClusterArgs } from "../../provider/args";
import { buildRayCluster } from "../../provider/kubernetes";
import { rayClusterSettings } from "../../provider/settings";
import { settled } from "../../provider/settings/testing/faults-of";
import type { NewObject } from "../kubernetes/api";
import {
  CLUSTER_TIMEOUT,
  createNamespace,
  installRayClusters,
  removeRayClusters,
  testCluster,
  type TestCluster,
} from "../kubernetes/testing/test-cluster";
import type { RayCluster } from "./ray-cluster";
import { refusalOf } from "./validation";

describe("RayClusters that the component builds", function () {
  this.timeout(CLUSTER_TIMEOUT);

  let cluster: TestCluster;
  const namespace = "built-clusters";

  before(async () => {
    cluster = await testCluster();
    await createNamespace(cluster.client, namespace);
    await installRayClusters(cluster.client);
  });
  after(() => removeRayClusters(cluster.client));

  const GROUP = { cpu: 4, memoryGiB: 16, gpus: 1, maxReplicas: 3 };
  const cases: Record<string, RayClusterArgs> = {
    "with labels, custom resources and priorities": {
      head: {
        labels: { role: "head" },
        resources: { coordinator: 1 },
        serviceAnnotations: { "example.com/team": "vision" },
      },
      workerGroups: { gpu: { ...GROUP, labels: { zone: "a" }, resources: { disk: 2 }, priority: 10 } },
    },
  };

  for (const [index, [what, args]] of Object.entries(cases).entries()) {
    it(`should be taken by API server and operator ${what}`, async () => {
      const built = await settled(buildRayCluster(rayClusterSettings(`built-${index}`, args), namespace));
      const sent = JSON.parse(JSON.stringify(built)) as NewObject;
      const stored = (await cluster.client.create(sent, { fieldManager: "test" })) as RayCluster;

      expect(refusalOf(stored)).to.equal(undefined);
      // The server drops what the definition does not have.
      expect(stored.spec).to.containSubset(sent["spec"]);
    });
  }
});
