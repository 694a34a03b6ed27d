import { parseArgs } from "node:util";
import { ApiClient } from "../kubernetes/api";
import { runOperator } from "./operator";

const USAGE = `Usage: main.js --kubeconfig PATH [--watch-namespace NAME[,NAME]]

Stands in for the KubeRay operator: turns RayClusters, RayJobs and RayServices into pods, Jobs, Services and status until it is interrupted.`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      kubeconfig: { type: "string", default: process.env.KUBECONFIG },
      "watch-namespace": { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help || !values.kubeconfig) {
    process.stdout.write(`${USAGE}\n`);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  const client = ApiClient.fromFile(values.kubeconfig);
  const log = (line: string) => process.stdout.write(`${new Date().toISOString()} ${line}\n`);
  log("watching RayClusters, RayJobs and RayServices");
  await runOperator({ client, namespaces: values["watch-namespace"]?.split(","), signal: stop.signal, log });
  client.close();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
