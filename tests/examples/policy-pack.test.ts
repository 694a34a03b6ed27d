import { expect } from "chai";
import { publicDashboardFaults, unpinnedImageFaults, type Resource } from "../../examples/policy-pack/rules";
import {
  gpuQuotaFaults,
  openApiServerFaults,
  privilegedFaults,
  sharedKeyFaults,
  tokenFaults,
} from "../../examples/policy-pack/safe-defaults";
import type { AksRayClusterArgs } from "../../provider/args";
import { AksRayCluster } from "../../provider/components";
import { openFixtureProject, type FixtureProject } from "../../provider/testing/fixture-project";
import { recordResources } from "../../provider/testing/record";

const MANDATORY = [
  publicDashboardFaults,
  unpinnedImageFaults,
  tokenFaults,
  privilegedFaults,
  sharedKeyFaults,
  (resource: Resource) => gpuQuotaFaults(resource, 16),
];

describe("the policy pack on what the component makes", () => {
  let project: FixtureProject;

  beforeEach(async () => {
    project = await openFixtureProject();
  });
  afterEach(() => project.close());

  /** What rules report, by the name of the resource. */
  async function violations(args: AksRayClusterArgs, rules = MANDATORY): Promise<string[]> {
    const { registrations } = await recordResources(() =>
      new AksRayCluster("ml", {
        location: "westeurope",
        gpuPools: { t4: { vmSize: "Standard_NC4as_T4_v3", maxNodes: 2 } },
        operator: project.operator,
        ...args,
      }).outputs(),
    );
    expect(registrations).to.have.length.above(15);
    return registrations.flatMap(({ type, name, inputs }) =>
      rules.flatMap((rule) =>
        rule({ type, name, props: inputs }).map((fault) => `${name}: ${fault.split(":")[0]}`),
      ),
    );
  }

  it("should find nothing by default", async () => {
    expect(await violations({ storage: {}, registry: { name: "mlimages" } })).to.deep.equal([]);
  });

  it("should find an image without a version wherever it runs", async () => {
    const found = await violations({ ray: { image: "team/ray" } });
    expect(found).to.include(
      "ml-raycluster: spec.headGroupSpec.template.spec.containers[0].image is 'team/ray'",
    );
    expect(found.map((violation) => violation.split(":")[0])).to.include("ml-ready");
  });

  it("should find Ray without a token", async () => {
    const found = await violations({ ray: { auth: { mode: "disabled" } } });
    expect(found).to.deep.equal(["ml-raycluster: spec.authOptions.mode is not 'token'"]);
  });

  it("should warn of an API server that is open, and not of one that is closed", async () => {
    expect(await violations({}, [openApiServerFaults])).to.have.lengthOf(1);
    const network = { apiServerAccess: { authorizedIPRanges: ["203.0.113.0/24"] } };
    expect(await violations({ network }, [openApiServerFaults])).to.deep.equal([]);
  });
});
