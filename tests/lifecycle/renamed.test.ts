import { join } from "node:path";
import { expect } from "chai";
import { CLUSTER_TIMEOUT } from "../kubernetes/testing/test-cluster";
import type { Operation } from "../engine";
import { changesOf, errorsOf, SandboxStack } from "./testing/sandbox-stack";

describe("a stack whose component is renamed", function () {
  this.timeout(CLUSTER_TIMEOUT);
  let stack: SandboxStack;

  before(async () => {
    stack = await SandboxStack.create();
  });
  after(() => stack?.close());

  const run = (operation: Operation, config: Record<string, string>) =>
    stack.deploy(
      operation,
      {},
      { program: { dir: join(__dirname, "testing", "renamed-program"), main: "index.js" }, config },
    );

  it("keeps its cluster, its data and all that is in them, with an alias", async () => {
    const up = await run("up", { name: "ray" });
    expect(errorsOf(up)).to.equal("");
    const made = await stack.resources();
    expect(made.map(({ type }) => type)).to.include.members([
      "azure-native:storage:StorageAccount",
      "azure-native:dashboard:Grafana",
    ]);

    const renamed = await run("up", { name: "vision", former: "ray" });
    expect(errorsOf(renamed)).to.equal("");
    expect(changesOf(renamed)).to.deep.equal([]);
    const kept = await stack.resources();
    expect(kept.map(({ type }) => type)).to.have.members(made.map(({ type }) => type));
    expect(kept.map(({ name }) => name))
      .to.include("vision-aks")
      .and.not.include("ray-aks");
    expect(renamed.outputs["clusterName"]).to.deep.equal(up.outputs["clusterName"]);
  });
});
