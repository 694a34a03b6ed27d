import { expect } from "chai";
import type { EngineEvent } from "./index";
import { Thing } from "./testing/fake-resources";
import { errorsOf, PLUGINS, TestStack } from "./testing/stack";

const CHAIN = `
const first = new Thing("first", { value: 1 });
const second = new Thing("second", { value: first.serial });
new Thing("third", { value: second.serial });
new Thing("other");
`;

describe("a deployment that does not come through", () => {
  let stack: TestStack;
  beforeEach(async () => {
    stack = await TestStack.create();
  });
  afterEach(() => stack.close());

  it("runs nothing that depends on a failure, finishes the rest, and the next one goes on from there", async () => {
    const program = await stack.program(CHAIN);
    let otherEnded!: () => void;
    const other = new Promise<void>((resolve) => (otherEnded = resolve));
    stack.controls.before = async (call) => {
      if (call === "create other") otherEnded();
      if (call !== "create second") return;
      await other;
      throw new Error("quota exceeded");
    };
    const failed = await stack.deploy("up", program);
    expect(failed.failed).to.equal(true);
    expect(errorsOf(failed)).to.deep.equal(["quota exceeded", "update failed"]);
    expect(failed.diagnostics.find(({ message }) => message === "quota exceeded")?.urn).to.match(/::second$/);
    expect(stack.takeCalls()).to.have.members(["create first", "create other"]);
    expect(await stack.names()).to.have.members(["project-dev", "first", "other"]);

    stack.controls.before = () => undefined;
    const resumed = await stack.deploy("up", program);
    expect(errorsOf(resumed)).to.deep.equal([]);
    expect(resumed.summary).to.deep.include({ create: 2, same: 3 });
    expect(stack.takeCalls()).to.deep.equal(["create second", "create third"]);
  });

  it("finishes what is under way when it is interrupted, begins nothing new, and can be taken up", async () => {
    const program = await stack.program(CHAIN);
    const controller = new AbortController();
    stack.controls.before = (call) => {
      if (call === "create second") controller.abort();
    };
    const interrupted = await stack.deploy("up", program, { signal: controller.signal });
    expect(interrupted.interrupted).to.equal(true);
    expect(errorsOf(interrupted)).to.deep.equal(["update canceled"]);
    expect(stack.controls.cancellations).to.be.greaterThan(0);
    expect(stack.takeCalls()).to.include("create second").and.not.to.include("create third");
    expect((await stack.state()).deployment.pending_operations).to.equal(undefined);

    stack.controls.before = () => undefined;
    const resumed = await stack.deploy("up", program);
    expect(errorsOf(resumed)).to.deep.equal([]);
    expect(stack.takeCalls()).to.include("create third").and.not.to.include("create second");
  });

  it("takes up a replacement that was interrupted between deletion and creation", async () => {
    const build = (place: string) => async () => void new Thing("first", { place });
    await stack.deploy("up", build("here"));
    stack.controls.before = (call) => {
      if (call === "create first") throw new Error("no capacity");
    };
    const program = await stack.program(`new Thing("first", { place: "there" });`);
    expect(errorsOf(await stack.deploy("up", program))).to.include("no capacity");
    expect(await stack.names()).to.deep.equal(["project-dev", "first"]);
    stack.takeCalls();

    stack.controls.before = () => undefined;
    expect(errorsOf(await stack.deploy("up", program))).to.deep.equal([]);
    expect(stack.takeCalls()).to.deep.equal(["create first"]);
    expect(await stack.names()).to.deep.equal(["project-dev", "first"]);
  });

  it("deletes what a replacement has left when the deletion failed", async () => {
    const build = (identity: string) => async () => void new Thing("first", { identity });
    await stack.deploy("up", build("a"));
    stack.controls.before = (call) => {
      if (call === "delete first") throw new Error("still in use");
    };
    expect(errorsOf(await stack.deploy("up", build("b")))).to.include("still in use");
    expect(await stack.names()).to.have.members(["project-dev", "first", "first"]);
    stack.takeCalls();

    stack.controls.before = () => undefined;
    expect(errorsOf(await stack.deploy("up", build("b")))).to.deep.equal([]);
    expect(stack.takeCalls()).to.deep.equal(["delete first"]);
    expect(stack.controls.cloud).to.have.keys("first-2");
  });

  it("says which input the provider refuses, and touches nothing", async () => {
    const program = await stack.program(`new Thing("bad", { invalid: "x" });`);
    const result = await stack.deploy("preview", program);
    expect(errorsOf(result)).to.deep.equal([
      "fake:index:Thing resource 'bad': property invalid value {x} has a problem: it must not be set",
    ]);
  });

  it("tells the program's own error", async () => {
    const program = await stack.program(`throw new Error("the program gives up");`);
    const result = await stack.deploy("preview", program);
    expect(result.failed).to.equal(true);
    expect(errorsOf(result).join()).to.match(
      /failed with an unhandled exception:\nError: the program gives up/,
    );
  });

  it("says how a plugin ended that crashed", async () => {
    const program = await stack.program(`new Thing("first");`);
    const options = { plugins: { fake: PLUGINS }, environment: { FAKE_CRASH: "create first" } };
    const result = await stack.deploy("up", program, options);
    expect(errorsOf(result)[0]).to.match(/pulumi-resource-fake ended unexpectedly with exit code 3/);
    expect(await stack.names()).to.deep.equal(["project-dev"]);
  });

  it("names the package and the remedy where a plugin is missing", async () => {
    const program = await stack.program(`new pulumi.CustomResource("absent:index:Thing", "first", {});`);
    const result = await stack.deploy("up", program);
    expect(errorsOf(result)).to.deep.equal([
      "no plugin for package 'absent': name its folder in the option 'plugins', or put pulumi-resource-absent on the PATH",
    ]);
  });

  it("refuses a state that was encrypted with another passphrase", async () => {
    await stack.deploy("up", async () => void new Thing("first"));
    const result = await stack.deploy("preview", async () => undefined, { passphrase: "wrong" });
    expect(errorsOf(result).join()).to.match(/cannot read the state file .*: incorrect passphrase/);
  });

  it("tells of each resource when it begins and ends", async () => {
    const events: string[] = [];
    const onEvent = (event: EngineEvent): void => {
      if (event.kind === "resourceStart") events.push(`${event.op} ${event.name}`);
      if (event.kind === "resourceDone") events.push(`done ${event.urn.split("::")[3]} ${event.failed}`);
    };
    stack.controls.before = () => {
      throw new Error("refused");
    };
    await stack.deploy("up", await stack.program(`new Thing("first");`), { onEvent });
    expect(events).to.deep.equal([
      "create project-dev",
      "create first",
      "done first true",
      "done project-dev false",
    ]);
  });
});
