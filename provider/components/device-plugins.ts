import { DaemonSet } from "@pulumi/kubernetes/apps/v1";
import { ConfigMap, ServiceAccount } from "@pulumi/kubernetes/core/v1";
import { ClusterRole, ClusterRoleBinding } from "@pulumi/kubernetes/rbac/v1";
import type * as pulumi from "@pulumi/pulumi";
import type { GpuVendor } from "../args";
import {
  buildDevicePlugin,
  buildMpsControlDaemon,
  buildPluginAccess,
  buildPluginConfigMap,
  needsPluginConfig,
  poolsWithDevicePlugin,
  poolsWithMps,
} from "../kubernetes";
import type { AksSettings, PoolSettings } from "../settings";

/** Makes the device plugins that the pools' GPUs need, one a vendor. */
export function createDevicePlugins(
  name: string,
  { pools, provisionedPools = [], devicePlugin = {} }: AksSettings,
  options: pulumi.CustomResourceOptions,
): void {
  for (const vendor of ["nvidia", "amd"] satisfies GpuVendor[]) {
    const served = poolsWithDevicePlugin([...pools, ...provisionedPools], vendor);
    if (served.length === 0) continue;
    const dependsOn = vendor === "nvidia" ? createPluginConfig(name, served, options) : [];
    new DaemonSet(
      `${name}-${vendor}-device-plugin`,
      buildDevicePlugin(vendor, served, devicePlugin[`${vendor}Image`]),
      {
        ...options,
        dependsOn,
      },
    );
    if (vendor !== "nvidia" || poolsWithMps(served).length === 0) continue;
    new DaemonSet(
      `${name}-nvidia-mps-control-daemon`,
      buildMpsControlDaemon(served, devicePlugin.nvidiaImage),
      {
        ...options,
        dependsOn,
      },
    );
  }
}

/** Makes what NVIDIA's plugin reads its configuration from, where the pools need one. */
function createPluginConfig(
  name: string,
  pools: PoolSettings[],
  options: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  if (!needsPluginConfig(pools)) return [];
  const prefix = `${name}-nvidia-device-plugin`;
  const { serviceAccount, clusterRole, clusterRoleBinding } = buildPluginAccess();
  return [
    new ConfigMap(`${prefix}-config`, buildPluginConfigMap(pools), options),
    new ServiceAccount(`${prefix}-account`, serviceAccount, options),
    new ClusterRole(`${prefix}-role`, clusterRole, options),
    new ClusterRoleBinding(`${prefix}-binding`, clusterRoleBinding, options),
  ];
}
