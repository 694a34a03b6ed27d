import { mkdir } from "node:fs/promises";
import { parseArgs } from "node:util";
import { ApiClient } from "../kubernetes/api";
import { runPods } from "./run-pods";

/** Runs the Ray pods of a cluster as processes of this machine until it is interrupted. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { kubeconfig: { type: "string" }, folder: { type: "string" } } });
  const { kubeconfig, folder } = values;
  if (kubeconfig === undefined || folder === undefined)
    throw new Error("Usage: main.js --kubeconfig PATH --folder PATH");
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop.abort());
  const client = ApiClient.fromFile(kubeconfig);
  const log = (line: string): void => void process.stdout.write(`${line}\n`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await runPods({ client, kubeconfigPath: kubeconfig, folder, signal: stop.signal, log });
  client.close();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
