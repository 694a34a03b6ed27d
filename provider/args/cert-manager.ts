/** Where the Helm chart of cert-manager comes from. */
export interface CertManagerChartArgs {
  /** Address of the Helm repository, for instance a mirror. Excludes `path`. Defaults to `https://charts.jetstack.io`. */
  repository?: string;
  /** Folder or `.tgz` file with the chart, instead of a repository. */
  path?: string;
}

/**
 * cert-manager, by its Helm chart: it issues the certificates of `ray.tls`. The KubeRay operator looks for it once, when it
 * starts, so it is installed before the operator. A cluster can have one cert-manager only: leave this out where it is there.
 */
export interface CertManagerArgs {
  /**
   * Version of the chart. Defaults to the version that KubeRay was built with.
   * @pattern ^v?\d+\.\d+\.\d+([-+].+)?$
   */
  version?: string;
  /**
   * Namespace of cert-manager; created. Defaults to `cert-manager`.
   * @pattern ^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$
   */
  namespace?: string;
  /** Source of the Helm chart. Defaults to cert-manager's repository. */
  chart?: CertManagerChartArgs;
  /** Further values of the Helm chart; they win over those that this package sets. */
  values?: Record<string, unknown>;
}
