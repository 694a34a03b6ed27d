import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { publicDashboardFaults, unpinnedImageFaults } from "../../examples/policy-pack/rules";
import type { AksRayClusterArgs } from "../../provider/args";
import { AksRayCluster } from "../../provider/components";
import { FIXTURE_CRD, sha256, writeFixtureChart } from "../../provider/kubernetes/testing/fixture-chart";
import { recordResources } from "../../provider/testing/record";

describe("the policy pack on what the component makes", () => {
  const before = process.cwd();
  let chart: string;
  let project: string;

  beforeEach(async () => {
    chart = await writeFixtureChart();
    project = fs.mkdtempSync(path.join(os.tmpdir(), "aks-ray-policies-"));
    process.chdir(project);
  });
  afterEach(() => {
    process.chdir(before);
    fs.rmSync(project, { recursive: true });
    fs.rmSync(path.dirname(chart), { recursive: true });
  });

  /** What the pack reports, by the name of the resource. */
  async function violations(ray: AksRayClusterArgs["ray"]): Promise<string[]> {
    const { registrations } = await recordResources(() =>
      new AksRayCluster("ml", {
        location: "westeurope",
        gpuPools: { t4: { vmSize: "Standard_NC4as_T4_v3", maxNodes: 2 } },
        operator: { chart: { path: chart, crdDigests: { "ray.io_rayclusters.yaml": sha256(FIXTURE_CRD) } } },
        ray,
      }).outputs(),
    );
    expect(registrations).to.have.length.above(15);
    return registrations.flatMap(({ type, name, inputs }) =>
      [publicDashboardFaults, unpinnedImageFaults].flatMap((rule) =>
        rule({ type, name, props: inputs }).map((fault) => `${name}: ${fault.split(":")[0]}`),
      ),
    );
  }

  it("should find nothing by default", async () => {
    expect(await violations({})).to.deep.equal([]);
  });

  it("should find an image without a version wherever it runs", async () => {
    const found = await violations({ image: "team/ray" });
    expect(found).to.include(
      "ml-raycluster: spec.headGroupSpec.template.spec.containers[0].image is 'team/ray'",
    );
    expect(found.map((violation) => violation.split(":")[0])).to.include("ml-ready");
  });
});
