import type { Input } from "@pulumi/pulumi";

/**
 * How the operator comes into the cluster: `helm`, by the KubeRay project's chart; `extension`, by the AKS extension
 * `microsoft.kuberay` (preview), which Azure installs and upgrades; `none`, by somebody else.
 */
export type OperatorInstall = "helm" | "extension" | "none";

/** The AKS extension `microsoft.kuberay`. */
export interface OperatorExtensionArgs {
  /** Name of the extension. Defaults to `kuberay`. */
  name?: Input<string>;
  /** Azure's release train. Excludes `version`. Defaults to `preview`, the only one while the extension is a preview. */
  releaseTrain?: Input<string>;
  /** Version of the extension, which is not that of KubeRay; it then stays there. Defaults to the newest of the release train, kept up to date by Azure. */
  version?: Input<string>;
  /** Settings of the extension by name, as Azure documents them. Defaults to none. */
  configurationSettings?: Record<string, Input<string>>;
}

/** An AKS cluster that is there already. */
export interface AksClusterReferenceArgs {
  /** Name of the cluster's resource group. */
  resourceGroupName: Input<string>;
  /** Name of the cluster. */
  clusterName: Input<string>;
}
