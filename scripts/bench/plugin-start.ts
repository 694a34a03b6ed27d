import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { repositoryRoot } from "../../tests/sandbox/home";
import { startMonitor } from "../../tests/wire/monitor";
import { startPlugin, type PluginProcess } from "../../tests/wire/plugin-process";
import { alternate } from "./alternate";
import type { Figure } from "./figure";
import { median, medianRatio } from "./median";

const ROUNDS = 7;

const bin = path.resolve(__dirname, "..", "..");
/** The bundled plugin. */
export const PLUGIN = [process.execPath, path.join(bin, "plugin/plugin.js")];
const HOST = [process.execPath, path.join(bin, "scripts/bench/component-host/index.js")];

/** A component that needs no answers from Azure. */
const RAY_CLUSTER = { type: "aks-ray:index:RayCluster", name: "bench" };

/** One life of a plugin up to its first answer. */
interface Start {
  seconds: number;
  /** Most memory that the process held by then, in MB; NaN where the system does not tell. */
  megabytes: number;
}

type Question = (plugin: PluginProcess) => Promise<unknown>;

const askSchema: Question = (plugin) => plugin.getSchema();
const construct: Question = (plugin) => plugin.construct({ ...RAY_CLUSTER, inputs: {} });
/** The host infers arguments of its own; see component-host. */
const constructByHost: Question = (plugin) =>
  plugin.construct({ ...RAY_CLUSTER, inputs: { settings: "{}" } });

/** From the start of a plugin to its first answer, against componentProviderHost with the same components. */
export async function measurePluginStart(log: (line: string) => void): Promise<Figure[]> {
  const monitor = await startMonitor();
  try {
    const start = (command: string[], question: Question) => () =>
      measure(command, question, monitor.address);
    const measured = await alternate(
      ROUNDS,
      {
        schema: start(PLUGIN, askSchema),
        schemaByHost: start(HOST, askSchema),
        construct: start(PLUGIN, construct),
        constructByHost: start(HOST, constructByHost),
      },
      (round, rounds) => log(`plugin start: round ${round} of ${rounds}`),
    );
    const megabytes = (starts: Start[]) => median(starts.map((start) => start.megabytes));
    return [
      timesFaster("Start to first answer", measured.schema, measured.schemaByHost),
      timesFaster("Start to first Construct", measured.construct, measured.constructByHost),
      {
        name: "Plugin's start to the first Construct",
        value: median(seconds(measured.construct)),
        unit: "s",
        budget: { atMost: 0.35 },
        parts: {
          "fastest (s)": Math.min(...seconds(measured.construct)),
          "to the schema (s)": median(seconds(measured.schema)),
        },
      },
      {
        name: "Plugin's memory at the first Construct",
        value: megabytes(measured.construct),
        unit: "MB",
        budget: { atMost: 130 },
        parts: {
          "at the schema (MB)": megabytes(measured.schema),
          "host (MB)": megabytes(measured.constructByHost),
        },
      },
      await pluginSize(),
    ];
  } finally {
    monitor.close();
  }
}

/** How many times faster the plugin is than componentProviderHost. */
function timesFaster(what: string, plugin: Start[], host: Start[]): Figure {
  return {
    name: `${what}, componentProviderHost against the plugin`,
    value: medianRatio(seconds(host), seconds(plugin)),
    unit: "times",
    budget: { atLeast: 10 },
    parts: { "plugin (s)": median(seconds(plugin)), "host (s)": median(seconds(host)) },
  };
}

function seconds(starts: Start[]): number[] {
  return starts.map((start) => start.seconds);
}

/** What a download of the plugin holds, against the node_modules that it stands for. */
async function pluginSize(): Promise<Figure> {
  const megabytes = await folderMegabytes(path.join(bin, "plugin"));
  const replaced = await folderMegabytes(path.join(repositoryRoot(), "node_modules"));
  return {
    name: "Plugin's size installed",
    value: megabytes,
    unit: "MB",
    budget: { atMost: 25 },
    parts: { "node_modules (MB)": replaced },
  };
}

async function folderMegabytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(async ({ parentPath, name }) => (await stat(path.join(parentPath, name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0) / 1e6;
}

async function measure(command: string[], question: Question, monitorAddress: string): Promise<Start> {
  const begin = performance.now();
  const plugin = await startPlugin(command, monitorAddress);
  try {
    await question(plugin);
    const seconds = (performance.now() - begin) / 1000;
    return { seconds, megabytes: await peakMegabytes(plugin.pid) };
  } finally {
    await plugin.stop();
  }
}

/** Most memory that the process has held, in MB; NaN where the system does not tell. */
export async function peakMegabytes(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? NaN) / 1000;
}
