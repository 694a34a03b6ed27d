import type { OperatorArgs, RayArgs } from "../args";
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
  chart: { repository: string } | { path: string };
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
  if (chart.path !== undefined && chart.repository !== undefined) {
    faults.add(joinPath(path, "chart", "path"), "excludes 'repository': give one source of the chart");
  }
  if (chart.path === "") faults.add(joinPath(path, "chart", "path"), "must name a folder or a '.tgz' file");
  if (chart.repository !== undefined && !/^https?:\/\/[^\s/]+/.test(chart.repository)) {
    faults.add(
      joinPath(path, "chart", "repository"),
      `must be the address of a Helm repository, 'https://…', not '${chart.repository}'; for a folder or file use 'path'`,
    );
  }
}

/** Settings of sound arguments; undefined where cert-manager is not asked for. */
export function certManagerSettings({ certManager }: OperatorArgs): CertManagerSettings | undefined {
  if (certManager === undefined) return undefined;
  const { version = CERT_MANAGER_VERSION, namespace, chart = {}, values } = certManager;
  return {
    version: version.replace(/^v?/, "v"),
    namespace: namespace ?? CERT_MANAGER_NAMESPACE,
    chart:
      chart.path === undefined
        ? { repository: chart.repository ?? CERT_MANAGER_REPOSITORY }
        : { path: chart.path },
    values: values ?? {},
  };
}

/** A cluster that is made here has no cert-manager yet, and certificates need one; it comes before an operator of ours. */
export function withCertManager(operator: OperatorArgs, { tls }: RayArgs): OperatorArgs {
  return tls && installOf(operator) === "helm"
    ? { ...operator, certManager: operator.certManager ?? {} }
    : operator;
}
