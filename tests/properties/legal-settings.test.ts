import { expect } from "chai";
import * as fc from "fast-check";
import type { AksRayClusterArgs } from "../../provider/args";
import { parseTaint, POOL_LABEL } from "../../provider/settings/placement";
import type { NewObject } from "../kubernetes/api";
import {
  CLUSTER_TIMEOUT,
  createNamespace,
  installRayClusters,
  removeRayClusters,
  testCluster,
  type TestCluster,
} from "../kubernetes/testing/test-cluster";
import { DEFAULT_GATES } from "../operator/feature-gates";
import { refusalOf } from "../operator/validation";
import { OTHER_IMAGE } from "./arbitraries/pools";
import { legalSettings } from "./arbitraries/settings";
import { CPU_SIZES, GPU_SIZES } from "./arbitraries/sizes";
import { azureRefusal, build, type Built } from "./built";
import { parameters, timeout } from "./cases";

/** KubeRay has the gates on that the component turns on. */
function expectTaken(built: Built): void {
  expect(azureRefusal(built)).to.equal(undefined);
  const gates = { ...DEFAULT_GATES, ...built.parts.operator.featureGates };
  expect(refusalOf(built.rayCluster, { gates, certManager: false })).to.equal(undefined);
}

/** Every worker can run on its pool: the labels match, and each taint that keeps pods away is tolerated. */
function expectPlaceable({ pools, rayCluster }: Built): void {
  const groups = rayCluster.spec.workerGroupSpecs ?? [];
  expect(groups).to.have.lengthOf(pools.length);
  for (const { groupName, template } of groups) {
    const pool = pools.find(
      ({ nodeLabels }) => (nodeLabels as Record<string, string>)[POOL_LABEL] === groupName,
    );
    expect(pool, groupName).to.not.equal(undefined);
    const { nodeSelector, tolerations = [] } = template.spec as {
      nodeSelector: object;
      tolerations?: { key: string; effect?: string; value?: string; operator?: string }[];
    };
    expect(pool?.["nodeLabels"]).to.include(nodeSelector);
    for (const text of (pool?.["nodeTaints"] ?? []) as string[]) {
      const taint = parseTaint(text);
      const tolerated = tolerations.some(
        ({ key, effect, operator, value }) =>
          key === taint?.key &&
          (effect === undefined || effect === taint.effect) &&
          (operator === "Exists" || value === taint.value),
      );
      expect(tolerated, `${groupName} and the taint ${text}`).to.equal(true);
    }
  }
}

describe("settings that break no rule", function () {
  this.timeout(timeout());

  it("make pools that Azure takes and a RayCluster that KubeRay takes", () =>
    fc.assert(
      fc.asyncProperty(legalSettings, async (args) => {
        const built = await build(args);
        expectTaken(built);
        expectPlaceable(built);
      }),
      parameters(0.4),
    ));

  for (const [kind, sizes] of Object.entries({ cpuPools: CPU_SIZES, gpuPools: GPU_SIZES })) {
    it(`can be a pool in '${kind}' of each of the sizes that are known`, async () => {
      for (const { name, size } of sizes) {
        const other = size.architecture === "arm64" || size.gpus?.vendor === "amd";
        const pool = { vmSize: name, maxNodes: 2, ...(other && { worker: { image: OTHER_IMAGE } }) };
        const built = await build({ [kind]: { pool } } satisfies AksRayClusterArgs);
        expectTaken(built);
        expectPlaceable(built);
      }
    });
  }
});

describe("settings that break no rule, at an API server", function () {
  this.timeout(CLUSTER_TIMEOUT + timeout());
  const namespace = "any-settings";
  let cluster: TestCluster;

  before(async () => {
    cluster = await testCluster();
    await createNamespace(cluster.client, namespace);
    await installRayClusters(cluster.client);
  });
  after(() => removeRayClusters(cluster.client));

  it("make a RayCluster that the definition of KubeRay has every field of", () =>
    fc.assert(
      fc.asyncProperty(legalSettings, async (args) => {
        const { rayCluster } = await build(args);
        const body = { ...rayCluster, metadata: { ...rayCluster.metadata, namespace } };
        await cluster.client.request<NewObject>({
          method: "POST",
          path: `/apis/ray.io/v1/namespaces/${namespace}/rayclusters?dryRun=All&fieldValidation=Strict`,
          body,
        });
      }),
      parameters(0.2),
    ));
});
