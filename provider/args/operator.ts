import type { Input } from "@pulumi/pulumi";
import type { OperatorDeploymentArgs } from "./operator-deployment";
import type { AksClusterReferenceArgs, OperatorExtensionArgs, OperatorInstall } from "./operator-install";
import type { BatchSchedulerInstallArgs } from "./batch-scheduler";
import type { CertManagerArgs } from "./cert-manager";
import type { ContainerResourcesArgs } from "./pods";

/** Where the KubeRay operator's Helm chart comes from. */
export interface OperatorChartArgs {
  /** Address of the Helm repository, for instance a mirror. Defaults to `https://ray-project.github.io/kuberay-helm/`. */
  repository?: string;
  /**
   * Version of the chart. Defaults to the operator's version.
   * @pattern ^v?\d+\.\d+\.\d+([-+].+)?$
   */
  version?: string;
  /** Folder or `.tgz` file with the chart, instead of a repository. Relative paths start at the Pulumi project. */
  path?: string;
  /** SHA-256 digest of each file in the chart's `crds` folder, by file name. Defaults to the digests of the versions that this package knows. */
  crdDigests?: Record<string, string>;
}

/** Container image of the KubeRay operator. */
export interface OperatorImageArgs {
  /** Repository of the image, for instance in a mirror. Defaults to the chart's own. */
  repository?: Input<string>;
  /** Tag of the image. Defaults to the operator's version. */
  tag?: Input<string>;
}

/** The KubeRay operator. */
export interface OperatorArgs extends OperatorDeploymentArgs {
  /**
   * How the operator comes into the cluster. With `extension` and `none` what belongs to the Helm chart is refused, since it would have no
   * effect. From one to another goes in two steps, with `none` in between: Azure refuses its extension beside an operator installed
   * by Helm, and may change the definitions before it does. Defaults to `helm`.
   */
  install?: OperatorInstall;
  /** The AKS extension. Only with `install: extension`, which needs Kubernetes 1.34 or later. */
  extension?: OperatorExtensionArgs;
  /**
   * Version of the KubeRay operator. Defaults to the version that this release was tried with.
   * @pattern ^v?\d+\.\d+\.\d+([-+].+)?$
   */
  version?: string;
  /**
   * Namespace of the operator; created. Defaults to `kuberay-system`, and with `install: extension` to Azure's choice.
   * @pattern ^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$
   */
  namespace?: string;
  /** Source of the Helm chart. Defaults to the KubeRay project's repository. */
  chart?: OperatorChartArgs;
  /** Container image. Defaults to the chart's own. */
  image?: OperatorImageArgs;
  /** Feature gates by name, such as `{ RayClusterMTLS: true }`, laid over the chart's own. A gate that this version of KubeRay does not know is refused, since the operator would end at its start. Defaults to `{ RayCronJob: true }` from KubeRay 1.6 on. */
  featureGates?: Record<string, boolean>;
  /** cert-manager, which `ray.tls` needs. Defaults to none; with `ray.tls` AksRayCluster installs it. */
  certManager?: CertManagerArgs;
  /** Installs the scheduler of `batchScheduler`: Volcano, YuniKorn or KAI. In an `AksRayCluster` with a queue, give it as `queue.scheduler`. Defaults to none. */
  scheduler?: BatchSchedulerInstallArgs;
  /**
   * CPU and memory of the operator, as request and limit. Defaults to 100m CPU, and to 512Mi memory up to 512 Ray pods, 256Mi for each
   * 256 further ones (KubeRay's chart advises 500 MB for 500 pods; its benchmark measured 0.15 MB a pod).
   */
  resources?: ContainerResourcesArgs;
  /**
   * Most Ray pods of all clusters that the operator looks after, by which its memory is chosen. Excludes `resources.memory`. Defaults in an
   * `AksRayCluster` to the head and the most workers of its pools, else to 0.
   * @asType integer
   * @minimum 0
   */
  expectedPods?: number;
  /** Namespaces that the operator watches. Defaults to all. */
  watchNamespaces?: string[];
  /**
   * RayClusters that the operator works on at once. Defaults to 10, since at 1 a slow cluster holds up all others (kuberay #3909).
   * @asType integer
   * @minimum 1
   */
  reconcileConcurrency?: Input<number>;
  /** Further values of the Helm chart; they win over those that this package sets. */
  values?: Record<string, unknown>;
}

/** Arguments of the component that installs the KubeRay operator on a cluster that is there already. */
export interface KubeRayOperatorArgs extends OperatorArgs {
  /** The AKS cluster, for `install: extension`. */
  aksCluster?: AksClusterReferenceArgs;
}
