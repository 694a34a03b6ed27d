import { parseArgs } from "node:util";
import { runStandIn } from "../kubernetes/stand-in-program";
import { runOperator } from "./operator";

const USAGE = `Usage: main.js --kubeconfig PATH [--watch-namespace NAME[,NAME]]

Stands in for the KubeRay operator: turns RayClusters, RayJobs, RayServices and RayCronJobs into pods, Jobs, Services and status until it is interrupted.`;

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
  await runStandIn(values.kubeconfig, (standIn) => {
    standIn.log("watching RayClusters, RayJobs, RayServices and RayCronJobs");
    return runOperator({ ...standIn, namespaces: values["watch-namespace"]?.split(",") });
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
