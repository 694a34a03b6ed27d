import { writeFile } from "node:fs/promises";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import type { OperatorSettings } from "../../settings";
import { readChart, unpackChart, writeChart, type ChartFiles } from "./chart-files";
import { buildCrdChart, crdFiles, digestFaults } from "./crds";
import { downloadChart } from "./download";

/** The two charts that are installed, as paths relative to the Pulumi project. */
export interface PreparedCharts {
  crds: string;
  operator: string;
  /** The operator chart's own feature gates, which ours are laid over. */
  featureGates: Record<string, boolean>;
}

/**
 * Folder of the charts, in the Pulumi project: Pulumi runs programs and plugins there, so the relative path that lands
 * in state is the same on every machine, and only the project's owner can write there.
 */
const FOLDER = ".aks-ray/charts";

/**
 * Fetches the operator's chart, checks its CRDs against their digests, and lays out the two charts to install.
 *
 * @throws an error that names the argument and the remedy when the chart cannot be had or is not the expected one.
 */
export async function prepareCharts(chart: OperatorSettings["chart"]): Promise<PreparedCharts> {
  const version = chart.version.replace(/^v/, "");
  const files = await fetchChart(chart, version);
  const crds = crdFiles(files);
  const faults = digestFaults(crds, chart.crdDigests);
  if (faults.length > 0) throw new pulumi.RunError(unexpectedCrds(faults));

  const prepared = {
    crds: `./${FOLDER}/kuberay-crds-${version}`,
    operator: `./${FOLDER}/kuberay-operator-${version}`,
  };
  await writeChart(path.resolve(prepared.crds), buildCrdChart(crds, version));
  await writeChart(path.resolve(prepared.operator), files);
  await writeFile(path.resolve(FOLDER, "..", ".gitignore"), "*\n");
  return { ...prepared, featureGates: readFeatureGates(files) };
}

async function fetchChart(chart: OperatorSettings["chart"], version: string): Promise<ChartFiles> {
  try {
    if ("path" in chart) return await readChart(path.resolve(chart.path));
    return await unpackChart(await downloadChart(chart.repository, "kuberay-operator", version));
  } catch (error) {
    throw new pulumi.RunError(unreachableChart(chart, version, error));
  }
}

function readFeatureGates(files: ChartFiles): Record<string, boolean> {
  const values = parse(files.get("values.yaml")?.toString("utf8") ?? "") as {
    featureGates?: { name: string; enabled: boolean }[];
  } | null;
  return Object.fromEntries((values?.featureGates ?? []).map(({ name, enabled }) => [name, enabled]));
}

function unreachableChart(chart: OperatorSettings["chart"], version: string, error: unknown): string {
  const cause = error instanceof Error ? error.message : String(error);
  return "path" in chart
    ? `operator.chart.path: no Helm chart can be read from '${chart.path}' (${cause}). Name the folder or the .tgz file of the kuberay-operator chart, relative to the Pulumi project.`
    : `operator.chart.repository: the chart 'kuberay-operator' ${version} cannot be had from '${chart.repository}': ${cause}. Check the address and the network, name a mirror in 'operator.chart.repository', or name a downloaded chart in 'operator.chart.path'. Then run 'pulumi up' again; it goes on from here.`;
}

function unexpectedCrds(faults: string[]): string {
  return `operator.chart: the chart's custom resource definitions are not the expected ones: ${faults.join("; ")}. Use an unchanged chart of the version in 'operator.version', or, if you trust these files, give their digests in 'operator.chart.crdDigests'.`;
}
