import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import readline from "node:readline";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { GetSchemaRequest } from "@pulumi/pulumi/proto/provider_pb";

/** One start of a plugin. */
interface Start {
  seconds: number;
  /** Most memory that the process held by the time of its answer, in MB; NaN where the system does not tell. */
  megabytes: number;
}

/** The plugin's start against componentProviderHost with the same components: medians of several starts in turn. */
export interface PluginStartFigures {
  plugin: Start;
  host: Start;
  /** How many times faster the plugin gives its first answer. */
  ratio: number;
}

const root = path.resolve(__dirname, "../..");
const bin = path.basename(root) === "bin" ? root : path.join(root, "bin");

/** Starts a plugin and asks for its schema. */
async function start(script: string): Promise<Start> {
  const begin = process.hrtime.bigint();
  const child = spawn(process.execPath, [script, "127.0.0.1:1"], { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  try {
    const [port] = (await Promise.race([
      once(readline.createInterface({ input: child.stdout }), "line"),
      exited.then(() =>
        Promise.reject(new Error(`${script} ended before it answered; has 'npm run build' been run?`)),
      ),
    ])) as [string];
    const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
    await new Promise<void>((resolve, reject) => {
      client.getSchema(new GetSchemaRequest(), (error, response) => {
        if (error) reject(error);
        else if (!response.getSchema().includes("aks-ray:index:AksRayCluster"))
          reject(new Error("no schema"));
        else resolve();
      });
    });
    const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
    const megabytes = peakMegabytes(child.pid);
    client.close();
    return { seconds, megabytes };
  } finally {
    child.kill();
    await exited;
  }
}

function peakMegabytes(pid: number | undefined): number {
  try {
    const kilobytes = fs.readFileSync(`/proc/${pid}/status`, "utf8").match(/VmHWM:\s+(\d+) kB/)?.[1];
    return Number(kilobytes) / 1000;
  } catch {
    return NaN;
  }
}

function median(starts: Start[]): Start {
  const middle = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
  return {
    seconds: middle(starts.map(({ seconds }) => seconds)),
    megabytes: middle(starts.map(({ megabytes }) => megabytes)),
  };
}

/** Measures with compiled code, so `npm run build` has to come first. */
export async function measurePluginStart(rounds = 5): Promise<PluginStartFigures> {
  const starts: { plugin: Start[]; host: Start[] } = { plugin: [], host: [] };
  for (let round = 0; round < rounds; round++) {
    starts.plugin.push(await start(path.join(bin, "provider/main.js")));
    starts.host.push(await start(path.join(bin, "scripts/bench/component-host/index.js")));
  }
  const [plugin, host] = [median(starts.plugin), median(starts.host)];
  return { plugin, host, ratio: host.seconds / plugin.seconds };
}

async function main(): Promise<void> {
  const { plugin, host, ratio } = await measurePluginStart();
  const figures = ({ seconds, megabytes }: Start) => `${seconds.toFixed(2)} s, ${megabytes.toFixed(0)} MB`;
  console.log("Plugin start to first answer:");
  console.log(`  plugin                 ${figures(plugin)}`);
  console.log(`  componentProviderHost  ${figures(host)}`);
  console.log(`  ${ratio.toFixed(1)} times faster (at least 5)`);
}

if (require.main === module) {
  void main();
}
