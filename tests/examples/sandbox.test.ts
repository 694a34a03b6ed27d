import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import type { DeployResult, Operation } from "../engine";
import { CLUSTER_TIMEOUT } from "../kubernetes/testing/test-cluster";
import { repositoryRoot } from "../sandbox/home";
import { nodeArguments } from "../sandbox/run";
import { errorsOf, SandboxStack } from "../lifecycle/testing/sandbox-stack";

const EXAMPLES = join(repositoryRoot(), "examples");

/** In TypeScript, and no programs of their own. */
const OTHERS = ["policy-pack", "template"];

describe("the examples, on simulated Azure", function () {
  this.timeout(CLUSTER_TIMEOUT);
  let stack: SandboxStack;

  before(async () => {
    stack = await SandboxStack.create();
    stack.startKueue();
  });
  after(() => stack?.close());

  async function run(operation: Operation, example: string): Promise<DeployResult> {
    const kubeconfig = await readFile(stack.cluster.kubeconfigPath, "utf8");
    return stack.deploy(
      operation,
      {},
      {
        project: `aks-ray-${example}`,
        program: {
          dir: join(EXAMPLES, example),
          nodeArguments: nodeArguments({ typescript: true }),
        },
        config: {
          [`aks-ray-${example}:kubeconfig`]: kubeconfig,
          [`aks-ray-${example}:clusterIdentifier`]: "existing",
        },
      },
    );
  }

  it("can be previewed, all of them that are programs in TypeScript", async () => {
    const folders = (await readdir(EXAMPLES)).filter(
      (name) => existsSync(join(EXAMPLES, name, "index.ts")) && !OTHERS.includes(name),
    );
    expect(folders).to.include.members(["typescript", "existing-cluster", "training", "serving"]);
    for (const example of folders) {
      const preview = await run("preview", example);
      expect(errorsOf(preview), example).to.equal("");
      expect(preview.outputs, example).to.not.be.empty;
    }
  });

  it("have RayClusters that borrow from each other's queues, and leave nothing behind", async () => {
    expect(errorsOf(await run("up", "queues"))).to.equal("");
    const { client } = stack.cluster;
    const clusters = await client.list("ray.io/v1", "RayCluster");
    expect(clusters.map(({ metadata }) => metadata.namespace)).to.have.members(["vision", "language", "ads"]);
    for (const cluster of clusters) expect(cluster).to.have.nested.property("spec.suspend", false);
    expect(errorsOf(await run("destroy", "queues"))).to.equal("");
    expect(await stack.azureIds()).to.deep.equal([]);
  });
});
