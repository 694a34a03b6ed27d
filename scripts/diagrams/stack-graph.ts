import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fixtureChartArgs, writeFixtureChart } from "../../provider/kubernetes/testing/fixture-chart";
import type { StackResource } from "../../tests/sandbox/graph/resources";
import { answerAsAzure } from "../../tests/wire/azure-answers";
import { startMonitor, type Registration } from "../../tests/wire/monitor";
import { startPlugin } from "../../tests/wire/plugin-process";

/** What an AksRayCluster makes and answers. */
export interface StackGraph {
  /** In an order that does not depend on which was registered first. */
  resources: StackResource[];
  /** Names of its outputs, sorted. */
  outputs: string[];
}

const ROOT = resolve(__dirname, "../..");

/** Has the plugin make an AksRayCluster `ray` for each of these arguments, with an engine that makes nothing. */
export async function stackGraphs(stacks: readonly Record<string, unknown>[]): Promise<StackGraph[]> {
  const folder = await mkdtemp(join(tmpdir(), "aks-ray-diagrams-"));
  const chart = await writeFixtureChart();
  const monitor = await startMonitor();
  answerAsAzure(monitor);
  const plugin = await startPlugin([join(ROOT, "provider", "main.ts")], monitor.address, folder);
  const operator = { chart: fixtureChartArgs(chart) };
  const graphs: StackGraph[] = [];
  try {
    for (const args of stacks) {
      monitor.registrations.length = 0;
      const inputs = { ...args, operator };
      const { state } = await plugin.construct({ type: "aks-ray:index:AksRayCluster", name: "ray", inputs });
      graphs.push({
        resources: readRegistrations(monitor.registrations),
        outputs: Object.keys(state).sort(),
      });
    }
  } finally {
    await plugin.stop();
    monitor.close();
    await rm(folder, { recursive: true });
    await rm(dirname(chart), { recursive: true });
  }
  return graphs;
}

function readRegistrations(registrations: readonly Registration[]): StackResource[] {
  const made = registrations.filter(({ custom }) => custom);
  const urns = new Set(made.map(({ urn }) => urn));
  return made
    .map(({ urn, type, name, request }) => {
      const [provider = ""] = request.getProvider().split(/::(?=[^:]+$)/);
      const all = new Set([...request.getDependenciesList(), provider]);
      return {
        urn,
        type,
        name,
        within: [],
        dependencies: [...all].filter((other) => urns.has(other)).sort(),
      };
    })
    .sort((one, other) => (one.urn < other.urn ? -1 : 1));
}
