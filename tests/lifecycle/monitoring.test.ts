import { expect } from "chai";
import { join } from "node:path";
import type { AksRayClusterArgs } from "../../provider/args";
import { stringAt, valueAt } from "../kubernetes/objects";
import { CLUSTER_TIMEOUT, eventually } from "../kubernetes/testing/test-cluster";
import type { SerializedResource, SerializedState } from "../engine/state-format";
import { repositoryRoot } from "../sandbox/home";
import { changesOf, errorsOf, SandboxStack } from "./testing/sandbox-stack";

const POOLS: AksRayClusterArgs = {
  gpuPools: { t4: { vmSize: "Standard_NC4as_T4_v3", nodes: 1 } },
  dcgmExporter: {},
};
const AZURE: AksRayClusterArgs = {
  ...POOLS,
  monitoring: {
    kind: "azure",
    azure: {
      grafana: { admins: [{ principalId: "22222222-2222-4222-8222-222222222222", principalType: "Group" }] },
    },
    logAnalytics: { controlPlaneLogs: ["kube-audit-admin", "guard"] },
  },
};
const PROMETHEUS: AksRayClusterArgs = {
  ...POOLS,
  monitoring: {
    kind: "prometheus",
    prometheus: { chart: { path: join(repositoryRoot(), "tests", "charts", "kube-prometheus-stack") } },
  },
};

interface HeadContainer {
  name: string;
  ports?: { name?: string }[];
  env?: { name: string; value?: string }[];
}

async function headContainer(stack: SandboxStack): Promise<HeadContainer | undefined> {
  const labelSelector = "ray.io/node-type=head";
  const [head] = await stack.cluster.client.list("v1", "Pod", { namespace: "ray", labelSelector });
  const { containers = [] } = (head?.["spec"] ?? {}) as { containers?: HeadContainer[] };
  return containers.find(({ name }) => name === "ray-head");
}

/** Ports of the Ray head by name, as a PodMonitor looks for them. */
async function headPorts(stack: SandboxStack): Promise<(string | undefined)[]> {
  return ((await headContainer(stack))?.ports ?? []).map(({ name }) => name);
}

async function headEnv(stack: SandboxStack): Promise<HeadContainer["env"]> {
  return (await headContainer(stack))?.env;
}

function dependenciesOf({ dependencies }: SerializedResource): string[] {
  return Array.isArray(dependencies) ? dependencies.map(String) : [];
}

/** The URNs of what the RayCluster waited for, as one text. */
async function waitedForByRay(stack: SandboxStack): Promise<string> {
  const { deployment } = JSON.parse(await stack.stateText()) as SerializedState;
  const needs = new Map(deployment.resources?.map((resource) => [resource.urn, dependenciesOf(resource)]));
  const waited = new Set<string>();
  const follow = (urn: string): void => {
    if (waited.has(urn)) return;
    waited.add(urn);
    needs.get(urn)?.forEach(follow);
  };
  [...needs.keys()].filter((urn) => urn.includes("ray.io/v1:RayCluster::")).forEach(follow);
  return [...waited].join("\n");
}

/** Pods of the Job that imports Ray's dashboards into Azure's Grafana. */
const IMPORT = {
  apiVersion: "v1",
  kind: "Pod",
  namespace: "ray",
  labelSelector: "app.kubernetes.io/component=dashboards",
};

async function names(
  stack: SandboxStack,
  apiVersion: string,
  kind: string,
  namespace: string,
): Promise<string[]> {
  const found = await stack.cluster.client.list(apiVersion, kind, { namespace });
  return found.map(({ metadata }) => metadata.name ?? "").sort();
}

describe("a stack with monitoring", function () {
  this.timeout(CLUSTER_TIMEOUT);
  let stack: SandboxStack;

  beforeEach(async () => {
    stack = await SandboxStack.create();
  });
  afterEach(() => stack?.close());

  it("sends metrics and logs to Azure, and leaves nothing there", async () => {
    await stack.stopOperator();
    const up = stack.deploy("up", AZURE);
    // There is no head yet, so the pod waits; when it runs, it is to fail.
    const [pod] = await eventually(stack.cluster.client, IMPORT, (pods) => pods.length > 0);
    if (pod === undefined) throw new Error("the Job has no pod");
    expect(valueAt(pod, "metadata", "labels", "azure.workload.identity/use")).to.equal("true");
    const annotations = { "sandbox.aks-ray/exit-code": "1" };
    await stack.cluster.client.patch(pod, { metadata: { annotations } }, { fieldManager: "test" });
    stack.startOperator();
    expect(errorsOf(await up)).to.equal("");
    expect(await names(stack, "azmonitoring.coreos.com/v1", "PodMonitor", "ray")).to.deep.equal([
      "ray-head",
      "ray-workers",
    ]);
    expect(await names(stack, "azmonitoring.coreos.com/v1", "PodMonitor", "kube-system")).to.deep.equal([
      "dcgm-exporter",
    ]);
    expect(await headEnv(stack)).to.deep.include({ name: "RAY_GRAFANA_HOST", value: "DISABLED" });
    expect(await headPorts(stack)).to.include.members(["metrics", "as-metrics", "dash-metrics"]);
    const types = (await stack.resources()).map(({ type }) => type.replace(/^azure-native:/, ""));
    expect(types).to.include.members([
      "monitor:AzureMonitorWorkspace",
      "dashboard:Grafana",
      "alertsmanagement:PrometheusRuleGroup",
      "operationalinsights:Workspace",
      "monitor:DiagnosticSetting",
    ]);
    expect(await waitedForByRay(stack))
      .to.contain("::ray-operator")
      .and.not.to.match(/Grafana|RuleGroup|PodMonitor|DataCollection/);

    // The import that failed kept nothing from being made, and runs anew.
    await importEnds("Failed");
    const next = await stack.deploy("up", AZURE);
    expect(errorsOf(next)).to.equal("");
    const again = changesOf(next);
    expect([...new Set(again.map((change) => change.split(" ").at(-1)))]).to.deep.equal(["ray-dashboards"]);
    await importEnds("Succeeded");
    expect(changesOf(await stack.deploy("up", AZURE))).to.deep.equal([]);

    expect(errorsOf(await stack.deploy("destroy"))).to.equal("");
    expect(await stack.azureIds()).to.deep.equal([]);
  });

  /** Waits until the pod that imports dashboards has ended so. */
  const importEnds = (phase: string) =>
    eventually(
      stack.cluster.client,
      IMPORT,
      (pods) => pods.length === 1 && pods.every((pod) => valueAt(pod, "status", "phase") === phase),
    );

  it("has Prometheus and Grafana in the cluster, with a password that nobody sees", async () => {
    expect(errorsOf(await stack.deploy("up", PROMETHEUS))).to.equal("");
    const { client } = stack.cluster;
    expect(await names(stack, "monitoring.coreos.com/v1", "PodMonitor", "ray")).to.deep.equal([
      "ray-head",
      "ray-workers",
    ]);
    expect(await names(stack, "monitoring.coreos.com/v1", "PrometheusRule", "ray")).to.deep.equal([
      "ray-alerts",
    ]);
    const [prometheus] = await client.list("monitoring.coreos.com/v1", "Prometheus", {
      namespace: "monitoring",
    });
    expect(prometheus?.["spec"]).to.deep.include({ podMonitorSelector: {}, ruleSelector: {} });
    const labelSelector = "grafana_dashboard=1";
    expect(await client.list("v1", "ConfigMap", { namespace: "monitoring", labelSelector })).to.have.lengthOf(
      1,
    );

    const [secret] = (await client.list("v1", "Secret", { namespace: "monitoring" })).filter(
      ({ metadata }) => metadata.name === "grafana-admin",
    );
    const encoded = stringAt(secret ?? {}, "data", "admin-password") ?? "";
    const password = Buffer.from(encoded, "base64").toString();
    expect(password).to.match(/^[0-9a-f]{64}$/);
    for (const text of [await stack.stateText(), stack.log.join("\n")]) {
      expect(text).not.to.contain(password);
      expect(text).not.to.contain(encoded);
    }
    expect(changesOf(await stack.deploy("up", PROMETHEUS))).to.deep.equal([]);

    expect(errorsOf(await stack.deploy("destroy"))).to.equal("");
    expect(await stack.azureIds()).to.deep.equal([]);
  });
});
