import * as containerservice from "@pulumi/azure-native/containerservice";
import * as resources from "@pulumi/azure-native/resources";
import { Provider as KubernetesProvider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import type { AksClusterArgs, AksClusterOutputs } from "../args";
import {
  agentPoolOptions,
  buildAgentPool,
  buildMaintenanceConfigurations,
  buildManagedCluster,
  buildResourceGroup,
  clusterIdentities,
  clusterKubeconfig,
  managedClusterOptions,
  requireKubelogin,
  type ClusterSubnets,
} from "../azure";
import { buildClusterProvider } from "../kubernetes";
import { runPreflight } from "../preflight";
import { aksClusterSettings, type AksSettings } from "../settings";
import { createClusterIdentity, type ClusterIdentity } from "./cluster-identity";
import { createLogCollection, createLogWorkspace } from "./cluster-logs";
import { createClusterMetrics, type ClusterMetrics } from "./cluster-metrics";
import { createClusterNetwork, type ClusterNetwork } from "./cluster-network";
import { createRegistryAccess } from "./cluster-registry";
import { createDcgmExporter } from "./dcgm-exporter";
import { createDevicePlugins } from "./device-plugins";
import { createGpuOperator } from "./gpu-operator";
import { createNetworkOperator } from "./network-operator";
import { withPreflightConfig } from "./package-config";
import { createProvisionedPools } from "./provisioned-pools";

/** Options of an AksCluster in the same program. */
export interface AksClusterOptions extends pulumi.ComponentResourceOptions {
  /** Azure's resource providers that are needed for what stands beside the cluster; a preview asks for them too. */
  resourceProviders?: string[];
}

/** An AKS cluster with node pools for Ray: resource group, cluster, CPU and GPU pools, GPU device plugins, kubeconfig. */
export class AksCluster extends pulumi.ComponentResource implements AksClusterOutputs {
  static readonly token = "aks-ray:index:AksCluster";

  readonly kubeconfig: pulumi.Output<string>;
  readonly clusterName: pulumi.Output<string>;
  readonly resourceGroupName: pulumi.Output<string>;
  readonly nodeResourceGroup: pulumi.Output<string>;
  readonly oidcIssuerUrl: pulumi.Output<string>;
  readonly grafanaUrl: pulumi.Output<string>;
  readonly prometheusUrl: pulumi.Output<string>;

  /** The cluster in Azure, for `deletedWith` of what lives in it. */
  readonly cluster: containerservice.ManagedCluster;
  /** The pools beside the system pool. */
  readonly pools: containerservice.AgentPool[];
  /** What pulls from the cluster's registry have to wait for. */
  readonly registryAccess: pulumi.Resource[];
  /** Where the cluster's metrics are. */
  readonly metrics: ClusterMetrics;
  /** A provider for resources inside the cluster. */
  readonly kubernetesProvider: KubernetesProvider;

  /** @throws InputPropertiesError with every fault of the arguments, before any resource is made. */
  constructor(name: string, args: AksClusterArgs, opts?: AksClusterOptions) {
    const settings = aksClusterSettings(name, withPreflightConfig(args));
    if (settings.access.loginMode !== undefined) requireKubelogin(name);
    super(AksCluster.token, name, {}, opts);

    this.resourceGroupName = this.createResourceGroup(name, settings);
    const network = createClusterNetwork(this, name, settings, this.resourceGroupName);
    const identity = createClusterIdentity(this, name, settings, this.resourceGroupName, network);
    const logWorkspaceId = createLogWorkspace(this, name, settings, this.resourceGroupName);
    this.cluster = this.createCluster(name, settings, network, identity, logWorkspaceId);
    this.clusterName = this.cluster.name;
    const { identifier, kubeletObjectId } = clusterIdentities(this.cluster, this.resourceGroupName, {
      parent: this,
    });
    this.registryAccess = createRegistryAccess(this, name, settings, this.resourceGroupName, kubeletObjectId);
    this.preflight(name, settings, opts?.resourceProviders ?? []);
    this.pools = this.createPools(name, settings, network.subnets);
    this.createMaintenanceWindows(name, settings);
    this.kubeconfig = this.readKubeconfig(settings);
    this.kubernetesProvider = this.createProvider(name, identifier);
    const inCluster = { parent: this, provider: this.kubernetesProvider, deletedWith: this.cluster };
    createProvisionedPools(name, settings, inCluster);
    createDevicePlugins(name, settings, inCluster);
    createDcgmExporter(name, settings, inCluster);
    createNetworkOperator(name, settings, createGpuOperator(name, settings, inCluster), inCluster);
    const { resourceGroupName } = this;
    createLogCollection(this, name, settings, resourceGroupName, this.cluster.id, logWorkspaceId);
    this.metrics = createClusterMetrics(name, settings, resourceGroupName, this.cluster, inCluster);
    this.grafanaUrl = pulumi.output(this.metrics.grafanaUrl);
    this.prometheusUrl = pulumi.output(this.metrics.prometheusUrl);
    this.nodeResourceGroup = this.cluster.nodeResourceGroup.apply((group) => group ?? "");
    this.oidcIssuerUrl = this.cluster.oidcIssuerProfile.apply((profile) => profile?.issuerURL ?? "");
    this.registerOutputs(this.outputs());
  }

  /** What the component shows to programs in every language. */
  outputs(): AksClusterOutputs {
    const { kubeconfig, clusterName, resourceGroupName, nodeResourceGroup, oidcIssuerUrl } = this;
    const { grafanaUrl, prometheusUrl } = this;
    return {
      kubeconfig,
      clusterName,
      resourceGroupName,
      nodeResourceGroup,
      oidcIssuerUrl,
      grafanaUrl,
      prometheusUrl,
    };
  }

  private preflight(name: string, settings: AksSettings, resourceProviders: string[]): void {
    const { resourceGroupName, clusterName } = this;
    const cluster = { resourceGroupName, clusterName, location: this.cluster.location };
    runPreflight(this, name, settings, cluster, resourceProviders);
  }

  private createResourceGroup(name: string, settings: AksSettings): pulumi.Output<string> {
    if (settings.resourceGroupName !== undefined) return pulumi.output(settings.resourceGroupName);
    return new resources.ResourceGroup(`${name}-rg`, buildResourceGroup(settings), { parent: this }).name;
  }

  /** The identity's roles come first: AKS checks them when it makes the cluster. */
  private createCluster(
    name: string,
    settings: AksSettings,
    { subnets, natGatewayAddress, privateDnsZoneId }: ClusterNetwork,
    identity: ClusterIdentity,
    logWorkspaceId: pulumi.Input<string> | undefined,
  ): containerservice.ManagedCluster {
    return new containerservice.ManagedCluster(
      `${name}-aks`,
      buildManagedCluster(settings, this.resourceGroupName, {
        subnets,
        natGatewayAddress,
        privateDnsZoneId,
        identityId: identity.id,
        kubeletIdentity: identity.kubelet,
        logWorkspaceId,
      }),
      { parent: this, dependsOn: identity.roles, ...managedClusterOptions(settings) },
    );
  }

  /** Azure often refuses two pool operations at once with 409 (Azure/AKS #1913, #2720), so each pool waits for the one before. */
  private createPools(
    name: string,
    settings: AksSettings,
    subnets: ClusterSubnets,
  ): containerservice.AgentPool[] {
    const pools: containerservice.AgentPool[] = [];
    for (const pool of settings.pools) {
      const body = buildAgentPool(pool, settings, this.resourceGroupName, this.clusterName, subnets);
      pools.push(
        new containerservice.AgentPool(`${name}-${pool.key}`, body, {
          parent: this,
          dependsOn: settings.poolCreation === "serial" ? pools.slice(-1) : [],
          deletedWith: this.cluster,
          ...agentPoolOptions(pool, settings),
        }),
      );
    }
    return pools;
  }

  /** Azure refuses changes of a cluster during an operation on it, so the windows come after the pools. */
  private createMaintenanceWindows(name: string, settings: AksSettings): void {
    const windows = buildMaintenanceConfigurations(settings, this.resourceGroupName, this.clusterName);
    for (const [suffix, body] of Object.entries(windows)) {
      new containerservice.MaintenanceConfiguration(`${name}-${suffix}`, body, {
        parent: this,
        dependsOn: this.pools,
        deletedWith: this.cluster,
      });
    }
  }

  private readKubeconfig({ kubeconfigCredentials, access }: AksSettings): pulumi.Output<string> {
    const { resourceGroupName, clusterName } = this;
    return clusterKubeconfig(resourceGroupName, clusterName, kubeconfigCredentials, access.loginMode, {
      parent: this,
    });
  }

  private createProvider(name: string, identifier: pulumi.Output<string>): KubernetesProvider {
    return new KubernetesProvider(`${name}-kubernetes`, buildClusterProvider(this.kubeconfig, identifier), {
      parent: this,
      deletedWith: this.cluster,
    });
  }
}
