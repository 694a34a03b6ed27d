import { expect } from "chai";
import { join } from "node:path";
import type { AksRayClusterArgs } from "../../provider/args";
import { stringAt } from "../kubernetes/objects";
import { CLUSTER_TIMEOUT, eventually } from "../kubernetes/testing/test-cluster";
import { repositoryRoot } from "../sandbox/home";
import { changesOf, errorsOf, SandboxStack } from "./testing/sandbox-stack";

const T4 = { vmSize: "Standard_NC4as_T4_v3", nodes: 1 };
const STACK: AksRayClusterArgs = {
  gpuPools: { driven: T4, operated: { ...T4, driver: "None", sharing: { replicas: 2 } } },
  gpuOperator: { chart: { path: join(repositoryRoot(), "tests", "charts", "gpu-operator") } },
};

describe("a stack with the GPU Operator", function () {
  this.timeout(CLUSTER_TIMEOUT);
  let stack: SandboxStack;

  before(async () => {
    stack = await SandboxStack.create();
  });
  after(() => stack?.close());

  /** The pools on whose nodes the pods of a DaemonSet are. */
  async function poolsOf(namespace: string, labelSelector: string): Promise<(string | undefined)[]> {
    const { client } = stack.cluster;
    const nodes = await client.list("v1", "Node", { labelSelector: "aks-ray.dev/pool" });
    const pools = new Map(
      nodes.map(({ metadata }) => [metadata.name, metadata.labels?.["aks-ray.dev/pool"]]),
    );
    const pods = await eventually(
      client,
      { apiVersion: "v1", kind: "Pod", namespace, labelSelector },
      (found) => found.length > 0 && found.every((pod) => stringAt(pod, "status", "phase") === "Running"),
    );
    return pods.map((pod) => pools.get(stringAt(pod, "spec", "nodeName") ?? "")).filter(Boolean);
  }

  it("has it on the nodes without AKS's driver, whose GPUs it shares, and the device plugin on the others", async () => {
    const up = await stack.deploy("up", STACK);
    expect(errorsOf(up)).to.equal("");
    expect(await poolsOf("gpu-operator", "app=nvidia-driver-daemonset")).to.deep.equal(["operated"]);
    expect(await poolsOf("kube-system", "app.kubernetes.io/name=nvidia-device-plugin")).to.deep.equal([
      "driven",
    ]);
    const nodes = await stack.cluster.client.list("v1", "Node", {
      labelSelector: "aks-ray.dev/pool=operated",
    });
    expect(nodes.map((node) => stringAt(node, "status", "allocatable", "nvidia.com/gpu"))).to.deep.equal([
      "2",
    ]);
    expect(changesOf(await stack.deploy("up", STACK))).to.deep.equal([]);
  });

  it("is destroyed with it", async () => {
    expect(errorsOf(await stack.deploy("destroy"))).to.equal("");
    expect(await stack.azureIds()).to.deep.equal([]);
  });
});
