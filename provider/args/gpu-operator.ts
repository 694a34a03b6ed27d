/** Where the Helm chart of NVIDIA's GPU Operator comes from. */
export interface GpuOperatorChartArgs {
  /** Address of the Helm repository, for instance a mirror. Excludes `path`. Defaults to `https://helm.ngc.nvidia.com/nvidia`. */
  repository?: string;
  /** Folder or `.tgz` file with the chart, instead of a repository. */
  path?: string;
}

/**
 * NVIDIA's GPU Operator, by its Helm chart: driver, container runtime, device plugin and DCGM exporter on the nodes of the pools
 * with `driver: None`. Pools whose driver AKS installs keep the device plugin of this package, and the operator leaves their
 * nodes alone. One cluster's nodes under the operator must have one operating system.
 */
export interface GpuOperatorArgs {
  /**
   * Version of the chart. Defaults to the version that this release was made for.
   * @pattern ^v?\d+\.\d+\.\d+([-+].+)?$
   */
  version?: string;
  /**
   * Namespace of the operator; created. Defaults to `gpu-operator`.
   * @pattern ^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$
   */
  namespace?: string;
  /** Source of the Helm chart. Defaults to NVIDIA's repository. */
  chart?: GpuOperatorChartArgs;
  /** Further values of the Helm chart; they win over those that this package sets. */
  values?: Record<string, unknown>;
}
