/** Where the Helm chart of NVIDIA's Network Operator comes from. */
export interface NetworkOperatorChartArgs {
  /** Address of the Helm repository, for instance a mirror. Excludes `path`. Defaults to `https://helm.ngc.nvidia.com/nvidia`. */
  repository?: string;
  /** Folder or `.tgz` file with the chart, instead of a repository. */
  path?: string;
}

/**
 * NVIDIA's Network Operator, by its Helm chart: driver and device plugin of the InfiniBand adapters on the nodes of the pools with
 * `rdma`.
 */
export interface NetworkOperatorArgs {
  /**
   * Version of the chart. Defaults to the version that this release was made for.
   * @pattern ^v?\d+\.\d+\.\d+([-+].+)?$
   */
  version?: string;
  /**
   * Namespace of the operator; created. Defaults to `network-operator`.
   * @pattern ^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$
   */
  namespace?: string;
  /** Source of the Helm chart. Defaults to NVIDIA's repository. */
  chart?: NetworkOperatorChartArgs;
  /** Further values of the Helm chart; they win over those that this package sets. */
  values?: Record<string, unknown>;
  /** Repository of the driver and the device plugin, for instance a mirror. Defaults to `nvcr.io/nvidia/mellanox`. */
  imageRepository?: string;
  /** Tag of the image `doca-driver`. Defaults to the version that goes with the chart of this release. */
  driverVersion?: string;
}
