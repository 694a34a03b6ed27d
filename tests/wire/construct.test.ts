import path from "node:path";
import { expect } from "chai";
import { startMonitor, type Monitor } from "./monitor";
import { ConstructError, startPlugin, type ConstructCall, type PluginProcess } from "./plugin-process";

const signature = "4dabf18193072939515e22adb298388d";
const outputValue = (fields: object) => ({ [signature]: "d0e6a833031e9bbcd3f4e8bde6ca49a4", ...fields });
const secret = (value: unknown) => ({ [signature]: "1b47061264138c4ac30d75fd1eb44270", value });
const resource = (urn: string) => ({
  [signature]: "5cf8f73096256a8f31e491e813e4eb8e",
  urn,
  packageVersion: "1.2.3",
});
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const other = "urn:pulumi:dev::test::test:index:Leaf::other";

describe("the plugin server", function () {
  this.timeout(240_000);
  let monitor: Monitor;
  let plugin: PluginProcess;

  before(async () => {
    monitor = await startMonitor();
    plugin = await startPlugin([path.join(__dirname, "fake-plugin.ts")], monitor.address);
  });

  beforeEach(() => monitor.reset());

  after(async () => {
    await plugin.stop();
    monitor.close();
  });

  const echo = (name: string, call: Partial<ConstructCall> = {}) =>
    plugin.construct({ type: "test:index:Echo", name, ...call });
  const failing = (way: string, name = way) =>
    plugin.construct({ type: "test:index:Failing", name, inputs: { way } }).then(
      () => expect.fail("the Construct should have failed"),
      (error: unknown) => error as ConstructError,
    );
  const registration = (name: string) => {
    const found = monitor.registrations.find((entry) => entry.name === name);
    if (!found) throw new Error(`${name} was not registered`);
    return found;
  };

  describe("inputs and outputs", () => {
    it("should answer with the component's URN, its outputs and what they depend on", async () => {
      const result = await echo("box", { inputs: { text: "hello" } });

      expect(result.urn).to.equal("urn:pulumi:dev::test::test:index:Echo::box");
      expect(result.state).to.deep.equal({ text: "hello", password: secret("hunter2") });
      expect(result.dependencies["text"]).to.deep.equal([
        "urn:pulumi:dev::test::test:index:Echo$test:index:Leaf::box-leaf",
      ]);
    });

    it("should keep a secret input secret, down to the children and back", async () => {
      const result = await echo("box", { inputs: { text: secret("password") } });

      expect(registration("box-leaf").inputs["text"]).to.deep.equal(secret("password"));
      expect(result.state["text"]).to.deep.equal(secret("password"));
    });

    it("should pass on nested outputs with their secrets and dependencies", async () => {
      await echo("box", {
        inputs: { inner: { text: outputValue({ value: "deep", secret: true, dependencies: [other] }) } },
        dependencies: { inner: [other] },
      });

      const leaf = registration("box-leaf");
      expect(leaf.inputs["inner"]).to.deep.equal({ text: secret("deep") });
      expect(leaf.request.getPropertydependenciesMap().get("inner")?.getUrnsList()).to.deep.equal([other]);
    });

    it("should carry unknown values through a preview", async () => {
      const result = await echo("box", {
        preview: true,
        inputs: { inner: { text: outputValue({}) }, text: outputValue({ dependencies: [other] }) },
        dependencies: { text: [other] },
      });

      expect(registration("box-leaf").inputs).to.deep.equal({ inner: { text: unknown }, text: unknown });
      expect(result.state["text"]).to.equal(unknown);
    });

    it("should give a reference to another component as that component with its outputs", async () => {
      const urn = "urn:pulumi:dev::test::test:index:Echo::neighbour";
      monitor.known.set(urn, { text: "from next door" });

      const result = await echo("box", { inputs: { reference: resource(urn) } });

      expect(result.state["referenced"]).to.equal("from next door");
      expect(monitor.registrations.map(({ name }) => name)).to.deep.equal(["box", "box-leaf"]);
    });

    for (const type of ["test:index:Bos", "constructor"]) {
      it(`should refuse the type '${type}', which it does not have, and name those it has`, async () => {
        const error = await plugin.construct({ type, name: "x" }).catch((reason: unknown) => reason);

        expect((error as Error).message).to.equal(
          `There is no resource '${type}'; test 1.2.3 has test:index:Echo, test:index:Failing.`,
        );
      });
    }
  });

  describe("nulls", () => {
    it("should be let through inside an input with dependencies", async () => {
      await echo("box", {
        inputs: { inner: { text: "a", free: { removed: null } } },
        dependencies: { inner: [other] },
      });

      const leaf = registration("box-leaf");
      expect(leaf.inputs["inner"]).to.deep.equal({ text: "a", free: { removed: null } });
      expect(leaf.request.getPropertydependenciesMap().get("inner")?.getUrnsList()).to.deep.equal([other]);
    });

    it("should be let through beside nested outputs", async () => {
      await echo("box", {
        inputs: {
          inner: { text: outputValue({ value: "a", dependencies: [other] }), free: { removed: null } },
        },
        dependencies: { inner: [other] },
      });

      const leaf = registration("box-leaf");
      expect(leaf.inputs["inner"]).to.deep.equal({ text: "a", free: { removed: null } });
      expect(leaf.request.getPropertydependenciesMap().get("inner")?.getUrnsList()).to.deep.equal([other]);
    });

    it("should count as absent where a field is declared, and stay in free-form values", async () => {
      await echo("box", {
        inputs: {
          text: null,
          inner: { text: null, free: { removed: null } },
          list: [{ text: null }],
          map: { a: { text: null } },
        },
      });

      expect(registration("box-leaf").inputs).to.deep.equal({
        inner: { free: { removed: null } },
        list: [{}],
        map: { a: {} },
      });
    });
  });

  describe("options", () => {
    it("should pass on deletedWith in full", async () => {
      await echo("box", { options: (request) => request.setDeletedwith(other) });

      expect(registration("box").request.getDeletedwith()).to.equal(other);
    });

    it("should pass on additionalSecretOutputs, deleteBeforeReplace and replaceWith", async () => {
      await echo("box", {
        options: (request) =>
          request
            .setAdditionalsecretoutputsList(["text"])
            .setDeletebeforereplace(true)
            .setReplaceWithList([other]),
      });

      const { request } = registration("box");
      expect(request.getAdditionalsecretoutputsList()).to.deep.equal(["text"]);
      expect(request.getDeletebeforereplace()).to.equal(true);
      expect(request.getReplaceWithList()).to.deep.equal([other]);
    });

    it("should leave protect and retainOnDelete unset when nobody set them, so that they are inherited", async () => {
      await echo("free");
      await echo("kept", { options: (request) => request.setProtect(false).setRetainondelete(true) });

      expect(registration("free").request.hasProtect()).to.equal(false);
      expect(registration("free").request.hasRetainondelete()).to.equal(false);
      expect(registration("kept").request.hasProtect()).to.equal(true);
      expect(registration("kept").request.getRetainondelete()).to.equal(true);
    });
  });

  describe("failures", () => {
    const faults = [
      { path: "pools.a.min", reason: "must be at most 2" },
      { path: "pools.b", reason: "is unknown" },
    ];

    for (const way of ["throws", "rejects", "rejects-later"]) {
      it(`should name every wrong argument when a component ${way.replace("-", " ")}`, async () => {
        const error = await failing(way);

        expect(error.message).to.equal("Invalid arguments");
        expect(error.faults).to.deep.equal(faults);
      });
    }

    it("should name the wrong argument of an InputPropertyError", async () => {
      expect((await failing("throws-one")).faults).to.deep.equal([{ path: "a", reason: "is wrong" }]);
    });

    it("should answer with the message alone, and show no stack trace", async () => {
      expect((await failing("throws-plain")).message).to.equal("something broke");
      expect((await failing("throws-outside")).message).to.equal("thrown outside");
      await failing("rejects-later");

      expect([plugin.stderr(), ...monitor.complaints].join("\n")).not.to.match(/^\s+at /m);
    });

    it("should leave stack traces to Node, which reads no source maps for them", async () => {
      expect((await failing("throws-trace")).message).to.equal("undefined");
    });

    it("should name the resource that was refused", async () => {
      monitor.refuse("box-leaf", "quota exceeded");

      const error = await echo("box").catch((reason: unknown) => reason);

      expect((error as Error).message)
        .to.contain("quota exceeded")
        .and.to.contain("box-leaf");
    });

    it("should leave other Constructs in flight alone", async () => {
      const waiting = failing("never");
      await monitor.registered("never-leaf");
      const rejected = failing("rejects-later");
      monitor.refuse("refused-leaf", "quota exceeded");
      const refused = failing("leaf-is-refused", "refused");
      const thrown = failing("throws-outside");
      await Promise.all([rejected, refused, thrown]);

      const outcome = await Promise.race([waiting, echo("later").then(() => "still in flight")]);

      expect(outcome).to.equal("still in flight");
      expect((await refused).message).to.contain("quota exceeded");
    });
  });
});
