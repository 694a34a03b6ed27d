import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import { settled } from "../settings/testing/faults-of";
import { markSecrets, parseSettings, withDefaults } from "./settings";

const WORK = { vmSize: "Standard_D8s_v5", nodes: 1 };
const T4 = { t4: { vmSize: "Standard_NC4as_T4_v3", minNodes: 0, maxNodes: 2 } };

describe("the settings of the reusable stack", () => {
  it("should be an object, or nothing yet", () => {
    expect(parseSettings('{"location":"northeurope"}')).to.deep.equal({ location: "northeurope" });
    expect(parseSettings(undefined)).to.deep.equal({});
    expect(parseSettings("")).to.deep.equal({});
  });

  for (const text of ["westeurope", "[1]", "null", "3", '"x"']) {
    it(`should be refused without a stack trace when they are ${text}`, () => {
      expect(() => parseSettings(text))
        .to.throw(/^settings: must be an object; set its parts one by one/)
        .that.satisfies((error: Error) => pulumi.RunError.isInstance(error));
    });
  }

  it("should have a small GPU pool and a region where they name none", () => {
    expect(withDefaults({}, undefined)).to.deep.equal({ location: "westeurope", gpuPools: T4 });
    expect(withDefaults({ ray: { version: "2.55.0" } }, undefined).ray).to.deep.equal({ version: "2.55.0" });
    expect(withDefaults({ location: "eastus" }, undefined).location).to.equal("eastus");
  });

  it("should leave the region to azure-native's configuration", () => {
    expect(withDefaults({}, "northeurope")).to.deep.equal({ gpuPools: T4 });
  });

  it("should have no pool besides those that they name", () => {
    for (const pools of [{ cpuPools: { work: WORK } }, { gpuPools: {} }, { provisionedPools: {} }]) {
      expect(withDefaults(pools, "northeurope")).to.deep.equal(pools);
    }
  });

  it("should keep secret what can be one, and show the rest", async () => {
    const marked = markSecrets({
      location: "eastus",
      ray: { env: { TOKEN: "hidden" }, head: { env: { A: "hidden" }, cpu: 2 } },
      operator: { values: { list: [{ a: "hidden" }, 3, null, true] }, watchNamespaces: ["ray"] },
    });
    const { env, head } = marked.ray;
    expect(marked.location).to.equal("eastus");
    expect(head.cpu).to.equal(2);
    expect(marked.operator.watchNamespaces).to.deep.equal(["ray"]);
    expect(marked.operator.values.list.slice(1)).to.deep.equal([3, null, true]);
    const [first] = marked.operator.values.list as [{ a: string }];
    for (const text of [env.TOKEN, head.env.A, first.a]) {
      expect(pulumi.Output.isInstance(text)).to.equal(true);
      expect(await pulumi.isSecret(pulumi.output(text))).to.equal(true);
      expect(await settled(text)).to.equal("hidden");
    }
  });
});
