import * as containerservice from "@pulumi/azure-native/containerservice";
import * as resources from "@pulumi/azure-native/resources";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { AksClusterArgs, AksClusterOutputs, GpuVendor } from "../args";
import {
  agentPoolOptions,
  buildAgentPool,
  buildMaintenanceConfigurations,
  buildManagedCluster,
  buildResourceGroup,
  clusterKubeconfig,
  managedClusterIgnoreChanges,
} from "../azure";
import { buildClusterProvider, buildDevicePlugin, poolsWithDevicePlugin } from "../kubernetes";
import { runPreflight } from "../preflight";
import { aksClusterSettings, type AksSettings } from "../settings";
import { withPreflightConfig } from "./package-config";

/** An AKS cluster with node pools for Ray: resource group, cluster, CPU and GPU pools, GPU device plugins, kubeconfig. */
export class AksCluster extends pulumi.ComponentResource implements AksClusterOutputs {
  static readonly token = "aks-ray:index:AksCluster";

  readonly kubeconfig: pulumi.Output<string>;
  readonly clusterName: pulumi.Output<string>;
  readonly resourceGroupName: pulumi.Output<string>;
  readonly nodeResourceGroup: pulumi.Output<string>;
  readonly oidcIssuerUrl: pulumi.Output<string>;

  /** The cluster in Azure, for `deletedWith` of what lives in it. */
  readonly cluster: containerservice.ManagedCluster;
  /** The pools beside the system pool. */
  readonly pools: containerservice.AgentPool[];
  /** A provider for resources inside the cluster. */
  readonly kubernetesProvider: kubernetes.Provider;

  /** @throws InputPropertiesError with every fault of the arguments, before any resource is made. */
  constructor(name: string, args: AksClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    const settings = aksClusterSettings(name, withPreflightConfig(args));
    super(AksCluster.token, name, {}, opts);

    this.resourceGroupName = this.createResourceGroup(name, settings);
    this.cluster = this.createCluster(name, settings);
    this.clusterName = this.cluster.name;
    this.preflight(name, settings);
    this.pools = this.createPools(name, settings);
    this.createMaintenanceWindows(name, settings);
    this.kubeconfig = this.readKubeconfig(settings);
    this.kubernetesProvider = this.createProvider(name);
    this.createDevicePlugins(name, settings);
    this.nodeResourceGroup = this.cluster.nodeResourceGroup.apply((group) => group ?? "");
    this.oidcIssuerUrl = this.cluster.oidcIssuerProfile.apply((profile) => profile?.issuerURL ?? "");
    this.registerOutputs(this.outputs());
  }

  /** What the component shows to programs in every language. */
  outputs(): AksClusterOutputs {
    const { kubeconfig, clusterName, resourceGroupName, nodeResourceGroup, oidcIssuerUrl } = this;
    return { kubeconfig, clusterName, resourceGroupName, nodeResourceGroup, oidcIssuerUrl };
  }

  private preflight(name: string, settings: AksSettings): void {
    const { resourceGroupName, clusterName } = this;
    runPreflight(this, name, settings, { resourceGroupName, clusterName, location: this.cluster.location });
  }

  private createResourceGroup(name: string, settings: AksSettings): pulumi.Output<string> {
    if (settings.resourceGroupName !== undefined) return pulumi.output(settings.resourceGroupName);
    return new resources.ResourceGroup(`${name}-rg`, buildResourceGroup(settings), { parent: this }).name;
  }

  private createCluster(name: string, settings: AksSettings): containerservice.ManagedCluster {
    return new containerservice.ManagedCluster(
      `${name}-aks`,
      buildManagedCluster(settings, this.resourceGroupName),
      {
        parent: this,
        ignoreChanges: managedClusterIgnoreChanges(settings),
      },
    );
  }

  /** Azure often refuses two pool operations at once with 409 (Azure/AKS #1913, #2720), so each pool waits for the one before. */
  private createPools(name: string, settings: AksSettings): containerservice.AgentPool[] {
    const pools: containerservice.AgentPool[] = [];
    for (const pool of settings.pools) {
      const body = buildAgentPool(pool, settings, this.resourceGroupName, this.clusterName);
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

  private readKubeconfig({ kubeconfigCredentials }: AksSettings): pulumi.Output<string> {
    return clusterKubeconfig(this.resourceGroupName, this.clusterName, kubeconfigCredentials, {
      parent: this,
    });
  }

  private createProvider(name: string): kubernetes.Provider {
    const identifier = pulumi
      .all([this.cluster.resourceUID, this.cluster.id])
      .apply(([uid, id]) => uid ?? id);
    return new kubernetes.Provider(`${name}-kubernetes`, buildClusterProvider(this.kubeconfig, identifier), {
      parent: this,
      deletedWith: this.cluster,
    });
  }

  private createDevicePlugins(name: string, settings: AksSettings): void {
    for (const vendor of ["nvidia", "amd"] satisfies GpuVendor[]) {
      const pools = poolsWithDevicePlugin(settings.pools, vendor);
      if (pools.length === 0) continue;
      new kubernetes.apps.v1.DaemonSet(`${name}-${vendor}-device-plugin`, buildDevicePlugin(vendor, pools), {
        parent: this,
        provider: this.kubernetesProvider,
        deletedWith: this.cluster,
      });
    }
  }
}
