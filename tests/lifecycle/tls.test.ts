import { expect } from "chai";
import { join } from "node:path";
import type { AksRayClusterArgs } from "../../provider/args";
import { listAt, stringAt, valueAt } from "../kubernetes/objects";
import { CLUSTER_TIMEOUT, eventually, find } from "../kubernetes/testing/test-cluster";
import { repositoryRoot } from "../sandbox/home";
import { changesOf, errorsOf, SandboxStack } from "./testing/sandbox-stack";

const STACK: AksRayClusterArgs = {
  gpuPools: { t4: { vmSize: "Standard_NC4as_T4_v3", nodes: 1 } },
  operator: { certManager: { chart: { path: join(repositoryRoot(), "tests", "charts", "cert-manager") } } },
  ray: { tls: true, auth: { enableK8sTokenAuth: true } },
};

describe("a stack with TLS and Kubernetes tokens", function () {
  this.timeout(CLUSTER_TIMEOUT);
  let stack: SandboxStack;

  before(async () => {
    stack = await SandboxStack.create();
  });
  after(() => stack?.close());

  it("has cert-manager before the operator, and pods with certificates and tokens of their own", async () => {
    const up = await stack.deploy("up", STACK);
    expect(errorsOf(up)).to.equal("");
    const { client } = stack.cluster;
    const labelSelector = "ray.io/node-type=head";
    const [head] = await eventually(
      client,
      { apiVersion: "v1", kind: "Pod", namespace: "ray", labelSelector },
      (pods) => pods.length === 1,
    );
    expect(stringAt(head, "spec", "serviceAccountName")).to.equal("ray-ray");
    const volumes = listAt(head, "spec", "volumes").map((volume) => valueAt(volume, "name"));
    expect(volumes).to.include.members(["ray-tls", "ray-token"]);
    expect(await find(client, "v1", "Secret", "ray-token", "ray")).to.equal(undefined);
    const binding = await find(client, "rbac.authorization.k8s.io/v1", "RoleBinding", "ray-token", "ray");
    expect(listAt(binding, "subjects").map((subject) => valueAt(subject, "name"))).to.deep.equal([
      "ray-ray",
      "ray-readiness",
    ]);
    expect(changesOf(await stack.deploy("up", STACK))).to.deep.equal([]);
  });

  it("is destroyed with them", async () => {
    expect(errorsOf(await stack.deploy("destroy"))).to.equal("");
    expect(await stack.azureIds()).to.deep.equal([]);
  });
});
