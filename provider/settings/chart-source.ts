import { joinPath, type Faults } from "./faults";

/** Where a Helm chart comes from: the address of a Helm repository, or of the chart in a registry; or a folder or file. */
export type ChartSource = { repository: string } | { path: string };

/** A chart's source as arguments say it. */
interface ChartSourceArgs {
  repository?: string;
  path?: string;
}

/** What the address of a chart looks like, and is called. */
const PLACES = {
  repository: { address: /^https?:\/\/[^\s/]+/, what: "a Helm repository, 'https://…'" },
  registry: { address: /^oci:\/\/[^\s/]+/, what: "the chart in a registry, 'oci://…'" },
};

/** Checks that a Helm chart comes from one place, and its address. */
export function checkChartSource(
  chart: ChartSourceArgs = {},
  at: string,
  faults: Faults,
  place: keyof typeof PLACES = "repository",
): void {
  checkOneSource(chart, at, faults);
  const { address, what } = PLACES[place];
  if (chart.repository === undefined || address.test(chart.repository)) return;
  faults.add(
    joinPath(at, "repository"),
    `must be the address of ${what}, not '${chart.repository}'; for a folder or file use 'path'`,
  );
}

/** Checks that a Helm chart comes from one place. */
export function checkOneSource({ path, repository }: ChartSourceArgs = {}, at: string, faults: Faults): void {
  if (path !== undefined && repository !== undefined) {
    faults.add(joinPath(at, "path"), "excludes 'repository': give one source of the chart");
  }
  if (path === "") faults.add(joinPath(at, "path"), "must name a folder or a '.tgz' file");
}

/** The source of a sound chart. */
export function chartSource(
  { path, repository }: ChartSourceArgs = {},
  defaultRepository: string,
): ChartSource {
  return path === undefined ? { repository: repository ?? defaultRepository } : { path };
}
