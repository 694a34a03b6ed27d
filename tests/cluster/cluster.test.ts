import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import {
  AppsV1Api,
  BatchV1Api,
  CoordinationV1Api,
  CoreV1Api,
  KubeConfig,
  type V1Node,
  type V1PodSpec,
  type V1PodTemplateSpec,
} from "@kubernetes/client-node";
import { expect } from "chai";

import { credentialFiles } from "./credentials";
import { isAlive } from "./lock";
import { clusterFiles } from "./paths";
import { findProcesses } from "./processes";
import { programNames } from "./programs";
import { runningCluster, startCluster, stopCluster, type LocalCluster } from "./start";
import { waitUntil } from "./wait";

/** A first build of the control plane fits in this (ms), also on a slow machine. */
const BUILD_TIMEOUT = 20 * 60_000;

const podSpec: V1PodSpec = { containers: [{ name: "main", image: "registry.example/image:1" }] };

function fakeNode(name: string): V1Node {
  const resources = { cpu: "4", memory: "16Gi", pods: "110", "nvidia.com/gpu": "1" };
  return {
    metadata: { name, annotations: { "kwok.x-k8s.io/node": "fake" } },
    status: { capacity: resources, allocatable: resources },
  };
}

function clients(kubeconfig: string): { core: CoreV1Api; apps: AppsV1Api; batch: BatchV1Api } {
  const config = new KubeConfig();
  config.loadFromString(kubeconfig);
  return {
    core: config.makeApiClient(CoreV1Api),
    apps: config.makeApiClient(AppsV1Api),
    batch: config.makeApiClient(BatchV1Api),
  };
}

describe("the local Kubernetes cluster", function () {
  this.timeout(BUILD_TIMEOUT);

  let dataDir: string;
  let cluster: LocalCluster;

  const namespace = "default";
  const log = (line: string): void => console.error(`      ${line}`);
  const job = async (name: string, template: Partial<V1PodTemplateSpec>): Promise<void> => {
    const spec = { ...podSpec, restartPolicy: "Never" };
    const body = { metadata: { name }, spec: { backoffLimit: 0, template: { ...template, spec } } };
    await clients(cluster.kubeconfig).batch.createNamespacedJob({ namespace, body });
  };
  const jobCondition = (name: string, type: string): Promise<unknown> =>
    waitUntil(
      async () => {
        const { status } = await clients(cluster.kubeconfig).batch.readNamespacedJob({ name, namespace });
        return status?.conditions?.some(
          (condition) => condition.type === type && condition.status === "True",
        );
      },
      { what: `job ${name} to have the condition ${type}` },
    );

  before(async function () {
    dataDir = await mkdtemp(join(tmpdir(), "aks-ray-cluster-"));
    cluster = await startCluster({ dataDir, log });
  });

  after(async function () {
    await stopCluster(dataDir);
    await rm(dataDir, { recursive: true, force: true });
  });

  it("should listen on loopback and refuse whoever has no token", async function () {
    expect(cluster.server).to.match(/^https:\/\/127\.0\.0\.1:\d+$/);
    const strangers = cluster.kubeconfig.replace(/token: \S+/, "token: guessed");
    const error: unknown = await clients(strangers)
      .core.listNamespace()
      .catch((reason: unknown) => reason);
    expect(error).to.have.property("code", 401);
  });

  it("should keep its files from other users of the machine", async function () {
    for (const file of [cluster.kubeconfigPath, credentialFiles(clusterFiles(dataDir)).tokens]) {
      expect((await stat(file)).mode & 0o777, file).to.equal(0o600);
    }
    expect((await stat(dataDir)).mode & 0o777).to.equal(0o700);
  });

  it("should make a node ready, without a taint, that is annotated for KWOK", async function () {
    const { core } = clients(cluster.kubeconfig);
    await core.createNode({ body: fakeNode("node-1") });
    await waitUntil(
      async () => {
        const { spec, status } = await core.readNode({ name: "node-1" });
        const ready = status?.conditions?.find(({ type }) => type === "Ready")?.status === "True";
        return ready && (spec?.taints ?? []).length === 0;
      },
      { what: "node-1 to be ready and free of taints" },
    );
    const { status } = await core.readNode({ name: "node-1" });
    expect(status?.allocatable).to.include({ cpu: "4", "nvidia.com/gpu": "1" });
    const lease = await waitUntil(() => readLease(cluster, "node-1"), { what: "the node's lease" });
    expect(lease).to.equal("node-1");
  });

  it("should make a Deployment available and give each pod an address", async function () {
    const { apps, core } = clients(cluster.kubeconfig);
    const labels = { app: "web" };
    const body = {
      metadata: { name: "web" },
      spec: {
        replicas: 2,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: podSpec },
      },
    };
    await apps.createNamespacedDeployment({ namespace, body });
    await waitUntil(
      async () => {
        const { status } = await apps.readNamespacedDeployment({ name: "web", namespace });
        return status?.availableReplicas === 2;
      },
      { what: "the deployment to be available" },
    );
    const { items } = await core.listNamespacedPod({ namespace, labelSelector: "app=web" });
    const addresses = items.map(({ status }) => status?.podIP ?? "");
    expect(new Set(addresses).size).to.equal(2);
    expect(addresses.every((address) => address.startsWith("10.244."))).to.equal(true);
  });

  it("should leave a pod pending that fits no node", async function () {
    const { core } = clients(cluster.kubeconfig);
    const limits = { "nvidia.com/gpu": "2" };
    const containers = [{ name: "main", image: "registry.example/image:1", resources: { limits } }];
    await core.createNamespacedPod({ namespace, body: { metadata: { name: "wide" }, spec: { containers } } });
    const scheduled = await waitUntil(
      async () => {
        const { status } = await core.readNamespacedPod({ name: "wide", namespace });
        return status?.conditions?.find(({ type }) => type === "PodScheduled");
      },
      { what: "the scheduler's verdict" },
    );
    expect(scheduled.reason).to.equal("Unschedulable");
    expect(scheduled.message).to.contain("Insufficient nvidia.com/gpu");
    await core.deleteNamespacedPod({ name: "wide", namespace });
  });

  it("should complete a Job", async function () {
    await job("well", {});
    await jobCondition("well", "Complete");
  });

  it("should fail a Job, with its message, whose pods are annotated to fail", async function () {
    const annotations = {
      "sandbox.aks-ray/exit-code": "3",
      "sandbox.aks-ray/termination-message": 'expected 4 GPUs, "found" 0',
    };
    await job("badly", { metadata: { annotations } });
    await jobCondition("badly", "Failed");
    const { items } = await clients(cluster.kubeconfig).core.listNamespacedPod({
      namespace,
      labelSelector: "job-name=badly",
    });
    const [terminated] = items.map(({ status }) => status?.containerStatuses?.[0]?.state?.terminated);
    expect(terminated).to.include({ exitCode: 3, message: 'expected 4 GPUs, "found" 0' });
  });

  it("should delete pods and whole namespaces", async function () {
    const { core } = clients(cluster.kubeconfig);
    await core.createNamespace({ body: { metadata: { name: "passing" } } });
    await waitUntil(
      () =>
        core.readNamespacedServiceAccount({ name: "default", namespace: "passing" }).catch(() => undefined),
      { what: "the namespace's service account" },
    );
    await core.createNamespacedPod({
      namespace: "passing",
      body: { metadata: { name: "one" }, spec: podSpec },
    });
    await core.deleteNamespace({ name: "passing" });
    await waitUntil(
      async () => (await core.listNamespace()).items.every(({ metadata }) => metadata?.name !== "passing"),
      { what: "the namespace to be gone" },
    );
  });

  it("should return the running cluster when started again, also twice at once", async function () {
    const files = clusterFiles(dataDir);
    const processes = await findProcesses(files);
    const [first, second] = await Promise.all([startCluster({ dataDir }), startCluster({ dataDir })]);
    expect(first.server).to.equal(cluster.server);
    expect(second.kubeconfig).to.equal(cluster.kubeconfig);
    expect(await findProcesses(files)).to.have.deep.members(processes);
  });

  it("should keep address, token and objects over a restart, and end every process at stop", async function () {
    const files = clusterFiles(dataDir);
    const processes = await findProcesses(files);
    expect(processes.map(({ name }) => name)).to.have.members([...programNames]);
    await cluster.stop();
    expect(await runningCluster(dataDir)).to.equal(undefined);
    // One that has ended keeps its id until Node.js has taken notice.
    for (const { name, pid } of processes)
      await waitUntil(() => !isAlive(pid), { what: `${name} to be gone` });

    const again = await startCluster({ dataDir });
    expect(again.kubeconfig).to.equal(cluster.kubeconfig);
    const { core, apps } = clients(cluster.kubeconfig);
    expect(
      (await apps.readNamespacedDeployment({ name: "web", namespace })).status?.availableReplicas,
    ).to.equal(2);
    await core.createNode({ body: fakeNode("node-2") });
    await waitUntil(async () => (await core.readNode({ name: "node-2" })).spec?.taints === undefined, {
      what: "a node that joins after the restart to be ready",
    });
  });

  it("should start a cluster anew of which a program has died", async function () {
    const files = clusterFiles(dataDir);
    const scheduler = (await findProcesses(files)).find(({ name }) => name === "kube-scheduler");
    if (scheduler === undefined) throw new Error("kube-scheduler does not run");
    process.kill(scheduler.pid, "SIGKILL");
    await waitUntil(async () => (await findProcesses(files)).length < programNames.length, {
      what: "kube-scheduler to die",
    });
    expect(await runningCluster(dataDir)).to.equal(undefined);
    await startCluster({ dataDir });
    expect((await findProcesses(files)).map(({ name }) => name)).to.have.members([...programNames]);
  });

  it("should end the processes of a cluster whose folder someone has deleted", async function () {
    await rm(dataDir, { recursive: true });
    expect((await stopCluster(dataDir)).map(({ name }) => name)).to.have.members([...programNames]);
    expect(await findProcesses(clusterFiles(dataDir))).to.deep.equal([]);
  });
});

/** The holder of a node's lease, its heartbeat. */
async function readLease(cluster: LocalCluster, node: string): Promise<string | undefined> {
  const config = new KubeConfig();
  config.loadFromString(cluster.kubeconfig);
  const lease = await config
    .makeApiClient(CoordinationV1Api)
    .readNamespacedLease({ name: node, namespace: "kube-node-lease" })
    .catch(() => undefined);
  return lease?.metadata?.name;
}
