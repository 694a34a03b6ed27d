import { expect } from "chai";
import type { NodeProgram } from "./index";
import { errorsOf, TestStack } from "./testing/stack";

const PROGRAM = `
const base = new Thing("base", { value: 1 });
const pair = new Pair("pair", { value: base.serial, token: pulumi.secret("s3cret") }, { dependsOn: base });
new Thing("after", { value: pair.serial }, { dependsOn: pair });
exports.serial = pair.serial;
exports.hidden = pair.secret;
`;

describe("a component that a plugin constructs", () => {
  let stack: TestStack;
  let program: NodeProgram;
  before(async () => {
    stack = await TestStack.create();
    program = await stack.program(PROGRAM);
  });
  after(() => stack.close());

  it("shows its resources in a preview", async () => {
    const result = await stack.deploy("preview", program);
    expect(errorsOf(result)).to.deep.equal([]);
    expect(result.summary.create).to.equal(6);
    expect(result.outputs).to.deep.equal({
      serial: { value: undefined, secret: false },
      hidden: { value: "hidden", secret: true },
    });
  });

  it("has its resources below it, after what it depends on, and before what depends on it", async () => {
    const result = await stack.deploy("up", program);
    expect(errorsOf(result)).to.deep.equal([]);
    expect(stack.takeCalls()).to.deep.equal([
      "create base",
      "create pair-first",
      "create pair-second",
      "create after",
    ]);
    expect(result.outputs).to.deep.equal({
      serial: { value: 1, secret: false },
      hidden: { value: "hidden", secret: true },
    });
    const { resources } = (await stack.state()).deployment;
    const byName = (name: string) => resources.find(({ urn }) => urn.endsWith(`::${name}`));
    const urn = "urn:pulumi:dev::project::parts:index:Pair::pair";
    expect(byName("pair")).to.deep.include({ custom: false, urn });
    expect(byName("pair-second")).to.deep.include({ parent: urn });
    expect(byName("after")?.dependencies).to.include(urn);
    expect(byName("after")?.propertyDependencies).to.have.property("value").that.includes(urn);
  });

  it("changes nothing the second time", async () => {
    const result = await stack.deploy("up", program);
    expect(result.summary).to.deep.equal({ create: 0, update: 0, replace: 0, delete: 0, same: 6, read: 0 });
  });

  it("is deleted after what depends on it and before what it depends on", async () => {
    expect(errorsOf(await stack.deploy("destroy"))).to.deep.equal([]);
    expect(stack.takeCalls()).to.deep.equal([
      "delete after",
      "delete pair-second",
      "delete pair-first",
      "delete base",
    ]);
  });

  it("is refused with every faulty input and its reason", async () => {
    const faulty = await stack.program(`new Pair("pair", { faulty: { size: 3 } });`);
    const result = await stack.deploy("preview", faulty);
    expect(errorsOf(result)).to.deep.equal([
      "parts:index:Pair resource 'pair' has a problem: Invalid arguments\n" +
        "\t\t- property faulty.size with value '{3}' has a problem: it must be at most 2\n" +
        "\t\t- property missing has a problem: it is required",
    ]);
  });

  it("cannot be deleted with a resource unless its plugin mends what the SDK cuts off", async () => {
    const cut = await stack.program(`
      const base = new Thing("base");
      new Pair("pair", {}, { deletedWith: base });
    `);
    expect(errorsOf(await stack.deploy("preview", cut))[0]).to.match(/invalid DeletedWith URN: invalid URN/);
  });

  it("is only itself in a preview in which its provider's configuration is not known", async () => {
    const unknown = await stack.program(`
      const base = new Thing("base", { value: 1 });
      class PartsProvider extends pulumi.ProviderResource {}
      const provider = new PartsProvider("parts", "parts", { key: base.serial });
      const pair = new Pair("pair", {}, { providers: { parts: provider } });
      exports.serial = pair.serial;
    `);
    const result = await stack.deploy("preview", unknown);
    expect(errorsOf(result)).to.deep.equal([]);
    expect(result.summary.create).to.equal(4);
    expect(result.outputs.serial?.value).to.equal(undefined);
  });
});
