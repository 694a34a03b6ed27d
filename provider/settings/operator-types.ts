import type { Input } from "@pulumi/pulumi";
import type { OperatorDeploymentArgs, OperatorInstall } from "../args";
import type { BatchSchedulerSettings } from "./batch-scheduler";
import type { CertManagerSettings } from "./cert-manager";
import type { ChartSource } from "./chart-source";
import type { OperatorExtensionSettings } from "./operator-extension";

/** The KubeRay operator, validated and with its defaults. */
export interface OperatorSettings {
  install: OperatorInstall;
  /** Present when Azure installs the operator. */
  extension?: OperatorExtensionSettings;
  /** Without a leading `v`. */
  version: string;
  namespace: string;
  /** Either a repository or a path. */
  chart: { version: string; crdDigests: Record<string, string> } & ChartSource;
  image?: { repository?: Input<string>; tag?: Input<string> };
  featureGates: Record<string, boolean>;
  resources: { cpu: Input<string>; memory: Input<string> };
  watchNamespaces: string[];
  reconcileConcurrency: Input<number>;
  /** How the operator runs, by the chart's names; what is absent is the chart's default. */
  deployment: OperatorDeploymentArgs;
  values: Record<string, unknown>;
  certManager?: CertManagerSettings;
  /** Present when the scheduler is installed. */
  scheduler?: BatchSchedulerSettings;
}
