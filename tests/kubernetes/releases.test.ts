import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { packageChart, startChartServer, type ChartServer } from "../charts";
import { InitFailedError, UNKNOWN, type PropertyMap } from "../plugin";
import { valueAt } from "./objects";
import { HELM_FOLDERS } from "./helm-command";
import { resourceNames } from "./releases";
import { openSession, type PluginSession } from "./testing/plugin-session";
import {
  CLUSTER_TIMEOUT,
  createNamespace,
  find,
  testCluster,
  type TestCluster,
} from "./testing/test-cluster";

const RELEASE = { type: "kubernetes:helm.sh/v3:Release", name: "demo" };

describe("Helm releases", function () {
  this.timeout(CLUSTER_TIMEOUT);

  let cluster: TestCluster;
  let session: PluginSession;
  let folder: string;
  let chart: string;
  let charts: ChartServer;
  const namespace = "releases";

  before(async () => {
    cluster = await testCluster();
    process.env.AKS_RAY_HELM = cluster.helm;
    await createNamespace(cluster.client, namespace);
    folder = await mkdtemp(join(tmpdir(), "aks-ray-releases-"));
    chart = join(folder, "demo");
    await writeChart(chart, "1.0.0");
    await packageChart(join(folder, "repository"));
    charts = await startChartServer({ directory: join(folder, "repository") });
    session = await openSession({ kubeconfig: cluster.kubeconfig, namespace });
  });
  after(async () => {
    delete process.env.AKS_RAY_HELM;
    await session.close();
    await charts.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** A chart of one ConfigMap with the value `greeting`, and of a Job that ends as `exitCode` says. */
  async function writeChart(path: string, version: string): Promise<void> {
    await mkdir(join(path, "templates"), { recursive: true });
    const metadata = `apiVersion: v2\nname: demo\nversion: ${version}\nappVersion: "7"\n`;
    await writeFile(join(path, "Chart.yaml"), metadata);
    await writeFile(
      join(path, "values.yaml"),
      "greeting: hello\nreplicas: 0\nimage: registry.example/image:1\n",
    );
    await writeFile(
      join(path, "templates", "all.yaml"),
      `apiVersion: v1
kind: ConfigMap
metadata: { name: {{ .Release.Name }}, namespace: {{ .Release.Namespace }} }
data: { greeting: {{ .Values.greeting | quote }} }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: {{ .Release.Name }} }
spec:
  replicas: {{ .Values.replicas }}
  selector: { matchLabels: { app: {{ .Release.Name }} } }
  template:
    metadata: { labels: { app: {{ .Release.Name }} } }
    spec: { nodeSelector: { absent: "yes" }, containers: [{ name: main, image: {{ .Values.image }} }] }
`,
    );
  }

  const greeting = async (name: string) =>
    valueAt(await find(cluster.client, "v1", "ConfigMap", name, namespace), "data", "greeting");

  it("should install, report, upgrade and uninstall a chart from a folder", async () => {
    const news = { name: "life", namespace, chart, values: { greeting: "hi" } };
    const created = await session.create(RELEASE, news);

    expect(created.id).to.equal("releases/life");
    expect(created.inputs).to.deep.include({ version: "1.0.0", timeout: 300 });
    expect(created.outputs.status).to.deep.equal({
      appVersion: "7",
      chart: "demo",
      name: "life",
      namespace,
      revision: 1,
      status: "deployed",
      version: "1.0.0",
    });
    expect(created.outputs.resourceNames).to.deep.equal({
      "ConfigMap/v1": ["releases/life"],
      "Deployment/apps/v1": ["life"],
    });
    expect((await session.diff(RELEASE, created, news)).changed).to.equal(false);

    const updated = await session.update(RELEASE, created, { ...news, values: { greeting: "moin" } });
    expect(valueAt(updated.outputs, "status", "revision")).to.equal(2);
    expect(await greeting("life")).to.equal("moin");

    await writeChart(chart, "1.1.0");
    const upgraded = await session.update(RELEASE, updated, { ...news, values: { greeting: "moin" } });
    expect(upgraded.outputs.version).to.equal("1.1.0");

    await session.delete(RELEASE, upgraded);
    expect(await greeting("life")).to.equal(undefined);
    const read = await session.client.read(RELEASE, upgraded.id, upgraded.outputs, upgraded.inputs);
    expect(read.id).to.equal("");
  });

  it("should name a release after its resource, and replace one that is renamed", async () => {
    const created = await session.create(RELEASE, { chart, namespace });
    expect(created.id).to.match(/^releases\/demo-[0-9a-f]{8}$/);
    expect((await session.diff(RELEASE, created, { chart, namespace })).changed).to.equal(false);
    const renamed = await session.diff(RELEASE, created, { chart, namespace, name: "other" });
    expect(renamed.replaces).to.deep.equal(["name"]);
  });

  it("should refuse a chart that cannot be reached, and leave nothing behind", async () => {
    const local = await session.client.check(RELEASE, { chart: "./nowhere", namespace });
    expect(local.failures[0]).to.equal(
      'chart: path "./nowhere" not found; check the chart name and repository configuration.',
    );
    const repositoryOpts = { repo: "http://127.0.0.1:1" };
    const remote = await session.client.check(RELEASE, { chart: "demo", repositoryOpts, namespace });
    expect(remote.failures[0]).to.match(/^chart: .*127\.0\.0\.1:1/);
  });

  it("should take a chart from a repository, without its CRDs when told so", async () => {
    const created = await session.create(RELEASE, {
      name: "kuberay-operator",
      namespace,
      chart: "kuberay-operator",
      version: "1.7.0",
      repositoryOpts: { repo: charts.url },
      skipCrds: true,
      values: { reconcileConcurrency: 10 },
    });
    const deployment = await find(cluster.client, "apps/v1", "Deployment", "kuberay-operator", namespace);
    expect(valueAt(deployment, "status", "availableReplicas")).to.equal(1);
    expect(valueAt(deployment, "spec", "template", "spec", "containers", 0, "args")).to.include(
      "--reconcile-concurrency=10",
    );
    const definition = ["apiextensions.k8s.io/v1", "CustomResourceDefinition", "rayclusters.ray.io"] as const;
    expect(await find(cluster.client, ...definition)).to.equal(undefined);
    await session.delete(RELEASE, created);
  });

  it("should report a value that the chart's schema does not know", async () => {
    const inputs = {
      name: "strict",
      namespace,
      chart: "kuberay-operator",
      repositoryOpts: { repo: charts.url },
      skipCrds: true,
      values: { reconcileConcurency: 10 },
    };
    const error = await session.create(RELEASE, inputs).catch((reason: Error) => reason);
    expect((error as Error).message).to.contain("reconcileConcurency");
    expect(error).to.not.be.instanceOf(InitFailedError);
  });

  it("should record a release that did not become ready, and go on from it", async () => {
    const news = { name: "slow", namespace, chart, timeout: 1, values: { replicas: 1 } };
    const error = await session.create(RELEASE, news).catch((reason: Error) => reason);

    expect(error).to.be.instanceOf(InitFailedError);
    const failed = error as InitFailedError;
    expect(failed.reasons[0]).to.contain(
      'Helm release "releases/slow" was created, but failed to initialize',
    );
    expect(valueAt(failed.properties, "status", "status")).to.equal("failed");

    const { inputs } = await session.client.check(RELEASE, news);
    const recorded = { id: failed.id, inputs, outputs: failed.properties };
    const repaired = await session.update(RELEASE, recorded, {
      ...news,
      timeout: 60,
      values: { replicas: 0 },
    });
    expect(valueAt(repaired.outputs, "status", "status")).to.equal("deployed");
  });

  it("should roll back at once when atomic", async () => {
    const news = { name: "atomic", namespace, chart, timeout: 1, atomic: true, values: { replicas: 1 } };
    const error = await session.create(RELEASE, news).catch((reason: Error) => reason);
    expect(error).to.be.instanceOf(Error).and.not.instanceOf(InitFailedError);
    expect(await greeting("atomic")).to.equal(undefined);
  });

  it("should promise outputs in a preview, and call no chart whose settings are not known", async () => {
    const { inputs, failures } = await session.client.check(RELEASE, {
      name: "later",
      chart: UNKNOWN,
      namespace,
    });
    expect(failures).to.deep.equal([]);
    const { properties } = await session.client.create(RELEASE, inputs, true);
    expect([properties.status, properties.resourceNames]).to.deep.equal([UNKNOWN, UNKNOWN]);
  });

  it("should leave no values in the temporary folder or the logs", async () => {
    const values: PropertyMap = { greeting: "whisper" };
    const release = session.create(RELEASE, { name: "quiet", namespace, chart, values });
    let seen: string[] = [];
    while (seen.length === 0) seen = await helmFolders();
    await session.delete(RELEASE, await release);
    expect(await helmFolders()).to.deep.equal([]);
    expect(JSON.stringify(session.logs.entries)).to.not.contain("whisper");
  });

  const helmFolders = async () => (await readdir(tmpdir())).filter((name) => name.startsWith(HELM_FOLDERS));
});

describe("resourceNames", () => {
  it("should sort a manifest's objects by kind and name their namespaces", () => {
    const manifest = `---
# Source: a
apiVersion: v1
kind: Service
metadata: { name: a, namespace: x }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: b }
---
`;
    expect(resourceNames(manifest)).to.deep.equal({
      "Service/v1": ["x/a"],
      "ClusterRole/rbac.authorization.k8s.io/v1": ["b"],
    });
  });
});
