import { expect } from "chai";
import type { AksRayClusterArgs, GpuPoolArgs, RayArgs } from "../../provider/args";
import { listAt, stringAt, valueAt, type KubernetesObject } from "../kubernetes/objects";
import { CLUSTER_TIMEOUT, testCluster } from "../kubernetes/testing/test-cluster";
import { skipWithoutPython } from "../skip";
import { ReadinessPrograms, type Expected } from "./testing/readiness-programs";
import { changesOf, errorsOf, SandboxStack } from "./testing/sandbox-stack";

const IMAGE = "example.azurecr.io/ray-ml:2";
const CRASHES = "sandbox.aks-ray/crashes";

function settings(pool: Partial<GpuPoolArgs> = {}, ray: RayArgs = {}): AksRayClusterArgs {
  const t4 = { vmSize: "Standard_NC4as_T4_v3", minNodes: 1, maxNodes: 2, ...pool };
  return { gpuPools: { t4 }, ray };
}

const crashing = (words: string) => ({ podTemplate: { metadata: { annotations: { [CRASHES]: words } } } });

const waitsFor =
  (reason: string) =>
  (pod: KubernetesObject): boolean =>
    listAt(pod, "status", "containerStatuses").some(
      (status) => stringAt(status, "state", "waiting", "reason") === reason,
    );

/** Each step goes on from the one before; what is mended is no longer complained of. */
describe("a stack whose Ray does not become ready", function () {
  this.timeout(CLUSTER_TIMEOUT);
  let stack: SandboxStack;
  let programs: ReadinessPrograms;

  before(async function () {
    skipWithoutPython(this);
    programs = await ReadinessPrograms.start(await testCluster());
    stack = await SandboxStack.create();
  });
  after(async () => {
    await stack?.close();
    await programs?.close();
  });

  /** The error of an `up` that comes upon this. */
  async function failure(of: AksRayClusterArgs, obstacle: Expected): Promise<string> {
    programs.obstacle = obstacle;
    const up = await stack.deploy("up", of);
    programs.obstacle = undefined;
    expect(up.failed).to.equal(true);
    expect(errorsOf(up)).to.not.match(/^\s+at /m);
    return errorsOf(up);
  }

  async function expectReady(of: AksRayClusterArgs): Promise<void> {
    expect(errorsOf(await stack.deploy("up", of))).to.equal("");
  }

  it("says which image cannot be pulled", async () => {
    const error = await failure(settings({ worker: { image: "registry.invalid/ray:1" } }), {
      kind: "Pod",
      when: waitsFor("ImagePullBackOff"),
    });
    expect(error).to.match(
      /0 of 1 workers and 0 of 1 GPUs have registered; pod ray-t4-worker-\w+: ImagePullBackOff: Back-off pulling image "registry\.invalid\/ray:1"/,
    );
  });

  it("says how a worker ends that the operator makes anew each time", async () => {
    const error = await failure(settings({ worker: crashing("Traceback\nImportError: no module named x") }), {
      kind: "Event",
      when: (event) => /Pod status: Failed/.test(stringAt(event, "message") ?? ""),
    });
    expect(error).to.match(
      /pod ray-t4-worker-\w+ ended and was made anew \(Error, exit code 1\); its last words: Traceback \| ImportError: no module named x/,
    );
    expect(error).to.not.contain("ImagePullBackOff");
  });

  it("says how a worker ends that its node starts again each time", async () => {
    const fixed = { minNodes: undefined, maxNodes: undefined, nodes: 1 };
    const error = await failure(settings({ ...fixed, worker: crashing("CUDA error: out of memory") }), {
      kind: "Pod",
      when: waitsFor("CrashLoopBackOff"),
    });
    expect(error).to.not.contain("ImportError");
    expect(error).to.match(
      /pod ray-t4-worker-\w+ crashes again and again \(Error, exit code 1\); its last words: CUDA error: out of memory/,
    );
  });

  it("says what keeps a worker from a node, and is ready once there is one", async () => {
    const { client } = stack.cluster;
    const labelSelector = "aks-ray.dev/pool=t4";
    const [node] = await client.list("v1", "Node", { labelSelector });
    if (node === undefined) throw new Error("the pool has no node");
    await client.patch(node, { spec: { unschedulable: true } }, { fieldManager: "test" });
    const env = { STEP: "2" };
    const withoutNode = (pod: KubernetesObject) =>
      listAt(pod, "status", "conditions").some((one) => stringAt(one, "reason") === "Unschedulable");

    const error = await failure(settings({}, { env }), { kind: "Pod", when: withoutNode });

    expect(error).to.match(
      /pod ray-t4-worker-\w+ waits for a node: 0\/\d+ nodes are available: .*unschedulable/,
    );
    await client.patch(node, { spec: { unschedulable: null } }, { fieldManager: "test" });
    await expectReady(settings({}, { env }));
  });

  it("says that the image holds another Ray, and is ready with that one's version", async () => {
    programs.versions[IMAGE] = "2.55.1";
    const isNewHead = (pod: KubernetesObject) =>
      pod.metadata.labels?.["ray.io/node-type"] === "head" &&
      valueAt(pod, "spec", "containers", 0, "image") === IMAGE &&
      stringAt(pod, "status", "phase") === "Running";

    const error = await failure(settings({}, { image: IMAGE }), { kind: "Pod", when: isNewHead });

    expect(error).to.match(
      /the head runs Ray 2\.55\.1, but ray\.version is 2\.60\.0: set ray\.version or ray\.image/,
    );
    await expectReady(settings({}, { image: IMAGE, version: "2.55.1" }));
  });

  it("says that the head has another token, and is ready once the head is made anew", async () => {
    const { client } = stack.cluster;
    const secret = await client.get("v1", "Secret", "ray-token", "ray");
    const other = { stringData: { auth_token: "a-token-of-somebody-else" } };
    await client.patch(secret, other, { fieldManager: "test" });
    const changed: AksRayClusterArgs = {
      ...settings({ maxNodes: 3 }, { image: IMAGE, version: "2.55.1" }),
    };

    const error = await failure(changed, { kind: "Pod", when: () => true });

    expect(error).to.contain("the head refuses the token (HTTP 401)");
    expect(error).to.not.contain("a-token-of-somebody-else");
    const labelSelector = "ray.io/node-type=head";
    // As docs/troubleshooting.md has it.
    for (const head of await client.list("v1", "Pod", { namespace: "ray", labelSelector }))
      await client.delete(head);
    await expectReady(changed);
    expect(changesOf(await stack.deploy("up", changed))).to.deep.equal([]);
  });
});
