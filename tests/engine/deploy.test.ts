import { expect } from "chai";
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
});
