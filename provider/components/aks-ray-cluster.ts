import * as pulumi from "@pulumi/pulumi";
import type { AksRayClusterArgs, AksRayClusterOutputs, StorageReference, WorkerGroupSummary } from "../args";
import { stackProviders } from "../preflight";
import { aksRayClusterSettings, storagePaths } from "../settings";
import { AksCluster } from "./aks-cluster";
import { KubeRayOperator } from "./kuberay-operator";
import { onCluster } from "./operator-install";
import { RayCluster } from "./ray-cluster";
import { createDashboardsAccess } from "./ray-dashboards";
import { createRayMonitoring } from "./ray-monitoring";
import { createStorage } from "./storage";

/** Everything in one resource: AKS cluster with GPU pools, KubeRay operator, RayCluster, and proof that Ray answers. */
export class AksRayCluster extends pulumi.ComponentResource implements AksRayClusterOutputs {
  static readonly token = "aks-ray:index:AksRayCluster";

  readonly kubeconfig: pulumi.Output<string>;
  readonly clusterName: pulumi.Output<string>;
  readonly resourceGroupName: pulumi.Output<string>;
  readonly nodeResourceGroup: pulumi.Output<string>;
  readonly oidcIssuerUrl: pulumi.Output<string>;
  readonly grafanaUrl: pulumi.Output<string>;
  readonly prometheusUrl: pulumi.Output<string>;
  readonly namespace: pulumi.Output<string>;
  readonly rayClusterName: pulumi.Output<string>;
  readonly rayAddress: pulumi.Output<string>;
  readonly dashboardUrl: pulumi.Output<string>;
  readonly portForwardCommand: pulumi.Output<string>;
  readonly jobSubmitCommand: pulumi.Output<string>;
  readonly rayClientCommand: pulumi.Output<string>;
  readonly logsCommand: pulumi.Output<string>;
  readonly tokenSecretName: pulumi.Output<string>;
  readonly workerGroups: pulumi.Output<Record<string, WorkerGroupSummary>>;
  readonly storageReference: pulumi.Output<StorageReference>;
  readonly storageAccountName: pulumi.Output<string>;
  readonly storageAccountId: pulumi.Output<string>;
  readonly storagePaths: pulumi.Output<Record<string, string>>;

  /** The AKS part. */
  readonly aks: AksCluster;
  /** The operator. */
  readonly operator: KubeRayOperator;
  /** The Ray part. */
  readonly ray: RayCluster;

  /** @throws InputPropertiesError with every fault of the arguments, before any resource is made. */
  constructor(name: string, args: AksRayClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    const settings = aksRayClusterSettings(name, args);
    super(AksRayCluster.token, name, {}, opts);

    const resourceProviders = stackProviders(settings);
    this.aks = new AksCluster(name, settings.aks, { parent: this, resourceProviders });
    const inCluster = {
      parent: this,
      providers: { kubernetes: this.aks.kubernetesProvider },
      deletedWith: this.aks.cluster,
    };
    this.operator = new KubeRayOperator(name, onCluster(settings.operator, this.aks), inCluster);
    const storage = settings.storage && createStorage(this, name, settings.storage, this.aks, opts?.aliases);
    this.ray = new RayCluster(name, settings.ray, {
      ...inCluster,
      dependsOn: [this.operator, ...this.aks.registryAccess],
      readinessAfter: this.aks.pools,
      storage,
      dashboards: createDashboardsAccess(this, name, settings.dashboards, this.aks),
      operatorVersion: settings.operatorVersion,
    });
    createRayMonitoring(name, settings.monitoring, this.aks, settings.aks.tags, this.ray.namespace, {
      parent: this,
      provider: this.aks.kubernetesProvider,
      deletedWith: this.aks.cluster,
      // With Azure's, the add-on installs the definitions while the operator starts.
      dependsOn: [this.operator],
    });

    this.kubeconfig = this.aks.kubeconfig;
    this.clusterName = this.aks.clusterName;
    this.resourceGroupName = this.aks.resourceGroupName;
    this.nodeResourceGroup = this.aks.nodeResourceGroup;
    this.oidcIssuerUrl = this.aks.oidcIssuerUrl;
    this.grafanaUrl = this.aks.grafanaUrl;
    this.prometheusUrl = this.aks.prometheusUrl;
    this.namespace = this.ray.namespace;
    this.rayClusterName = this.ray.rayClusterName;
    this.rayAddress = this.ray.rayAddress;
    this.dashboardUrl = this.ray.dashboardUrl;
    this.portForwardCommand = this.ray.portForwardCommand;
    this.jobSubmitCommand = this.ray.jobSubmitCommand;
    this.rayClientCommand = this.ray.rayClientCommand;
    this.logsCommand = this.ray.logsCommand;
    this.tokenSecretName = this.ray.tokenSecretName;
    this.workerGroups = this.ray.workerGroups.apply(() => settings.workerGroups);
    this.storageReference = this.ray.storageReference;
    this.storageAccountName = pulumi.output(storage?.accountName ?? "");
    this.storageAccountId = pulumi.output(storage?.accountId ?? "");
    this.storagePaths = pulumi.output(storagePaths(settings.storage));
    this.registerOutputs(this.outputs());
  }

  /** What the component shows to programs in every language. */
  outputs(): AksRayClusterOutputs {
    const { workerGroups, storageAccountName, storageAccountId, storagePaths } = this;
    return {
      ...this.aks.outputs(),
      ...this.ray.outputs(),
      workerGroups,
      storageAccountName,
      storageAccountId,
      storagePaths,
    };
  }
}
