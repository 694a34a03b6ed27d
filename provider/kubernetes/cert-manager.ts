import type { helm } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import type { CertManagerSettings } from "../settings";
import { mergeValues } from "./chart-values";

/** Seconds for cert-manager and its webhook to become available. */
const TIMEOUT_SECONDS = 600;

/**
 * Builds the release of cert-manager. Its definitions are templates of the chart, off by default, and kept when the release
 * goes: with them would go every certificate of the cluster.
 */
export function buildCertManagerRelease(
  settings: CertManagerSettings,
  namespace: Input<string>,
): helm.v3.ReleaseArgs {
  const { chart, version, values } = settings;
  const source =
    "path" in chart
      ? { chart: chart.path }
      : { chart: "cert-manager", version, repositoryOpts: { repo: chart.repository } };
  return {
    name: "cert-manager",
    ...source,
    namespace,
    atomic: true,
    timeout: TIMEOUT_SECONDS,
    maxHistory: 5,
    values: mergeValues({ crds: { enabled: true, keep: true } }, values),
  };
}
