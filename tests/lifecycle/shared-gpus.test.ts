import { expect } from "chai";
import type { AksRayClusterArgs, GpuPoolArgs } from "../../provider/args";
import { valueAt, type KubernetesObject } from "../kubernetes/objects";
import { CLUSTER_TIMEOUT, eventually } from "../kubernetes/testing/test-cluster";
import { changesOf, errorsOf, SandboxStack } from "./testing/sandbox-stack";

const stackOf = (sharing: GpuPoolArgs["sharing"]): AksRayClusterArgs => ({
  gpuPools: { t4: { vmSize: "Standard_NC16as_T4_v3", nodes: 1, sharing } },
});

describe("a stack whose workers share a GPU", function () {
  this.timeout(CLUSTER_TIMEOUT);
  let stack: SandboxStack;

  before(async () => {
    stack = await SandboxStack.create();
  });
  after(() => stack?.close());

  /** Waits until so many workers run; with the GPUs of their nodes. */
  async function runningWorkers(count: number): Promise<{ phases: unknown[]; gpus: unknown[] }> {
    const { client } = stack.cluster;
    const labelSelector = "ray.io/node-type=worker";
    const isRunning = (pod: KubernetesObject) =>
      valueAt(pod, "status", "phase") === "Running" && pod.metadata.deletionTimestamp === undefined;
    const pods = await eventually(
      client,
      { apiVersion: "v1", kind: "Pod", namespace: "ray", labelSelector },
      (found) => found.length === count && found.every(isRunning),
    );
    const nodes = await client.list("v1", "Node", { labelSelector: "aks-ray.dev/pool=t4" });
    return {
      phases: pods.map((pod) => valueAt(pod, "status", "phase")),
      gpus: nodes.map((node) => valueAt(node, "status", "allocatable", "nvidia.com/gpu")),
    };
  }

  it("runs a worker for each share", async () => {
    const up = await stack.deploy("up", stackOf({ replicas: 4 }));
    expect(errorsOf(up)).to.equal("");
    expect(await runningWorkers(4)).to.deep.equal({ phases: Array(4).fill("Running"), gpus: ["4"] });
    expect(changesOf(await stack.deploy("up", stackOf({ replicas: 4 })))).to.deep.equal([]);
  });

  it("has another number of shares without another pool", async () => {
    const up = await stack.deploy("up", stackOf({ strategy: "mps", replicas: 2 }));
    expect(errorsOf(up)).to.equal("");
    expect(await runningWorkers(2)).to.deep.equal({ phases: Array(2).fill("Running"), gpus: ["2"] });
    expect(changesOf(up)).to.include.members([
      "create ray-nvidia-mps-control-daemon",
      "update ray-nvidia-device-plugin",
    ]);
    expect(changesOf(up).filter((change) => change.endsWith(" ray-t4"))).to.deep.equal([]);
  });

  it("has whole GPUs again, and then goes", async () => {
    const up = await stack.deploy("up", stackOf(undefined));
    expect(errorsOf(up)).to.equal("");
    expect(await runningWorkers(1)).to.deep.equal({ phases: ["Running"], gpus: ["1"] });
    const destroy = await stack.deploy("destroy");
    expect(errorsOf(destroy)).to.equal("");
    expect(await stack.azureIds()).to.deep.equal([]);
  });
});
