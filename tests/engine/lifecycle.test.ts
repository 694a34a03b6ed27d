import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import type { DeployResult } from "./index";
import { FakeProvider, Group, Thing } from "./testing/fake-resources";
import { errorsOf, TestStack } from "./testing/stack";

function expectWell(result: DeployResult): void {
  expect(errorsOf(result)).to.deep.equal([]);
  expect(result.failed).to.equal(false);
}

describe("the life of a resource", () => {
  let stack: TestStack;
  beforeEach(async () => {
    stack = await TestStack.create();
  });
  afterEach(() => stack.close());

  /** Runs `up` and returns the calls to the provider. */
  async function up(build: () => unknown): Promise<string[]> {
    expectWell(
      await stack.deploy("up", () => {
        build();
        return Promise.resolve();
      }),
    );
    return stack.takeCalls();
  }

  it("is updated where an input has changed, and what depends on it is not where nothing changes for it", async () => {
    const build = (value: string) => () => {
      const first = new Thing("first", { value });
      new Thing("second", { value: first.serial });
    };
    expect(await up(build("a"))).to.deep.equal(["create first", "create second"]);
    expect(await up(build("b"))).to.deep.equal(["update first"]);
  });

  it("is created anew before the old one is deleted", async () => {
    const build = (identity: string) => () => {
      const first = new Thing("first", { identity });
      new Thing("second", { value: first.serial });
    };
    await up(build("a"));
    expect(await up(build("b"))).to.deep.equal(["create first", "update second", "delete first"]);
    expect(stack.controls.cloud).to.have.keys("first-2", "second-1");
  });

  it("is deleted first where the provider asks for it, after those that its replacement replaces", async () => {
    const build = (place: string) => () => {
      const first = new Thing("first", { place });
      new Thing("replaced", { identity: pulumi.interpolate`${first.serial}` });
      new Thing("updated", { value: first.serial });
      new Thing("unconcerned", {}, { dependsOn: first });
    };
    await up(build("a"));
    const calls = await up(build("b"));
    expect(calls.slice(0, 3)).to.deep.equal(["delete replaced", "delete first", "create first"]);
    expect(calls.slice(3)).to.have.members(["create replaced", "update updated"]);
  });

  it("is deleted first where the program asks for it", async () => {
    const build = (identity: string) => () => new Thing("first", { identity }, { deleteBeforeReplace: true });
    await up(build("a"));
    expect(await up(build("b"))).to.deep.equal(["delete first", "create first"]);
  });

  it("is deleted after what depends on it", async () => {
    await up(() => {
      const first = new Thing("first");
      const second = new Thing("second", {}, { dependsOn: first });
      new Thing("third", { value: second.serial });
    });
    expect(await up(() => undefined)).to.deep.equal(["delete third", "delete second", "delete first"]);
  });

  it("is not deleted by its provider when it goes together with another", async () => {
    await up(() => {
      const cluster = new Thing("cluster");
      new Group("inside", {}, { deletedWith: cluster });
    });
    const result = await stack.deploy("destroy");
    expectWell(result);
    expect(result.summary.delete).to.equal(4);
    expect(stack.takeCalls()).to.deep.equal(["delete cluster"]);
  });

  it("is replaced together with what it is deleted with", async () => {
    const build = (identity: string) => () => {
      const cluster = new Thing("cluster", { identity });
      new Thing("inside", {}, { deletedWith: cluster });
    };
    await up(build("a"));
    expect(await up(build("b"))).to.deep.equal(["create cluster", "create inside", "delete cluster"]);
  });

  it("stays in the cloud when it is to be retained", async () => {
    await up(() => new Thing("kept", {}, { retainOnDelete: true }));
    expect(await up(() => undefined)).to.deep.equal([]);
    expect(await stack.names()).to.deep.equal(["project-dev"]);
  });

  it("is not deleted while it is protected, and the others are", async () => {
    await up(() => {
      new Group("guarded", {}, { protect: true });
      new Thing("free");
    });
    const result = await stack.deploy("destroy");
    expect(result.failed).to.equal(true);
    expect(errorsOf(result).join("\n")).to.match(/guarded-thing" cannot be deleted\nbecause it is protected/);
    expect(stack.takeCalls()).to.deep.equal(["delete free"]);
    expect(await stack.names()).to.include.members(["guarded", "guarded-thing"]);
  });

  it("is found under an alias, and so are its children", async () => {
    await up(() => new Group("old", { value: 1 }));
    const result = await stack.deploy("up", async () => {
      new Group("new", { value: 1 }, { aliases: [{ name: "old" }] });
    });
    expectWell(result);
    expect(result.summary).to.deep.include({ same: 3, create: 0, delete: 0 });
    expect(await stack.names()).to.have.members(["project-dev", "new", "new-thing"]);
  });

  it("keeps what is ignored, in every element of an array", async () => {
    const build = (count: number, size: string) => () =>
      new Thing(
        "pools",
        {
          value: [
            { count, size },
            { count, size },
          ],
        },
        { ignoreChanges: ["value[*].count"] },
      );
    await up(build(1, "s"));
    expect(await up(build(5, "s"))).to.deep.equal([]);
    expect(await up(build(5, "m"))).to.deep.equal(["update pools"]);
    expect(stack.controls.cloud.get("pools-1")?.value).to.deep.equal([
      { count: 1, size: "m" },
      { count: 1, size: "m" },
    ]);
  });

  it("is replaced where a property changes that the program says replaces it", async () => {
    const build = (value: number) => () => new Thing("first", { value }, { replaceOnChanges: ["value"] });
    await up(build(1));
    expect(await up(build(2))).to.deep.equal(["create first", "delete first"]);
  });

  it("moves to another provider when that one's configuration replaces", async () => {
    const build = (account: string) => () => {
      const provider = new FakeProvider("provider", { account });
      new Thing("first", {}, { provider });
    };
    await up(build("a"));
    expect(await up(build("a"))).to.deep.equal([]);
    expect(await up(build("b"))).to.deep.equal(["create first", "delete first"]);
  });

  it("may be read without being managed", async () => {
    stack.controls.cloud.set("there", { value: 5, echo: 5 });
    const result = await stack.deploy("up", async () => {
      const there = new Thing("there", {}, { id: "there" });
      new Thing("here", { value: there.echo });
    });
    expectWell(result);
    expect(stack.controls.cloud.get("here-1")).to.include({ value: 5 });
    expectWell(await stack.deploy("destroy"));
    expect(stack.controls.cloud).to.have.keys("there");
  });

  it("is recorded when it exists without being ready, and the next time gets ready by an update", async () => {
    const build = (notReady: boolean) => async () => void new Thing("slow", { notReady });
    const result = await stack.deploy("up", build(true));
    expect(errorsOf(result)).to.deep.equal(["1 error occurred:\n    * it is not ready", "update failed"]);
    expect(await stack.names()).to.include("slow");
    expectWell(await stack.deploy("up", build(false)));
    expect(stack.takeCalls()).to.deep.equal(["create slow", "update slow"]);
  });

  it("is taken up as it is by a refresh, and forgotten when it is gone", async () => {
    await up(() => {
      new Thing("changed", { value: 1 });
      new Thing("gone");
      new Thing("same");
    });
    stack.controls.cloud.set("changed-1", { value: 2, size: "medium", echo: 2 });
    stack.controls.cloud.delete("gone-1");
    const result = await stack.deploy("refresh");
    expectWell(result);
    expect(result.summary).to.deep.include({ update: 1, delete: 1, same: 2 });
    expect(await stack.names()).to.have.members(["project-dev", "changed", "same"]);
    expect(await up(() => new Thing("changed", { value: 1 }))).to.include("update changed");
  });
});
