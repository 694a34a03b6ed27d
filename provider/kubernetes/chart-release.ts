import type { helm } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import type { ChartSource } from "../settings";
import { mergeValues, type Values } from "./chart-values";

/** A chart that a stack installs, as its settings say. */
interface ChartSettings {
  chart: ChartSource;
  version: string;
  /** They win over those that this package sets. */
  values: Values;
}

/** What belongs to the chart rather than to its settings. */
interface ChartInstall {
  /** Name of the release, and of the chart in a Helm repository. */
  name: string;
  namespace: Input<string>;
  /** Seconds until everything has to be available. */
  timeout: number;
  /** Revisions that are kept. Defaults to 5. */
  maxHistory?: number;
  /** Values that this package sets. */
  values: Values;
}

/** Builds the release of a chart, which is taken back as a whole when a part of it does not become available. */
export function buildChartRelease(
  { chart, version, values }: ChartSettings,
  { maxHistory = 5, values: computed, name, ...install }: ChartInstall,
): helm.v3.ReleaseArgs {
  return {
    name,
    ...buildSource(name, chart, version),
    ...install,
    atomic: true,
    maxHistory,
    values: mergeValues(computed, values),
  };
}

/** A chart in a registry is named by its whole address, one in a Helm repository by its name there. */
function buildSource(name: string, chart: ChartSource, version: string) {
  if ("path" in chart) return { chart: chart.path };
  if (chart.repository.startsWith("oci://")) return { chart: chart.repository, version };
  return { chart: name, version, repositoryOpts: { repo: chart.repository } };
}
