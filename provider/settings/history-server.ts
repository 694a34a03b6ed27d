import type { Input } from "@pulumi/pulumi";
import type { HistoryServerArgs } from "../args";
import { defined } from "./defined";
import { historyServerDeployment, type HistoryServerDeployment } from "./history-server-deployment";
import { memoryMiB, milliCpu } from "./quantities";
import type { Allocatable } from "./reservations";
import { COLLECTOR_IMAGE } from "./versions";

/** The collector of logs and events, validated and with its defaults. */
export interface HistoryServerSettings extends Omit<HistoryServerArgs, "clientId"> {
  image: Input<string>;
  server?: HistoryServerDeployment;
}

/** Settings of sound arguments; undefined where nothing is collected. */
export function historyServerSettings(
  args: HistoryServerArgs | undefined,
): HistoryServerSettings | undefined {
  if (args === undefined) return undefined;
  return defined<HistoryServerSettings & Pick<HistoryServerArgs, "clientId">>({
    ...args,
    clientId: undefined,
    image: args.image ?? COLLECTOR_IMAGE,
    server: historyServerDeployment(args.server),
  });
}

/** What KubeRay requests for the collector (v1.7.0, pod.go, BuildCollectorContainer). */
const KUBERAY_REQUESTS: Allocatable = { milliCpu: 50, memoryMiB: 64 };

/** What the collector takes of a node for each Ray pod; an amount that is known only later is taken for KubeRay's. */
export function collectorRequests(args: HistoryServerArgs | undefined): Allocatable | undefined {
  if (args === undefined) return undefined;
  const { cpu, memory } = args.resources ?? {};
  return {
    milliCpu: (typeof cpu === "string" ? milliCpu(cpu) : undefined) ?? KUBERAY_REQUESTS.milliCpu,
    memoryMiB: (typeof memory === "string" ? memoryMiB(memory) : undefined) ?? KUBERAY_REQUESTS.memoryMiB,
  };
}
