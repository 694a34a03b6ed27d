import { expect } from "chai";
import { writeFile } from "node:fs/promises";
import { Group, Thing } from "./testing/fake-resources";
import { errorsOf, TestStack } from "./testing/stack";

describe("deploy", () => {
  let stack: TestStack;
  beforeEach(async () => {
    stack = await TestStack.create();
  });
  afterEach(() => stack.close());

  const program = async () => {
    const first = new Thing("first", { value: "a" });
    const group = new Group("group", { value: first.serial });
    return { serial: first.serial, inner: group.thing.echo };
  };

  it("previews with unknowns, creates nothing and writes no state", async () => {
    const result = await stack.deploy("preview", program);
    expect(errorsOf(result)).to.deep.equal([]);
    expect(result.summary).to.deep.equal({ create: 4, update: 0, replace: 0, delete: 0, same: 0, read: 0 });
    expect(result.outputs).to.deep.equal({
      serial: { value: undefined, secret: false },
      inner: { value: undefined, secret: false },
    });
    expect(stack.takeCalls()).to.deep.equal([]);
  });

  it("creates, changes nothing the second time, and destroys in reverse order", async () => {
    const created = await stack.deploy("up", program);
    expect(errorsOf(created)).to.deep.equal([]);
    expect(created.summary.create).to.equal(4);
    expect(created.outputs).to.deep.equal({
      serial: { value: 1, secret: false },
      inner: { value: 1, secret: false },
    });
    expect(stack.takeCalls()).to.deep.equal(["create first", "create group-thing"]);
    expect(await stack.names()).to.have.members(["project-dev", "first", "group", "group-thing"]);

    const again = await stack.deploy("up", program);
    expect(again.summary).to.deep.equal({ create: 0, update: 0, replace: 0, delete: 0, same: 4, read: 0 });
    expect(stack.takeCalls()).to.deep.equal([]);

    const destroyed = await stack.deploy("destroy");
    expect(errorsOf(destroyed)).to.deep.equal([]);
    expect(destroyed.summary.delete).to.equal(4);
    expect(stack.takeCalls()).to.deep.equal(["delete group-thing", "delete first"]);
    expect(await stack.names()).to.deep.equal([]);
  });

  it("leaves the state file alone where nothing changes", async () => {
    await stack.deploy("up", program);
    const before = await stack.text();
    await stack.deploy("preview", async () => undefined);
    await stack.deploy("up", program);
    expect(await stack.text()).to.equal(before);
  });

  it("passes on what a provider says, and what it only says for the moment", async () => {
    const result = await stack.deploy("up", async () => void new Thing("first", { value: "dear" }));
    const urn = "urn:pulumi:dev::project::fake:index:Thing::first";
    const said = result.events.filter((event) => event.kind === "diagnostic");
    expect(said.map(({ message, ephemeral, urn: about }) => ({ message, ephemeral, about }))).to.deep.equal([
      { message: "waiting for the fake cloud", ephemeral: true, about: urn },
      { message: "this is dear", ephemeral: false, about: urn },
    ]);
    expect(result.diagnostics).to.deep.equal([
      { severity: "warning", message: "this is dear", urn, streamId: 0 },
    ]);
  });

  it("works on no more resources at a time than it may", async () => {
    let [working, most] = [0, 0];
    stack.controls.before = async () => {
      most = Math.max(most, ++working);
      await new Promise((resolve) => setImmediate(resolve));
      working--;
    };
    const many = async () => {
      for (let index = 0; index < 8; index++) new Thing(`thing-${index}`);
    };
    expect((await stack.deploy("up", many, { parallel: 1 })).summary.create).to.equal(9);
    expect(most).to.equal(1);
  });

  it("warns of operations that were cut short, until a refresh", async () => {
    await stack.deploy("up", async () => void new Thing("first"));
    const state = await stack.state();
    const first = state.deployment.resources.find(({ urn }) => urn.endsWith("::first"));
    if (first === undefined) throw new Error("the state has no resource 'first'");
    state.deployment.pending_operations = [
      { resource: { ...first, urn: `${first.urn}-lost` }, type: "creating" },
    ];
    await writeFile(stack.stateFile, JSON.stringify(state));

    const warned = await stack.deploy("up", async () => void new Thing("first", { value: 2 }));
    expect(warned.diagnostics[0]?.message).to.match(
      /1 pending operations[^]*first-lost, interrupted while creating/,
    );
    expect((await stack.state()).deployment.pending_operations).to.have.length(1);
    await stack.deploy("refresh");
    expect((await stack.state()).deployment.pending_operations).to.equal(undefined);
  });
});
