import * as pulumi from "@pulumi/pulumi";
import type { AksSettings } from "../settings";
import { propertiesError } from "../settings/faults";
import { connectArm } from "./arm";
import { readEndpoints } from "./endpoints";
import { beforeLimit, withinLimit } from "./limit";
import { providerLogin } from "./login";
import { preflight, type Report } from "./preflight";
import { listPrices } from "./prices";
import { knownTarget, type ClusterOutputs } from "./target";
import { costText, findingsHeadline, findingsText, uncheckedText, unknownText } from "./texts";
import type { Target } from "./types";

/**
 * Asks Azure in a preview whether it would refuse the cluster, beside everything else that the preview does. Obstacles are
 * warned of, or fail the preview under `preflight: error`. `resourceProviders` are those of what is made beside the cluster.
 */
export function runPreflight(
  component: pulumi.Resource,
  name: string,
  settings: AksSettings,
  cluster: ClusterOutputs,
  resourceProviders: string[],
): void {
  if (settings.preflight === "off" || !pulumi.runtime.isDryRun()) return;
  // The program would end without the answers, since no resource waits for them.
  const finished = pulumi.runtime.rpcKeepAlive();
  void check(component, `AksCluster '${name}'`, settings, cluster, resourceProviders).finally(finished);
}

async function check(
  component: pulumi.Resource,
  subject: string,
  settings: AksSettings,
  cluster: ClusterOutputs,
  resourceProviders: string[],
): Promise<void> {
  let target: Target | undefined;
  try {
    target = await knownTarget(settings, cluster, resourceProviders);
  } catch {
    // The resource that could not be registered says why.
    return;
  }
  if (target === undefined) return void pulumi.log.info(unknownText(subject), component);
  const report = await withinLimit((signal) => ask(component, target, signal));
  tell(component, subject, target, report, settings.preflight === "error");
}

function ask(component: pulumi.Resource, target: Target, signal: AbortSignal): Promise<Report> {
  const endpoints = Promise.resolve().then(() => readEndpoints(target.location));
  const login = endpoints.then(() => providerLogin(component));
  const arm = beforeLimit(login, signal, "no Azure login in time").then(async (found) =>
    connectArm({ endpoint: (await endpoints).arm, ...found }, signal),
  );
  const prices = endpoints.then(({ prices }) => listPrices(prices, target, signal));
  return preflight(target, { arm, prices });
}

function tell(
  component: pulumi.Resource,
  subject: string,
  target: Target,
  report: Report,
  fail: boolean,
): void {
  const { findings, unchecked, cost } = report;
  if (cost) void pulumi.log.info(costText(subject, target, cost), component);
  if (unchecked.size > 0) void pulumi.log.warn(uncheckedText(subject, report), component);
  if (findings.length === 0) return;
  if (!fail) void pulumi.log.warn(findingsText(subject, findings), component);
  // Handled by nobody, so that it ends the program, or the construction of the component in the plugin.
  else void Promise.reject(propertiesError(findingsHeadline(subject, findings), findings));
}
