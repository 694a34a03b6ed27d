import type { Input } from "@pulumi/pulumi";
import type { HistoryServerDeploymentArgs } from "../args";
import { HISTORY_SERVER_IMAGE } from "./versions";

/** The History Server, validated and with its defaults. */
export interface HistoryServerDeployment extends HistoryServerDeploymentArgs {
  image: Input<string>;
  cpu: number;
  memoryGiB: number;
}

/** Settings of sound arguments; undefined where no server is asked for. Amounts are KubeRay's (v1.7.0, historyserver-azureblob.yaml) or a quarter of them. */
export function historyServerDeployment(
  args: HistoryServerDeploymentArgs | undefined,
): HistoryServerDeployment | undefined {
  return args && { image: HISTORY_SERVER_IMAGE, cpu: 0.5, memoryGiB: 3, ...args };
}
