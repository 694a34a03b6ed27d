import { Extension } from "@pulumi/azure-native/kubernetesconfiguration";
import { Namespace } from "@pulumi/kubernetes/core/v1";
import { Release } from "@pulumi/kubernetes/helm/v3/release";
import * as pulumi from "@pulumi/pulumi";
import type { AksClusterReferenceArgs, KubeRayOperatorArgs } from "../args";
import { buildOperatorExtension } from "../azure";
import { buildCrdRelease, buildNamespace, buildOperatorRelease, prepareCharts } from "../kubernetes";
import type { OperatorSettings } from "../settings";
import { createBatchScheduler } from "./batch-scheduler";
import { createCertManager } from "./cert-manager";
import { createCronJobGuard } from "./cron-job-guard";

/** What is known of an operator once it is there. */
export interface InstalledOperator {
  namespace: pulumi.Output<string>;
  version: pulumi.Output<string>;
}

/** The operator's arguments, with the cluster where Azure has to know it. */
export function onCluster(
  operator: KubeRayOperatorArgs,
  cluster: AksClusterReferenceArgs,
): KubeRayOperatorArgs {
  if (operator.install !== "extension") return operator;
  const { resourceGroupName, clusterName } = cluster;
  return { ...operator, aksCluster: { resourceGroupName, clusterName } };
}

/** Brings the operator into the cluster in the way that is asked for. */
export function installOperator(
  name: string,
  settings: OperatorSettings,
  options: pulumi.CustomResourceOptions,
): InstalledOperator {
  if (settings.install === "helm") return installByHelm(name, settings, options);
  if (settings.extension !== undefined) return installExtension(name, settings.extension, options);
  return { namespace: pulumi.output(""), version: pulumi.output(settings.version) };
}

/** Definitions first, operator second: an operator of a new version never meets old definitions. */
function installByHelm(
  name: string,
  settings: OperatorSettings,
  options: pulumi.CustomResourceOptions,
): InstalledOperator {
  const charts = pulumi.output(failFirst(prepareCharts(settings.chart)));
  const namespace = new Namespace(`${name}-operator`, buildNamespace(settings.namespace), options).metadata
    .name;
  const crds = new Release(`${name}-crds`, buildCrdRelease(charts.crds, namespace), options);
  const certManager = createCertManager(name, settings, options);
  const scheduler = createBatchScheduler(name, settings, options);
  const operator = new Release(
    `${name}-operator`,
    buildOperatorRelease(settings, charts.operator, namespace, charts.featureGates),
    pulumi.mergeOptions(options, { dependsOn: [crds, ...certManager, ...scheduler] }),
  );
  createCronJobGuard(name, settings, pulumi.mergeOptions(options, { dependsOn: [operator] }));
  return { namespace, version: operator.status.apply(() => settings.version) };
}

function installExtension(
  name: string,
  settings: NonNullable<OperatorSettings["extension"]>,
  options: pulumi.CustomResourceOptions,
): InstalledOperator {
  const extension = new Extension(`${name}-operator`, buildOperatorExtension(settings), options);
  return {
    namespace: extension.scope.apply((scope) => scope?.cluster?.releaseNamespace ?? ""),
    version: extension.currentVersion.apply((version) => version ?? ""),
  };
}

/**
 * Ends the program with the promise's own error. Handed to a resource, a rejected promise would have the SDK (3.248,
 * `serializeFilteredProperties`) put the name of the resource's property before the message.
 */
function failFirst<T>(promise: Promise<T>): Promise<T> {
  return promise.catch((error: unknown) => {
    void Promise.reject(error instanceof Error ? error : new Error(String(error)));
    return new Promise<never>(() => undefined);
  });
}
