import { expect } from "chai";
import type { AksRayClusterArgs } from "../../provider/args";
import { valueAt, type KubernetesObject } from "../kubernetes/objects";
import { CLUSTER_TIMEOUT, eventually, find } from "../kubernetes/testing/test-cluster";
import { changesOf, errorsOf, SandboxStack } from "./testing/sandbox-stack";

const POOL = { vmSize: "Standard_NC4as_T4_v3", minNodes: 1, maxNodes: 2 };
const SETTINGS: AksRayClusterArgs = { gpuPools: { t4: POOL } };

const CREATED = [
  ...["ray", "ray-rg", "ray-aks", "ray-t4", "ray-kubernetes", "ray-nvidia-device-plugin"],
  ...["ray-operator", "ray-crds", "ray-operator", "ray-ray", "ray-token", "ray-access"],
  ...["ray-raycluster", "ray-ready"],
];

/** Each step goes on from the one before, as the days of a stack do. */
describe("the life of a stack", function () {
  this.timeout(CLUSTER_TIMEOUT);
  let stack: SandboxStack;

  before(async () => {
    stack = await SandboxStack.create();
  });
  after(() => stack?.close());

  const rayCluster = () => find(stack.cluster.client, "ray.io/v1", "RayCluster", "ray", "ray");
  const workers = (until: (pods: KubernetesObject[]) => boolean) =>
    eventually(
      stack.cluster.client,
      { apiVersion: "v1", kind: "Pod", namespace: "ray", labelSelector: "ray.io/node-type=worker" },
      until,
    );

  it("previews every resource before anything exists (L6)", async () => {
    const preview = await stack.deploy("preview", SETTINGS);
    expect(errorsOf(preview)).to.equal("");
    expect(changesOf(preview)).to.include.members(CREATED.map((name) => `create ${name}`));
    expect(preview.summary.create).to.equal(23);
  });

  it("puts everything into Azure and the API server, and proves it by a Job (L5, L9)", async () => {
    const up = await stack.deploy("up", SETTINGS);
    expect(errorsOf(up)).to.equal("");
    expect(up.summary).to.deep.include({ create: 23, update: 0, delete: 0 });

    expect(await stack.azureIds()).to.have.lengthOf(4);
    const there = [
      ["v1", "Namespace", "kuberay-system"],
      ["v1", "Namespace", "ray"],
      ["apiextensions.k8s.io/v1", "CustomResourceDefinition", "rayclusters.ray.io"],
      ["apps/v1", "Deployment", "kuberay-operator", "kuberay-system"],
      ["apps/v1", "DaemonSet", "nvidia-device-plugin", "kube-system"],
      ["v1", "Secret", "ray-token", "ray"],
      ["v1", "Service", "ray-access", "ray"],
      ["ray.io/v1", "RayCluster", "ray", "ray"],
    ] as const;
    for (const [apiVersion, kind, name, namespace] of there) {
      const object = await find(stack.cluster.client, apiVersion, kind, name, namespace);
      expect(object, `${kind} ${name}`).to.not.equal(undefined);
    }
    const [job] = await stack.cluster.client.list("batch/v1", "Job", { namespace: "ray" });
    expect(valueAt(job, "status", "succeeded")).to.equal(1);
    expect(valueAt(await rayCluster(), "status", "state")).to.equal("ready");
  });

  it("shows outputs that a person can use, the kubeconfig secret", async () => {
    const { outputs } = await stack.deploy("up", SETTINGS);
    expect(outputs["kubeconfig"]).to.deep.equal({ value: stack.cluster.kubeconfig, secret: true });
    expect(outputs["portForwardCommand"]?.value).to.contain("kubectl");
    expect(outputs["rayClusterName"]?.value).to.equal("ray");
    expect(valueAt(outputs["workerGroups"]?.value, "t4", "gpus")).to.equal(1);
  });

  it("changes nothing when nothing has changed", async () => {
    const again = await stack.deploy("up", SETTINGS);
    expect(again.summary).to.deep.include({ same: 23, create: 0, update: 0, replace: 0, delete: 0 });
  });

  it("takes up at the first refresh that Azure lists all pools with the cluster, and is steady after that", async () => {
    expect(errorsOf(await stack.deploy("refresh"))).to.equal("");
    expect(changesOf(await stack.deploy("preview", SETTINGS))).to.deep.equal(["update ray-aks"]);
    expect(changesOf(await stack.deploy("up", SETTINGS))).to.deep.equal(["update ray-aks"]);
    expect(errorsOf(await stack.deploy("refresh"))).to.equal("");
    expect(changesOf(await stack.deploy("up", SETTINGS))).to.deep.equal([]);
  });

  it("keeps definitions out of the state, which stays small (L1, L2)", async () => {
    const state = await stack.stateText();
    expect(state.length).to.be.lessThan(300_000);
    expect(state).to.not.contain("openAPIV3Schema");
    const types = (await stack.resources()).map(({ type }) => type);
    expect(types.filter((type) => type === "kubernetes:helm.sh/v3:Release")).to.have.lengthOf(2);
    expect(types.join()).to.not.match(/CustomResourceDefinition|yaml|Chart/);
  });

  it("lets a change through after the autoscaler has moved the replicas, and keeps the workers (L3)", async () => {
    const { client } = stack.cluster;
    const path = "/spec/workerGroupSpecs/0/replicas";
    await client.request({
      method: "PATCH",
      path: "/apis/ray.io/v1/namespaces/ray/rayclusters/ray?fieldManager=ray-autoscaler",
      contentType: "application/json-patch+json",
      body: [{ op: "add", path, value: 2 }],
    });
    const names = (await workers((pods) => pods.length === 2)).map(({ metadata }) => metadata.name);

    const up = await stack.deploy("up", { gpuPools: { t4: { ...POOL, maxNodes: 3 } } });
    expect(errorsOf(up)).to.equal("");
    expect(changesOf(up)).to.include("update ray-raycluster");
    expect((await workers((pods) => pods.length === 2)).map(({ metadata }) => metadata.name)).to.have.members(
      names,
    );
  });

  it("does not wait on the RayCluster itself, whose observedGeneration stays behind (L4)", async () => {
    expect((await rayCluster())?.metadata.annotations).to.not.have.property("pulumi.com/waitFor");
    const up = await stack.deploy("up", { ...SETTINGS, ray: { autoscaler: { idleTimeoutSeconds: 90 } } });
    expect(errorsOf(up)).to.equal("");
    expect(valueAt(await rayCluster(), "spec", "autoscalerOptions", "idleTimeoutSeconds")).to.equal(90);
  });

  it("scales a pool in place, in Azure and in Ray alike", async () => {
    const up = await stack.deploy("up", { gpuPools: { t4: { ...POOL, maxNodes: 4 } } });
    expect(errorsOf(up)).to.equal("");
    expect(changesOf(up)).to.include.members(["update ray-t4", "update ray-raycluster"]);
    expect(valueAt(await rayCluster(), "spec", "workerGroupSpecs", 0, "maxReplicas")).to.equal(4);
  });

  it("takes upgrade channels and windows up, and gives them up again", async () => {
    const window = { dayOfWeek: "Sunday", startTime: "02:00" } as const;
    const upgrades = { channel: "patch", window, nodeOsChannel: "NodeImage", nodeOsWindow: window } as const;
    const autoscalerProfile = { scaleDownUnneededTime: "5m", skipNodesWithLocalStorage: false };
    const up = await stack.deploy("up", { ...SETTINGS, upgrades, autoscalerProfile });
    expect(errorsOf(up)).to.equal("");
    expect(changesOf(up)).to.include.members([
      "update ray-aks",
      "create ray-upgrade-window",
      "create ray-node-os-window",
    ]);
    const again = await stack.deploy("up", { ...SETTINGS, upgrades, autoscalerProfile });
    expect(changesOf(again)).to.deep.equal([]);
    const without = await stack.deploy("up", SETTINGS);
    expect(errorsOf(without)).to.equal("");
    expect(changesOf(without)).to.include("delete ray-upgrade-window");
  });

  it("shows a change of the cluster alone, and not everything in it as replaced", async () => {
    const settings = { ...SETTINGS, tags: { team: "vision" } };
    const preview = await stack.deploy("preview", settings);
    expect(errorsOf(preview)).to.equal("");
    expect(changesOf(preview)).to.have.members(["update ray-rg", "update ray-aks", "update ray-t4"]);
  });

  it("rotates the token: another Secret, and a head that has been made anew with it", async () => {
    const pods = { apiVersion: "v1", kind: "Pod", namespace: "ray", labelSelector: "ray.io/node-type=head" };
    const [old] = await eventually(stack.cluster.client, pods, (heads) => heads.length === 1);

    const up = await stack.deploy("up", { ...SETTINGS, ray: { auth: { rotation: "2026-12" } } });

    expect(errorsOf(up)).to.equal("");
    const secret = String(up.outputs["tokenSecretName"]?.value);
    expect(secret).to.match(/^ray-token-[0-9a-f]{8}$/);
    expect(changesOf(up)).to.include.members([
      `create ${secret}`,
      "update ray-raycluster",
      "delete ray-token",
    ]);
    await eventually(
      stack.cluster.client,
      pods,
      ([head]) => head !== undefined && head.metadata.uid !== old?.metadata.uid,
    );
    expect(errorsOf(await stack.deploy("up", SETTINGS))).to.equal("");
  });

  it("makes a registry, lets the nodes pull from it, and shows later changes calmly", async () => {
    const settings = { ...SETTINGS, registry: { name: "mlimages" } };
    const up = await stack.deploy("up", settings);
    expect(errorsOf(up)).to.equal("");
    expect(changesOf(up)).to.deep.equal(["create ray-registry", "create ray-registry-role"]);
    const preview = await stack.deploy("preview", { ...settings, skuTier: "Free" });
    expect(changesOf(preview)).to.deep.equal(["update ray-aks"]);
    expect(errorsOf(await stack.deploy("up", SETTINGS))).to.equal("");
  });

  it("adds a pool beside the others, and takes it away with its workers", async () => {
    const both = await stack.deploy("up", {
      gpuPools: { t4: POOL, a10: { vmSize: "Standard_NV36ads_A10_v5", nodes: 1 } },
    });
    expect(errorsOf(both)).to.equal("");
    expect(changesOf(both)).to.include.members(["create ray-a10", "update ray-raycluster"]);
    await workers((pods) => pods.some(({ metadata }) => metadata.labels?.["ray.io/group"] === "a10"));

    const one = await stack.deploy("up", SETTINGS);
    expect(errorsOf(one)).to.equal("");
    const steps = changesOf(one);
    expect(steps.indexOf("update ray-raycluster"), steps.join()).to.be.lessThan(
      steps.indexOf("delete ray-a10"),
    );
    await workers((pods) => pods.every(({ metadata }) => metadata.labels?.["ray.io/group"] === "t4"));
  });

  it("replaces a pool where Azure could not change it, and only that pool", async () => {
    const up = await stack.deploy("up", { gpuPools: { t4: { ...POOL, osDiskSizeGb: 200 } } });
    expect(errorsOf(up)).to.equal("");
    expect(changesOf(up).filter((step) => !step.endsWith("ray-t4"))).to.deep.equal([]);
    expect(up.summary.replace).to.equal(1);
  });

  it("is destroyed at once while a finalizer is pending, and leaves nothing behind (L7)", async () => {
    const { client } = stack.cluster;
    const cluster = await rayCluster();
    if (cluster === undefined) throw new Error("there is no RayCluster");
    const finalizers = { metadata: { finalizers: ["example.com/never"] } };
    await client.patch(cluster, finalizers, { fieldManager: "test" });
    const state = await stack.stateText();
    expect(state.match(/"deletedWith"/g)).to.have.lengthOf.at.least(10);

    const destroy = await stack.deploy("destroy");

    expect(errorsOf(destroy)).to.equal("");
    expect(await stack.resources()).to.deep.equal([]);
    expect(await stack.azureIds()).to.deep.equal([]);
    expect(await find(client, "v1", "Namespace", "ray")).to.equal(undefined);
  });

  it("has told no secret to the state or to anybody who listens", async () => {
    const token = stack.cluster.kubeconfig.split("\n").find((line) => /client-key-data|token/.test(line));
    const secret = token?.split(": ")[1]?.trim() ?? "";
    expect(secret).to.have.lengthOf.at.least(16);
    expect(await stack.stateText()).to.not.contain(secret);
    expect(stack.log.join("\n")).to.not.contain(secret);
  });
});
