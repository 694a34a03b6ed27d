import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { fixtureChartArgs, writeFixtureChart } from "../kubernetes/testing/fixture-chart";

/** A Pulumi project in a temporary folder, with a chart of the operator beside it. */
export interface FixtureProject {
  /** Folder of the chart. */
  chart: string;
  /** Arguments of an operator from that chart. */
  operator: { chart: ReturnType<typeof fixtureChartArgs> };
  /** Goes back to the working directory of before, and removes both folders. */
  close(): Promise<void>;
}

/** Makes a project, and works in it until it is closed. */
export async function openFixtureProject(): Promise<FixtureProject> {
  const chart = await writeFixtureChart();
  const folder = await mkdtemp(path.join(tmpdir(), "aks-ray-project-"));
  const before = process.cwd();
  process.chdir(folder);
  return {
    chart,
    operator: { chart: fixtureChartArgs(chart) },
    close: async () => {
      process.chdir(before);
      // Charts that nobody waited for may still be written there.
      await rm(folder, { recursive: true, maxRetries: 5 });
      await rm(path.dirname(chart), { recursive: true });
    },
  };
}
