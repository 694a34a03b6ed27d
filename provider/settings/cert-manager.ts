import type { OperatorArgs, RayArgs } from "../args";
import { chartSource, checkChartSource, type ChartSource } from "./chart-source";
import { joinPath, type Faults } from "./faults";
import { installOf } from "./operator-install-rules";
import { checkNewNamespace } from "./ray-rules";
import { CERT_MANAGER_REPOSITORY, CERT_MANAGER_VERSION } from "./versions";

/** Namespace of cert-manager, by default. */
export const CERT_MANAGER_NAMESPACE = "cert-manager";

/** cert-manager, validated and with its defaults. */
export interface CertManagerSettings {
  /** With a leading `v`, as cert-manager writes it. */
  version: string;
  namespace: string;
  /** Either a repository or a path. */
  chart: ChartSource;
  values: Record<string, unknown>;
}

/** Checks cert-manager beside the operator, whose path is `at`, and whose namespace it must not share. */
export function checkCertManager(
  { certManager }: OperatorArgs,
  operatorNamespace: string,
  at: string,
  faults: Faults,
): void {
  if (certManager === undefined) return;
  const path = joinPath(at, "certManager");
  const { chart = {} } = certManager;
  checkNewNamespace(certManager.namespace, joinPath(path, "namespace"), faults);
  if ((certManager.namespace ?? CERT_MANAGER_NAMESPACE) === operatorNamespace) {
    faults.add(
      joinPath(path, "namespace"),
      `must differ from the operator's namespace, '${operatorNamespace}'; each is created`,
    );
  }
  checkChartSource(chart, joinPath(path, "chart"), faults);
}

/** Settings of sound arguments; undefined where cert-manager is not asked for. */
export function certManagerSettings({ certManager }: OperatorArgs): CertManagerSettings | undefined {
  if (certManager === undefined) return undefined;
  const { version = CERT_MANAGER_VERSION, namespace, chart = {}, values } = certManager;
  return {
    version: version.replace(/^v?/, "v"),
    namespace: namespace ?? CERT_MANAGER_NAMESPACE,
    chart: chartSource(chart, CERT_MANAGER_REPOSITORY),
    values: values ?? {},
  };
}

/** A cluster that is made here has no cert-manager yet, and certificates need one; it comes before an operator of ours. */
export function withCertManager(operator: OperatorArgs, { tls }: RayArgs): OperatorArgs {
  return tls && installOf(operator) === "helm"
    ? { ...operator, certManager: operator.certManager ?? {} }
    : operator;
}
