import { ApiClient } from "./api";

/** Of a controller that stands in for another: the cluster that it works in, until it is interrupted. */
export interface StandIn {
  client: ApiClient;
  signal: AbortSignal;
  log: (line: string) => void;
}

/** Runs a controller as a program of its own; its words stand in the output with their time. */
export async function runStandIn(
  kubeconfig: string,
  run: (standIn: StandIn) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  const client = ApiClient.fromFile(kubeconfig);
  const log = (line: string) => void process.stdout.write(`${new Date().toISOString()} ${line}\n`);
  await run({ client, signal: stop.signal, log });
  client.close();
}
