import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { openFixtureProject, type FixtureProject } from "../testing/fixture-project";
import { KUBECONFIG, recordResources, type Registration } from "../testing/record";
import { AksCluster, AksRayCluster, KubeRayOperator, RayCluster, RayCronJob, RayJob, RayService } from ".";

/** Types and names, without the engine's own parts of a type. */
function made(registrations: Registration[]): string[] {
  return registrations.map(({ type, name }) => `${type} ${name}`);
}

function find(registrations: Registration[], name: string): Registration {
  const found = registrations.find(
    (registration) => registration.name === name && !registration.type.startsWith("aks-ray:"),
  );
  if (!found) throw new Error(`no resource '${name}'`);
  return found;
}

describe("the components", () => {
  let project: FixtureProject;

  beforeEach(async () => {
    project = await openFixtureProject();
  });

  afterEach(() => project.close());

  const T4 = { vmSize: "Standard_NC4as_T4_v3", minNodes: 1, maxNodes: 2 };

  it("should make what shared GPUs and their metrics need", async () => {
    const sharing = { strategy: "mps", replicas: 2 } as const;
    const { registrations } = await recordResources(() =>
      new AksCluster("ml", { gpuPools: { t4: { ...T4, sharing } }, dcgmExporter: {} }).outputs(),
    );

    expect(made(registrations).filter((resource) => resource.startsWith("kubernetes:"))).to.have.members([
      "kubernetes:core/v1:ConfigMap ml-nvidia-device-plugin-config",
      "kubernetes:core/v1:ServiceAccount ml-nvidia-device-plugin-account",
      "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole ml-nvidia-device-plugin-role",
      "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding ml-nvidia-device-plugin-binding",
      "kubernetes:apps/v1:DaemonSet ml-nvidia-device-plugin",
      "kubernetes:apps/v1:DaemonSet ml-nvidia-mps-control-daemon",
      "kubernetes:apps/v1:DaemonSet ml-dcgm-exporter",
      "kubernetes:core/v1:Service ml-dcgm-exporter-service",
    ]);
  });

  it("should make the GPU Operator beside the device plugin", async () => {
    const { registrations } = await recordResources(() =>
      new AksCluster("ml", {
        gpuPools: { t4: T4, operated: { ...T4, driver: "None" } },
        gpuOperator: {},
      }).outputs(),
    );

    expect(made(registrations).filter((resource) => resource.startsWith("kubernetes:"))).to.have.members([
      "kubernetes:apps/v1:DaemonSet ml-nvidia-device-plugin",
      "kubernetes:core/v1:Namespace ml-gpu-operator-namespace",
      "kubernetes:helm.sh/v3:Release ml-gpu-operator",
    ]);
  });

  it("should make the virtual network, and the identity with its role, that a cluster asks for", async () => {
    const { registrations } = await recordResources(() =>
      new AksCluster("ml", {
        gpuPools: { t4: T4 },
        network: { virtualNetwork: {}, apiServerAccess: { enableVnetIntegration: true } },
      }).outputs(),
    );

    expect(made(registrations)).to.include.members([
      "azure-native:network:PublicIPAddress ml-nat-ip",
      "azure-native:network:NatGateway ml-nat",
      "azure-native:network:VirtualNetwork ml-vnet",
      "azure-native:network:Subnet ml-nodes-subnet",
      "azure-native:network:Subnet ml-apiserver-subnet",
      "azure-native:managedidentity:UserAssignedIdentity ml-identity",
      "azure-native:authorization:RoleAssignment ml-network-role",
    ]);
    expect(find(registrations, "ml-network-role").inputs).to.include({ scope: "ml-vnet-id" });
    expect(find(registrations, "ml-t4").inputs).to.include({ vnetSubnetID: "ml-nodes-subnet-id" });
    expect(find(registrations, "ml-aks").inputs).to.deep.include({
      identity: { type: "UserAssigned", userAssignedIdentities: ["ml-identity-id"] },
      apiServerAccessProfile: { enableVnetIntegration: true, subnetId: "ml-apiserver-subnet-id" },
    });
  });

  it("should let nodes through authorised ranges, by the address of the NAT gateway", async () => {
    const { registrations } = await recordResources(() =>
      new AksCluster("ml", {
        gpuPools: { t4: T4 },
        network: { virtualNetwork: {}, apiServerAccess: { authorizedIPRanges: ["203.0.113.0/24"] } },
      }).outputs(),
    );
    expect(find(registrations, "ml-aks").inputs).to.deep.include({
      apiServerAccessProfile: { authorizedIPRanges: ["203.0.113.0/24", "20.1.2.3/32"] },
    });
  });

  it("should make a private DNS zone, with links and the identity's role, for a private API server", async () => {
    const hub = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/hub";
    const { registrations } = await recordResources(() =>
      new AksCluster("ml", {
        location: "West Europe",
        gpuPools: { t4: T4 },
        network: {
          apiServerAccess: { enablePrivateCluster: true, createPrivateDNSZone: { virtualNetworkIds: [hub] } },
        },
      }).outputs(),
    );

    expect(find(registrations, "ml-dns-zone").inputs).to.deep.equal({
      resourceGroupName: "ml-rg1234",
      location: "Global",
      privateZoneName: "privatelink.westeurope.azmk8s.io",
    });
    expect(find(registrations, "ml-dns-link-0").inputs).to.deep.equal({
      resourceGroupName: "ml-rg1234",
      location: "Global",
      privateZoneName: "privatelink.westeurope.azmk8s.io",
      virtualNetwork: { id: hub },
      registrationEnabled: false,
    });
    expect(find(registrations, "ml-dns-zone-role").inputs).to.include({ scope: "ml-dns-zone-id" });
    expect(find(registrations, "ml-aks").inputs).to.deep.include({
      apiServerAccessProfile: { enablePrivateCluster: true, privateDNSZone: "ml-dns-zone-id" },
    });
  });

  it("should give existing and new identities the roles that they need", async () => {
    const ids = "/subscriptions/s/resourceGroups/g/providers";
    const { registrations } = await recordResources(() =>
      new AksCluster("ml", {
        gpuPools: { t4: T4 },
        identity: {
          resourceId: `${ids}/Microsoft.ManagedIdentity/userAssignedIdentities/given`,
          principalId: "6f1c2a34-0b5d-4e6f-8a90-123456789abc",
          kubeletIdentity: {},
        },
        security: { diskEncryptionSetID: `${ids}/Microsoft.Compute/diskEncryptionSets/keys` },
      }).outputs(),
    );

    expect(made(registrations).filter((resource) => /identity|role/i.test(resource))).to.have.members([
      "azure-native:managedidentity:UserAssignedIdentity ml-kubelet-identity",
      "azure-native:authorization:RoleAssignment ml-disk-encryption-role",
      "azure-native:authorization:RoleAssignment ml-kubelet-role",
    ]);
    expect(find(registrations, "ml-kubelet-role").inputs).to.include({
      scope: "ml-kubelet-identity-id",
      principalId: "6f1c2a34-0b5d-4e6f-8a90-123456789abc",
    });
    expect(find(registrations, "ml-aks").inputs).to.deep.include({
      identityProfile: {
        kubeletidentity: {
          resourceId: "ml-kubelet-identity-id",
          clientId: "ml-client",
          objectId: "ml-principal",
        },
      },
    });
  });

  it("should refuse Entra logins without kubelogin before it makes anything", async () => {
    const path = process.env["PATH"];
    process.env["PATH"] = "";
    try {
      const { registrations } = await recordResources(() => {
        expect(
          () => new AksCluster("ml", { gpuPools: { t4: T4 }, access: { enableAzureRBAC: true } }),
        ).to.throw("access: needs the program 'kubelogin' on PATH");
        return {};
      });
      expect(registrations).to.deep.equal([]);
    } finally {
      process.env["PATH"] = path;
    }
  });

  it("should make everything from one AksRayCluster", async () => {
    const { registrations, outputs } = await recordResources(() =>
      new AksRayCluster("ml", {
        location: "westeurope",
        gpuPools: { t4: T4 },
        operator: project.operator,
      }).outputs(),
    );

    expect(made(registrations)).to.have.members([
      "aks-ray:index:AksRayCluster ml",
      "aks-ray:index:AksCluster ml",
      "azure-native:resources:ResourceGroup ml-rg",
      "azure-native:containerservice:ManagedCluster ml-aks",
      "azure-native:containerservice:AgentPool ml-t4",
      "pulumi:providers:kubernetes ml-kubernetes",
      "kubernetes:apps/v1:DaemonSet ml-nvidia-device-plugin",
      "aks-ray:index:KubeRayOperator ml",
      "kubernetes:core/v1:Namespace ml-operator",
      "kubernetes:helm.sh/v3:Release ml-crds",
      "kubernetes:helm.sh/v3:Release ml-operator",
      "aks-ray:index:RayCluster ml",
      "kubernetes:core/v1:Namespace ml-ray",
      "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy ml-upgrade-guard",
      "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicyBinding ml-upgrade-guard",
      "kubernetes:core/v1:Secret ml-token",
      "kubernetes:core/v1:Service ml-access",
      "kubernetes:ray.io/v1:RayCluster ml-raycluster",
      "kubernetes:core/v1:ServiceAccount ml-readiness",
      "kubernetes:rbac.authorization.k8s.io/v1:Role ml-readiness",
      "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding ml-readiness",
      "kubernetes:batch/v1:Job ml-ready",
    ]);
    expect(outputs).to.deep.equal({
      kubeconfig: KUBECONFIG,
      clusterName: "ml-aks1234",
      resourceGroupName: "ml-rg1234",
      nodeResourceGroup: "MC_ml",
      oidcIssuerUrl: "https://oidc.example.com/",
      grafanaUrl: "",
      prometheusUrl: "",
      namespace: "ray",
      rayClusterName: "ml",
      rayAddress: "ray://ml-access.ray.svc.cluster.local:10001",
      dashboardUrl: "http://localhost:8265",
      portForwardCommand: "kubectl --namespace ray port-forward service/ml-access 8265:8265 10001:10001",
      jobSubmitCommand: outputs["jobSubmitCommand"],
      rayClientCommand: outputs["rayClientCommand"],
      logsCommand: outputs["logsCommand"],
      tokenSecretName: "ml-token",
      workerGroups: outputs["workerGroups"],
      storageAccountName: "",
      storageAccountId: "",
      storageReference: { accountName: "", namespace: "ray", serviceAccountName: "", mounts: [] },
      storagePaths: {},
    });
    expect(outputs["workerGroups"]).to.have.nested.property("t4.gpus", 1);
  });

  it("should tell the Kubernetes provider which cluster it serves", async () => {
    const { registrations } = await recordResources(() =>
      new AksCluster("ml", { location: "westeurope", gpuPools: { t4: T4 } }).outputs(),
    );
    const { inputs } = find(registrations, "ml-kubernetes");
    expect(inputs).to.include({ clusterIdentifier: "uid-1", enableServerSideApply: "true" });
    expect(JSON.stringify(inputs["kubeconfig"])).to.contain(JSON.stringify(KUBECONFIG).slice(1, -1));
  });

  it("should use an existing resource group, and install no plugin where no pool has GPUs", async () => {
    const cpuPools = { work: { vmSize: "Standard_D8s_v5", nodes: 1 } };
    const { registrations } = await recordResources(() =>
      new AksCluster("ml", { location: "westeurope", resourceGroupName: "mine", cpuPools }).outputs(),
    );
    expect(made(registrations)).to.have.members([
      "aks-ray:index:AksCluster ml",
      "azure-native:containerservice:ManagedCluster ml-aks",
      "azure-native:containerservice:AgentPool ml-work",
      "pulumi:providers:kubernetes ml-kubernetes",
    ]);
    expect(find(registrations, "ml-aks").inputs).to.include({ resourceGroupName: "mine" });
  });

  it("should work on a cluster that is there already", async () => {
    const workerGroups = { gpu: { cpu: 4, memoryGiB: 16, gpus: 1, minReplicas: 0, maxReplicas: 3 } };
    const { registrations } = await recordResources(() => {
      const installed = new KubeRayOperator("kuberay", project.operator);
      return new RayCluster(
        "team",
        { workerGroups, readiness: "none" },
        { dependsOn: [installed] },
      ).outputs();
    });
    expect(made(registrations)).to.have.members([
      "aks-ray:index:KubeRayOperator kuberay",
      "kubernetes:core/v1:Namespace kuberay-operator",
      "kubernetes:helm.sh/v3:Release kuberay-crds",
      "kubernetes:helm.sh/v3:Release kuberay-operator",
      "aks-ray:index:RayCluster team",
      "kubernetes:core/v1:Namespace team-ray",
      "kubernetes:core/v1:Secret team-token",
      "kubernetes:core/v1:Service team-access",
      "kubernetes:ray.io/v1:RayCluster team-raycluster",
    ]);
  });

  it("should run a job with its code, its token and its outputs", async () => {
    const { registrations, outputs } = await recordResources(() =>
      new RayJob("train", {
        cluster: {},
        entrypoint: "python a.py",
        code: { files: { "a.py": "" } },
        jobId: "one",
      }).outputs(),
    );
    expect(made(registrations)).to.have.members([
      "aks-ray:index:RayJob train",
      "kubernetes:core/v1:ConfigMap train-code",
      "kubernetes:core/v1:Secret train-token",
      "kubernetes:ray.io/v1:RayJob train-rayjob",
    ]);
    expect(outputs).to.include({
      namespace: "ray",
      jobName: "train",
      jobId: "one",
      logsCommand: "kubectl --namespace ray logs job/train --follow",
    });
  });

  it("should serve on a cluster of its own, with its token and addresses", async () => {
    const { registrations, outputs } = await recordResources(() =>
      new RayService("chat", {
        serveConfigV2: "applications: []",
        cluster: { workerGroups: { cpu: { cpu: 1, memoryGiB: 2, replicas: 1 } } },
      }).outputs(),
    );
    expect(made(registrations)).to.have.members([
      "aks-ray:index:RayService chat",
      "kubernetes:core/v1:Secret chat-token",
      "kubernetes:ray.io/v1:RayService chat-rayservice",
    ]);
    expect(find(registrations, "chat-rayservice").inputs["spec"]).to.deep.include({
      serveConfigV2: "applications: []",
      upgradeStrategy: { type: "NewCluster" },
      rayClusterDeletionDelaySeconds: 60,
    });
    expect(outputs).to.include({
      serveUrl: "http://chat-serve-svc.ray.svc.cluster.local:8000",
      portForwardCommand: "kubectl --namespace ray port-forward service/chat-serve-svc 8000:8000",
    });
  });

  it("should run jobs by a schedule, with their code and token", async () => {
    const { registrations, outputs } = await recordResources(() =>
      new RayCronJob("nightly", {
        schedule: "0 3 * * *",
        job: { cluster: {}, entrypoint: "python a.py", code: { files: { "a.py": "" } } },
      }).outputs(),
    );
    expect(made(registrations)).to.have.members([
      "aks-ray:index:RayCronJob nightly",
      "kubernetes:core/v1:ConfigMap nightly-code",
      "kubernetes:core/v1:Secret nightly-token",
      "kubernetes:ray.io/v1:RayCronJob nightly-raycronjob",
    ]);
    expect(outputs).to.include({
      namespace: "ray",
      cronJobName: "nightly",
      statusCommand: "kubectl --namespace ray get rayjob --selector ray.io/cronjob-name=nightly",
    });
  });

  it("should make no token where one is given or none is asked for", async () => {
    for (const auth of [{ mode: "disabled" }, { secretName: "mine" }] as const) {
      const { registrations } = await recordResources(() => new RayCluster("team", { auth }).outputs());
      expect(made(registrations)).not.to.include("kubernetes:core/v1:Secret team-token");
    }
  });

  it("should refuse wrong arguments with every path, before anything is registered", async () => {
    const gpuPools = { A100: { vmSize: "Standard_NC24ads_A100_v4", minNodes: 4, maxNodes: 2 } };
    let failure: unknown;
    const { registrations } = await recordResources(() => {
      try {
        new AksRayCluster("ml", { location: "westeurope", gpuPools });
      } catch (error) {
        failure = error;
      }
      return {};
    });
    expect(registrations).to.deep.equal([]);
    expect(pulumi.RunError.isInstance(failure), "shown without a stack trace").to.equal(true);
    expect(failure)
      .to.have.property("message")
      .that.matches(/gpuPools\.A100[^]*gpuPools\.A100\.minNodes/);
  });
});
