import { expect } from "chai";
import { collectLogs, PluginClient, urnOf, type LogCollector } from "./client";
import { InitFailedError } from "./errors";
import { containsUnknown, isMap, Secret, UNKNOWN, type PropertyMap } from "./properties";
import type { PluginHost, Provider } from "./provider";
import { servePlugin, type PluginServer } from "./server";

const BOX = { type: "test:index:Box", name: "box" };

/** A provider that shows on the outside what arrived on the inside. */
function boxes(host: PluginHost): Provider {
  return {
    check: async ({ news }) => ({
      inputs: { ...news, colour: news["colour"] ?? "red" },
      failures: news["size"] === -1 ? [{ property: "size", reason: "must be at least 0" }] : [],
    }),
    create: async ({ urn, type, name, inputs, preview }) => {
      host.log("info", "creating", urn, true);
      if (inputs["broken"] === true)
        throw new InitFailedError("box-1", { ...inputs, half: true }, ["not ready"]);
      if (inputs["refused"] === true) throw new Error("the box is refused");
      const secret = isMap(inputs["inner"]) ? new Secret(inputs["inner"]["password"]) : undefined;
      return {
        id: preview ? "" : "box-1",
        properties: { ...inputs, type, name, unknowns: containsUnknown(inputs), secret },
      };
    },
    read: async ({ id, properties, inputs }) => (id === "gone" ? undefined : { id, properties, inputs }),
  };
}

describe("the plugin server", () => {
  let logs: LogCollector;
  let server: PluginServer;
  let client: PluginClient;

  before(async () => {
    logs = await collectLogs();
    server = await servePlugin({
      name: "test",
      version: "1.0.0",
      provider: boxes,
      acceptSecrets: true,
      args: ["--logtostderr", logs.address],
      printPort: false,
    });
    client = new PluginClient(server.port);
    await client.configure();
  });

  after(async () => {
    client.close();
    await server.close();
    logs.close();
  });

  it("hands plain values to the provider and back, nulls and empty containers included", async () => {
    const values = {
      text: "a",
      number: 1.5,
      yes: true,
      nothing: null,
      list: [1, ["x"], {}],
      map: { a: { b: [] } },
    };
    const { id, properties } = await client.create(BOX, values);
    expect(id).to.equal("box-1");
    expect(properties).to.deep.equal({ ...values, ...BOX, unknowns: false });
  });

  it("carries unknown values through a preview", async () => {
    const { id, properties } = await client.create(BOX, { list: [{ later: UNKNOWN }] }, true);
    expect(id).to.equal("");
    expect(properties).to.include({ unknowns: true });
    expect(properties["list"]).to.deep.equal([{ later: UNKNOWN }]);
  });

  it("unwraps secrets on the way in and marks them on the way out", async () => {
    const inputs: PropertyMap = { inner: { password: new Secret("xyzzy") } };
    const { properties, secretPaths } = await client.create(BOX, inputs);
    expect(properties).to.include({ secret: "xyzzy" });
    expect(secretPaths).to.deep.equal([["secret"]]);
    expect(properties["inner"]).to.deep.equal({ password: "xyzzy" });
  });

  it("reports checked inputs and failures with their property", async () => {
    const { inputs, failures } = await client.check(BOX, { size: -1 });
    expect(inputs).to.deep.equal({ size: -1, colour: "red" });
    expect(failures).to.deep.equal(["size: must be at least 0"]);
  });

  it("compares inputs where the provider has no diff", async () => {
    const same = await client.diff(BOX, "box-1", { a: [1] }, {}, { a: [1] });
    expect(same).to.deep.include({ changed: false, diffs: [] });
    const changed = await client.diff(BOX, "box-1", { a: [1], b: 1 }, {}, { a: [2], b: 1 });
    expect(changed).to.deep.include({ changed: true, diffs: ["a"] });
  });

  it("says with an empty id that a resource is gone", async () => {
    expect(await client.read(BOX, "gone")).to.include({ id: "" });
    expect(await client.read(BOX, "there", { a: 1 }, { a: 1 })).to.deep.include({
      id: "there",
      properties: { a: 1 },
    });
  });

  it("answers a thrown error with its message", async () => {
    expect(await failure(client.create(BOX, { refused: true }))).to.have.property(
      "message",
      "the box is refused",
    );
  });

  it("answers a failed initialisation with the id and the properties to record", async () => {
    const error = await failure(client.create(BOX, { broken: true }));
    expect(error).to.be.instanceOf(InitFailedError);
    expect(error).to.deep.include({
      id: "box-1",
      reasons: ["not ready"],
      properties: { broken: true, half: true },
    });
  });

  it("answers what the provider lacks with UNIMPLEMENTED", async () => {
    const error = await failure(client.delete(BOX, "box-1"));
    expect(error).to.have.property("message", "test: Delete is not implemented");
  });

  it("logs to the engine beside the resource", async () => {
    await client.create({ ...BOX, name: "logged" }, {});
    const entry = await logs.entry(({ urn }) => urn.endsWith("::logged"));
    const urn = urnOf({ ...BOX, name: "logged" });
    expect(entry).to.deep.equal({ severity: "info", message: "creating", urn, ephemeral: true });
  });
});

async function failure(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error("the call should have failed");
}
