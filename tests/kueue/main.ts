import { parseArgs } from "node:util";
import { runStandIn } from "../kubernetes/stand-in-program";
import { runKueueManager } from "./manager";

const USAGE = `Usage: main.js --kubeconfig PATH

Stands in for Kueue wherever its stand-in chart is installed: suspends RayClusters in a queue, and admits them by its quota, until it is interrupted.`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      kubeconfig: { type: "string", default: process.env.KUBECONFIG },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help || !values.kubeconfig) {
    process.stdout.write(`${USAGE}\n`);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  await runStandIn(values.kubeconfig, runKueueManager);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
