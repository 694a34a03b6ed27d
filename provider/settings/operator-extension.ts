import type { Input } from "@pulumi/pulumi";
import type { AksClusterReferenceArgs, KubeRayOperatorArgs } from "../args";
import { defined } from "./defined";

/** The AKS extension `microsoft.kuberay`, validated and with its defaults. */
export interface OperatorExtensionSettings {
  name: Input<string>;
  /** Absent when the version is pinned. */
  releaseTrain?: Input<string>;
  version?: Input<string>;
  /** Absent when Azure chooses it. */
  namespace?: string;
  configurationSettings?: Record<string, Input<string>>;
  cluster: AksClusterReferenceArgs;
}

/** Settings of a sound extension. */
export function extensionSettings(args: KubeRayOperatorArgs): OperatorExtensionSettings | undefined {
  const { install, extension = {}, aksCluster, namespace } = args;
  if (install !== "extension" || aksCluster === undefined) return undefined;
  const { name = "kuberay", releaseTrain = "preview", version, configurationSettings } = extension;
  return defined<OperatorExtensionSettings>({
    name,
    releaseTrain: version === undefined ? releaseTrain : undefined,
    version,
    namespace,
    configurationSettings,
    cluster: aksCluster,
  });
}
