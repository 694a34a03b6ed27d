import type { helm } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import type { CertManagerSettings } from "../settings";
import { buildChartRelease } from "./chart-release";

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
  return buildChartRelease(settings, {
    name: "cert-manager",
    namespace,
    timeout: TIMEOUT_SECONDS,
    values: { crds: { enabled: true, keep: true } },
  });
}
