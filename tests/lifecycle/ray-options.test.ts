import { expect } from "chai";
import type { AksRayClusterArgs, RayArgs } from "../../provider/args";
import { listAt, valueAt } from "../kubernetes/objects";
import { CLUSTER_TIMEOUT, eventually, find } from "../kubernetes/testing/test-cluster";
import { errorsOf, SandboxStack } from "./testing/sandbox-stack";

const stackWith = (ray: RayArgs): AksRayClusterArgs => ({
  gpuPools: { t4: { vmSize: "Standard_NC4as_T4_v3", nodes: 1 } },
  ray,
});

describe("a stack with an isolated Ray cluster", function () {
  this.timeout(CLUSTER_TIMEOUT);
  let stack: SandboxStack;

  before(async () => {
    stack = await SandboxStack.create();
  });
  after(() => stack?.close());

  const pods = () => ({
    apiVersion: "v1",
    kind: "Pod",
    namespace: "ray",
    labelSelector: "ray.io/cluster=ray",
  });

  it("has its pods behind network policies, for which the operator's gate is on", async () => {
    const up = await stack.deploy("up", stackWith({ networkPolicy: {} }));
    expect(errorsOf(up)).to.equal("");
    const { client } = stack.cluster;
    const head = await find(client, "networking.k8s.io/v1", "NetworkPolicy", "ray-head", "ray");
    expect(valueAt(head, "spec", "policyTypes")).to.deep.equal(["Ingress", "Egress"]);
    expect(listAt(head, "spec", "ingress")).to.have.length(4);
    const workers = await find(client, "networking.k8s.io/v1", "NetworkPolicy", "ray-workers-t4", "ray");
    expect(valueAt(workers, "spec", "egress", 1, "ports", 0, "port")).to.equal(53);
  });

  it("has no pods while it is suspended, and waits for none", async () => {
    const up = await stack.deploy("up", stackWith({ networkPolicy: {}, suspend: true }));
    expect(errorsOf(up)).to.equal("");
    await eventually(stack.cluster.client, pods(), (found) => found.length === 0);
  });

  it("comes back when it is resumed", async () => {
    const up = await stack.deploy("up", stackWith({ networkPolicy: {}, suspend: false }));
    expect(errorsOf(up)).to.equal("");
    await eventually(stack.cluster.client, pods(), (found) => found.length === 2);
  });

  it("is made anew when the head's Service changes, which KubeRay leaves alone", async () => {
    const { client } = stack.cluster;
    const uid = async () => (await find(client, "ray.io/v1", "RayCluster", "ray", "ray"))?.metadata.uid;
    const before = await uid();
    const head: RayArgs["head"] = { service: { ports: [{ name: "debugger", port: 5678 }] } };
    const up = await stack.deploy("up", stackWith({ networkPolicy: {}, suspend: false, head }));
    expect(errorsOf(up)).to.equal("");
    expect(await uid()).to.not.equal(before);
    const service = await find(client, "v1", "Service", "ray-head-svc", "ray");
    expect(listAt(service, "spec", "ports").map((port) => valueAt(port, "name"))).to.include.members([
      "debugger",
      "dashboard",
    ]);
    expect(valueAt(service, "spec", "clusterIP")).to.equal("None");
  });
});
