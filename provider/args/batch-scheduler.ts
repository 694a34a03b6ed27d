/** Where the Helm chart of a batch scheduler comes from. */
export interface BatchSchedulerChartArgs {
  /**
   * Address of the Helm repository, for instance a mirror, or with KAI that of the chart in a registry, `oci://…`. Excludes `path`. Defaults to
   * `https://volcano-sh.github.io/helm-charts`, `https://apache.github.io/yunikorn-release` or
   * `oci://ghcr.io/kai-scheduler/kai-scheduler/kai-scheduler`.
   */
  repository?: string;
  /** Folder or `.tgz` file with the chart, instead of a repository. */
  path?: string;
}

/**
 * Volcano, YuniKorn or KAI, by its Helm chart, beside Kubernetes' own scheduler. The KubeRay operator looks for Volcano's definitions when it
 * starts, so the scheduler is installed before the operator. A cluster can have one of each only: leave this out where it is there.
 */
export interface BatchSchedulerInstallArgs {
  /**
   * Version of the chart. Defaults to the version that this release was made for.
   * @pattern ^v?\d+\.\d+\.\d+([-+].+)?$
   */
  version?: string;
  /**
   * Namespace of the scheduler; created. Defaults to `volcano-system`, `yunikorn` or `kai-scheduler`.
   * @pattern ^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$
   */
  namespace?: string;
  /** Source of the Helm chart. Defaults to the project's own. */
  chart?: BatchSchedulerChartArgs;
  /**
   * Name of the queue that KAI's chart makes below its `default-parent-queue`, without quota or limit, when it is installed; a later change
   * makes none. Refused with the others. Defaults to `queue.name` in an
   * `AksRayCluster`, else to `default-queue`.
   * @pattern ^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$
   */
  queueName?: string;
  /** Further values of the Helm chart; they win over those that this package sets. */
  values?: Record<string, unknown>;
}
