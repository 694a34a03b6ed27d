import { expect } from "chai";
import type { AksRayClusterArgs } from "../args";
import { openFixtureProject, type FixtureProject } from "../testing/fixture-project";
import { recordResources } from "../testing/record";
import { AksRayCluster } from "./aks-ray-cluster";

const T4 = { vmSize: "Standard_NC4as_T4_v3", nodes: 1 };
const H100 = { vmSize: "Standard_ND96isr_H100_v5", nodes: 1, driver: "None", rdma: true } as const;

/** What an AksRayCluster makes only where it is asked for. */
describe("the optional parts of an AksRayCluster", () => {
  let project: FixtureProject;

  beforeEach(async () => {
    project = await openFixtureProject();
  });

  afterEach(() => project.close());

  async function record(args: AksRayClusterArgs) {
    const { registrations, outputs } = await recordResources(() =>
      new AksRayCluster("ml", {
        location: "westeurope",
        gpuPools: { t4: T4 },
        ...args,
        operator: { ...args.operator, ...project.operator },
      }).outputs(),
    );
    const inputs = (name: string): Record<string, unknown> | undefined =>
      registrations.find((made) => made.name === name)?.inputs;
    return { outputs, inputs, made: registrations.map(({ type, name }) => `${type} ${name}`) };
  }

  it("should be Prometheus and Grafana with Ray's dashboard, metrics and alerts", async () => {
    const { made, outputs, inputs } = await record({ monitoring: { kind: "prometheus" }, dcgmExporter: {} });
    expect(made).to.include.members([
      "kubernetes:core/v1:Namespace ml-monitoring",
      "kubernetes:core/v1:Secret ml-grafana-admin",
      "kubernetes:core/v1:ConfigMap ml-ray-dashboard",
      "kubernetes:helm.sh/v3:Release ml-prometheus",
      "kubernetes:monitoring.coreos.com/v1:PodMonitor ml-head-monitor",
      "kubernetes:monitoring.coreos.com/v1:PodMonitor ml-worker-monitor",
      "kubernetes:monitoring.coreos.com/v1:PodMonitor ml-gpu-monitor",
      "kubernetes:monitoring.coreos.com/v1:PrometheusRule ml-alerts",
    ]);
    expect(inputs("ml-prometheus")).to.include({ chart: "kube-prometheus-stack", namespace: "monitoring" });
    expect(outputs).to.include({
      prometheusUrl: "http://kube-prometheus-stack-prometheus.monitoring.svc.cluster.local:9090",
    });
  });

  it("should be alerts in Azure with its Prometheus, which send to action groups", async () => {
    const actionGroupIds = ["/subscriptions/s/resourceGroups/g/providers/Microsoft.Insights/actionGroups/a"];
    const { made, inputs } = await record({ monitoring: { kind: "azure", alerts: { actionGroupIds } } });
    expect(made).to.include("kubernetes:azmonitoring.coreos.com/v1:PodMonitor ml-head-monitor");
    expect(made.join("\n")).to.match(/:PrometheusRuleGroup ml-alerts$/m);
    expect(JSON.stringify(inputs("ml-alerts"))).to.contain(actionGroupIds[0]);
    const off = { enabled: false };
    const without = await record({
      monitoring: { kind: "azure", alerts: { headRestarts: off, pendingGpuPods: off } },
    });
    expect(without.made.join("\n")).not.to.contain("ml-alerts");
  });

  it("should be no alerts and no metrics of GPUs for a Prometheus in Azure's API group", async () => {
    const { made } = await record({
      monitoring: { kind: "existing", existing: { apiVersion: "azmonitoring.coreos.com/v1" } },
    });
    expect(made.filter((resource) => resource.includes("monitoring.coreos.com"))).to.have.members([
      "kubernetes:azmonitoring.coreos.com/v1:PodMonitor ml-head-monitor",
      "kubernetes:azmonitoring.coreos.com/v1:PodMonitor ml-worker-monitor",
    ]);
  });

  it("should be Kueue with a flavor for the head and for each group", async () => {
    const { made, inputs } = await record({ queue: { manager: "kueue", kueue: { install: true } } });
    const queues = made.filter((resource) => /kueue|queue|flavor/i.test(resource));
    expect(queues.map((resource) => resource.replace(/\/v\d\w*:/, ":"))).to.have.members([
      "kubernetes:core:Namespace ml-kueue",
      "kubernetes:helm.sh:Release ml-kueue",
      "kubernetes:kueue.x-k8s.io:ResourceFlavor ml-flavor",
      "kubernetes:kueue.x-k8s.io:ResourceFlavor ml-t4-flavor",
      "kubernetes:kueue.x-k8s.io:ClusterQueue ml-cluster-queue",
      "kubernetes:kueue.x-k8s.io:LocalQueue ml-local-queue",
    ]);
    expect(inputs("ml-local-queue")).to.have.nested.property("metadata.namespace");
  });

  it("should be the queues alone where Kueue is there, and nothing where they are too", async () => {
    const kueue = (createQueues: boolean) => record({ queue: { manager: "kueue", kueue: { createQueues } } });
    const names = async (createQueues: boolean) =>
      (await kueue(createQueues)).made.filter((resource) => /kueue/i.test(resource)).length;
    expect(await names(true)).to.equal(4);
    expect(await names(false)).to.equal(0);
  });

  it("should be Volcano with its queue", async () => {
    const { made } = await record({ queue: { manager: "volcano", name: "gpus", scheduler: {} } });
    expect(made.filter((resource) => /scheduler|queue/i.test(resource))).to.have.members([
      "kubernetes:core/v1:Namespace ml-scheduler",
      "kubernetes:helm.sh/v3:Release ml-scheduler",
      "kubernetes:scheduling.volcano.sh/v1beta1:Queue ml-queue",
    ]);
  });

  it("should be the Network Operator for pools with InfiniBand", async () => {
    const { made } = await record({ gpuPools: { ib: H100 }, gpuOperator: {} });
    expect(made.filter((resource) => /network-operator|nic/.test(resource))).to.have.members([
      "kubernetes:core/v1:Namespace ml-network-operator-namespace",
      "kubernetes:helm.sh/v3:Release ml-network-operator",
      "kubernetes:mellanox.com/v1alpha1:NicClusterPolicy ml-nic-cluster-policy",
    ]);
  });

  it("should be a registry, new or existing, that the nodes pull from", async () => {
    const made = async (registry: AksRayClusterArgs["registry"]) =>
      (await record({ registry })).made.filter((resource) => resource.includes("registry"));
    const resourceId =
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/images";
    const role = "azure-native:authorization:RoleAssignment ml-registry-role";
    expect(await made({ name: "mlimages" })).to.have.members([
      "azure-native:containerregistry:Registry ml-registry",
      role,
    ]);
    expect(await made({ resourceId })).to.have.members([role]);
  });
});
