import type { KubeRayOperatorArgs, OperatorArgs, OperatorDeploymentArgs } from "../args";
import { batchSchedulerSettings, checkBatchSchedulerInstall } from "./batch-scheduler";
import { certManagerSettings, checkCertManager } from "./cert-manager";
import { checkChartSource } from "./chart-source";
import { defined } from "./defined";
import { checkFeatureGates } from "./feature-gate-rules";
import { Faults, joinPath } from "./faults";
import { checkField, checkInputs } from "./inputs";
import { isDnsLabel } from "./names";
import { checkOperatorDeployment } from "./operator-deployment-rules";
import { extensionSettings } from "./operator-extension";
import { checkAksCluster, checkOperatorInstall, installOf } from "./operator-install-rules";
import { operatorMemory } from "./operator-memory";
import { checkNewNamespace } from "./ray-rules";
import { cpuFault, memoryFault } from "./resource-faults";
import { isBefore } from "./ray-versions";
import type { OperatorSettings } from "./operator-types";
import { KUBERAY_CRD_DIGESTS, KUBERAY_REPOSITORY, KUBERAY_VERSION } from "./versions";
import { imageNameFault } from "./worker-rules";

/** Namespace of the operator, by default. */
export const OPERATOR_NAMESPACE = "kuberay-system";

const SHA256 = /^(sha256:)?[0-9a-f]{64}$/i;

/**
 * Settings of the KubeRay operator.
 *
 * @throws InputPropertiesError with every fault of the arguments.
 */
export function operatorSettings(args: KubeRayOperatorArgs): OperatorSettings {
  const faults = new Faults();
  const checked = checkInputs(args, "KubeRayOperatorArgs", faults);
  checkOperator(checked, "", faults);
  checkAksCluster(checked, faults);
  faults.throwIfAny("the KubeRayOperator");
  return buildOperatorSettings(checked);
}

/** Checks everything but the shape, at the path of the operator's arguments. */
export function checkOperator(args: OperatorArgs, at: string, faults: Faults): void {
  checkOperatorInstall(args, at, faults);
  checkNewNamespace(args.namespace, joinPath(at, "namespace"), faults);
  if (installOf(args) === "helm") checkChart(args, at, faults);
  checkFeatureGates(args, operatorVersion(args), at, faults);
  checkOperatorDeployment(args, at, faults);
  if (args.expectedPods !== undefined && args.resources?.memory !== undefined) {
    faults.add(
      joinPath(at, "expectedPods"),
      "chooses the memory that 'resources.memory' gives: remove one of the two",
    );
  }
  checkCertManager(args, args.namespace ?? OPERATOR_NAMESPACE, at, faults);
  checkBatchSchedulerInstall(args, args.namespace ?? OPERATOR_NAMESPACE, at, faults);
  checkWatchNamespaces(args, at, faults);
  checkField(args.image, "repository", joinPath(at, "image"), faults, imageNameFault);
  checkField(args.image, "tag", joinPath(at, "image"), faults, imageNameFault);
  checkField(args.resources, "cpu", joinPath(at, "resources"), faults, cpuFault);
  checkField(args.resources, "memory", joinPath(at, "resources"), faults, memoryFault);
}

function checkChart(args: OperatorArgs, at: string, faults: Faults): void {
  const { chart = {} } = args;
  const path = joinPath(at, "chart");
  checkChartSource(chart, path, faults);
  for (const [file, digest] of Object.entries(chart.crdDigests ?? {})) {
    if (SHA256.test(digest)) continue;
    faults.add(
      joinPath(path, "crdDigests", file),
      "must be a SHA-256 digest of 64 hexadecimal digits (see 'sha256sum')",
    );
  }
  const version = chartVersion(args);
  if (
    chart.crdDigests === undefined &&
    !KUBERAY_CRD_DIGESTS[version] &&
    !faults.touch(path, joinPath(at, "version"))
  ) {
    const known = Object.keys(KUBERAY_CRD_DIGESTS).join(", ");
    faults.add(
      joinPath(path, "crdDigests"),
      `must be given for version ${version}, whose custom resource definitions are not known here (known: ${known}); give the SHA-256 digest of each file in the chart's 'crds' folder`,
    );
  }
}

function checkWatchNamespaces({ watchNamespaces = [] }: OperatorArgs, at: string, faults: Faults): void {
  for (const [index, namespace] of watchNamespaces.entries()) {
    const path = joinPath(at, "watchNamespaces", index);
    if (!isDnsLabel(namespace)) {
      faults.add(
        path,
        `'${namespace}' is no namespace: use lower-case letters, digits and '-', at most 63 characters`,
      );
    } else if (watchNamespaces.indexOf(namespace) < index) {
      faults.add(path, `repeats '${namespace}'; name each namespace once`);
    }
  }
}

function buildOperatorSettings(args: KubeRayOperatorArgs): OperatorSettings {
  const { chart = {}, resources = {}, image } = args;
  const version = chartVersion(args);
  const source =
    chart.path === undefined ? { repository: chart.repository ?? KUBERAY_REPOSITORY } : { path: chart.path };
  return defined<OperatorSettings>({
    install: installOf(args),
    extension: extensionSettings(args),
    version: operatorVersion(args),
    namespace: args.namespace ?? OPERATOR_NAMESPACE,
    chart: { version, crdDigests: { ...(chart.crdDigests ?? KUBERAY_CRD_DIGESTS[version]) }, ...source },
    image: image && (image.repository ?? image.tag) !== undefined ? image : undefined,
    featureGates: { ...defaultGates(args), ...args.featureGates },
    resources: {
      cpu: resources.cpu ?? "100m",
      memory: resources.memory ?? operatorMemory(args.expectedPods),
    },
    watchNamespaces: args.watchNamespaces ?? [],
    reconcileConcurrency: args.reconcileConcurrency ?? 10,
    deployment: deploymentOf(args),
    values: args.values ?? {},
    certManager: certManagerSettings(args),
    scheduler: batchSchedulerSettings(args),
  });
}

function deploymentOf(args: OperatorArgs): OperatorDeploymentArgs {
  return defined<OperatorDeploymentArgs>({
    replicas: args.replicas,
    leaderElectionEnabled: args.leaderElectionEnabled,
    kubeClient: args.kubeClient,
    singleNamespaceInstall: args.singleNamespaceInstall,
    rbacEnable: args.rbacEnable,
    crNamespacedRbacEnable: args.crNamespacedRbacEnable,
    batchScheduler: args.batchScheduler,
    metrics: args.metrics,
    configuration: args.configuration,
    useKubernetesProxy: args.useKubernetesProxy,
    env: args.env,
    logEncoder: args.logEncoder,
    nodeSelector: args.nodeSelector,
    tolerations: args.tolerations,
    affinity: args.affinity,
    podSecurityContext: args.podSecurityContext,
    securityContext: args.securityContext,
    serviceAccount: args.serviceAccount,
    imagePullSecrets: args.imagePullSecrets,
    priorityClassName: args.priorityClassName,
    labels: args.labels,
    annotations: args.annotations,
  });
}

/** KubeRay leaves the RayCronJob controller off, and knows its gate from 1.6 on (v1.7.0, pkg/features). */
function defaultGates(args: OperatorArgs): Record<string, boolean> {
  return isBefore(operatorVersion(args), "1.6.0") ? {} : { RayCronJob: true };
}

/** Version of the operator, without a leading `v`. */
export function operatorVersion({ version = KUBERAY_VERSION }: OperatorArgs): string {
  return version.replace(/^v/, "");
}

/** Version of the operator, where the program decides or knows it: Azure's extension changes by itself. */
export function deployedVersion(args: OperatorArgs): string | undefined {
  const known = installOf(args) === "helm" || (installOf(args) === "none" && args.version !== undefined);
  return known ? operatorVersion(args) : undefined;
}

function chartVersion(args: OperatorArgs): string {
  return args.chart?.version?.replace(/^v/, "") ?? operatorVersion(args);
}
