import type { AksClusterArgs, WorkerPoolArgs } from "../args";
import { accessSettings, checkAccess } from "./access";
import { checkAzureNames } from "./azure-name-rules";
import { checkDcgmExporter, dcgmExporterSettings } from "./dcgm-exporter";
import { defined } from "./defined";
import { Faults } from "./faults";
import { checkInputs } from "./inputs";
import { dnsPrefixFrom } from "./names";
import { besideGpuOperator, checkGpuOperator, gpuOperatorSettings } from "./gpu-operator";
import { identitySettings } from "./identity";
import { checkIdentity } from "./identity-rules";
import { monitoringSettings } from "./monitoring";
import { checkMonitoring } from "./monitoring-rules";
import { networkSettings } from "./network";
import { checkNetworkIsolation } from "./network-isolation-rules";
import { checkNetworkOperator, checkRdma, networkOperatorSettings } from "./network-operator";
import { checkNetwork } from "./network-rules";
import { checkNodeLabels } from "./node-label-rules";
import { checkNodePlacement } from "./node-placement-rules";
import { nodeRange } from "./node-range";
import { poolPlacement } from "./placement";
import { checkPools } from "./pool-rules";
import { allPools, MAX_PODS, SYSTEM_NODES, systemPool, workerPools, type PoolPlace } from "./pools";
import { nodeGpus } from "./sizing";
import { checkSecurity } from "./security-rules";
import type { AksSettings, PoolGpus, PoolSettings } from "./types";
import { provisionedPoolSettings } from "./provisioned-pools";
import { checkProvisionedPools } from "./provisioned-pool-rules";
import { checkRegistry } from "./registry-rules";
import { checkUpgrades } from "./upgrade-rules";
import { KUBERNETES_VERSION } from "./versions";
import { checkVmSize } from "./vm-size-rules";

/**
 * Settings of an AKS cluster with its pools.
 *
 * @throws InputPropertiesError with every fault of the arguments.
 */
export function aksClusterSettings(name: string, args: AksClusterArgs): AksSettings {
  const faults = new Faults();
  const checked = checkInputs(args, "AksClusterArgs", faults);
  checkAksCluster(name, checked, faults);
  faults.throwIfAny(`the AksCluster '${name}'`);
  return buildAksSettings(name, checked);
}

/** Checks everything but the shape. */
export function checkAksCluster(name: string, args: AksClusterArgs, faults: Faults): void {
  checkPools(args, faults);
  checkAzureNames(name, args, faults);
  checkUpgrades(args, faults);
  checkRegistry(args, faults);
  for (const place of allPools(args)) {
    checkVmSize(place, args, faults);
    checkNodeLabels(place, faults);
    checkRdma(place, args, faults);
  }
  checkProvisionedPools(args, faults);
  checkNodePlacement(args, faults);
  checkNetwork(args, faults);
  checkNetworkIsolation(args, faults);
  checkIdentity(args, faults);
  checkAccess(args, faults);
  checkSecurity(args, faults);
  checkDcgmExporter(args, faults);
  checkGpuOperator(args, faults);
  checkMonitoring(name, args, faults);
  checkNetworkOperator(args, faults);
  if (args.dnsPrefix === undefined && dnsPrefixFrom(name) === undefined) {
    faults.add(
      "dnsPrefix",
      `must be given, since the component's name '${name}' has no letter or digit to make one from`,
    );
  }
}

function buildAksSettings(name: string, args: AksClusterArgs): AksSettings {
  return defined<AksSettings>({
    location: args.location,
    resourceGroupName: args.resourceGroupName,
    clusterName: args.clusterName,
    dnsPrefix: args.dnsPrefix ?? dnsPrefixFrom(name) ?? "",
    dnsPrefixFromName: args.dnsPrefix === undefined || undefined,
    tags: args.tags,
    kubernetesVersion: args.kubernetesVersion ?? KUBERNETES_VERSION,
    skuTier: args.skuTier ?? "Standard",
    network: networkSettings(args),
    identity: identitySettings(args),
    access: accessSettings(args),
    security: args.security ?? {},
    systemPool: poolSettings(systemPool(args)),
    pools: workerPools(args).map((place) => besideGpuOperator(poolSettings(place), args)),
    provisionedPools: provisionedPoolSettings(args, (place) => besideGpuOperator(poolSettings(place), args)),
    poolCreation: args.poolCreation ?? "serial",
    registry: args.registry,
    upgrades: args.upgrades,
    autoscalerProfile: args.autoscalerProfile,
    kubeconfigCredentials: args.kubeconfigCredentials ?? "user",
    preflight: args.preflight ?? "warn",
    devicePlugin: args.devicePlugin,
    dcgmExporter: dcgmExporterSettings(args),
    gpuOperator: gpuOperatorSettings(args),
    monitoring: monitoringSettings(name, args),
    networkOperator: networkOperatorSettings(args),
    blobCsiDriver: args.blobCsiDriver,
  });
}

/** Settings of a sound pool. */
export function poolSettings(place: PoolPlace): PoolSettings {
  const { kind, key, pool } = place;
  const worker: Partial<WorkerPoolArgs> = kind === "system" ? {} : pool;
  const gpus = poolGpus(place);
  return defined<PoolSettings>({
    key,
    vmSize: place.vmSize,
    nodes: nodeRange(pool, kind === "system" ? SYSTEM_NODES : { min: 0, max: 0 }),
    ...(worker.spot && { spot: { maxPrice: worker.maxPrice ?? -1 } }),
    ...poolPlacement(key, pool, gpus !== undefined),
    ...(gpus && { gpus }),
    maxPods: pool.maxPods ?? MAX_PODS,
    zones: pool.zones,
    osSku: pool.osSku ?? "Ubuntu",
    osDiskType: pool.osDiskType,
    osDiskSizeGb: pool.osDiskSizeGb,
    subnetId: pool.subnetId,
    upgradeSettings: pool.upgradeSettings,
    tags: pool.tags,
    powerState: worker.powerState,
    replacement: worker.replacement ?? "deleteBeforeCreate",
    capacityReservationGroupId: worker.capacityReservationGroupId,
    proximityPlacementGroupId: worker.proximityPlacementGroupId,
    ...(kind === "gpu" && pool.rdma && { rdma: true }),
  });
}

function poolGpus(place: PoolPlace): PoolGpus | undefined {
  if (place.kind !== "gpu" || !place.size?.gpus) return undefined;
  const { vendor } = place.size.gpus;
  const { migProfile, migStrategy, sharing, driver = vendor === "amd" ? "None" : "Install" } = place.pool;
  const node = nodeGpus(place.size.gpus, place.pool);
  if (!node) return undefined;
  return {
    vendor,
    resource: node.resource,
    perNode: node.count,
    driver,
    ...(migProfile && { migProfile, migStrategy: migStrategy ?? "mixed" }),
    ...(sharing && { sharing: { strategy: sharing.strategy ?? "timeSlicing", replicas: sharing.replicas } }),
  };
}
