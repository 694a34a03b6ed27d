/**
 * Starts, stops and shows the sandbox's Kubernetes control plane:
 *
 *     node bin/tests/cluster/main.js start|stop|status [--data-dir DIR]
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";

import { defaultDataDirectory } from "./paths";
import { runningCluster, startCluster, stopCluster } from "./start";

const usage = `Usage: main.js start|stop|status [--data-dir DIR]

  start    start the control plane (built on first use), or find it running
  stop     end it; its data stays
  status   tell whether it runs

  --data-dir DIR   the cluster's folder; default ${defaultDataDirectory()}`;

/** Runs one command and returns the exit code: 0 done or running, 1 failed or not running, 2 misused. */
async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { "data-dir": { type: "string" }, help: { type: "boolean" } },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const dataDir = resolve(values["data-dir"] ?? defaultDataDirectory());
  const [command, ...rest] = positionals;
  if (rest.length > 0) {
    throw new UsageError(`one command at a time, not also: ${rest.join(" ")}`);
  }
  switch (command) {
    case "start": {
      const { server, kubeconfigPath } = await startCluster({ dataDir, log: console.error });
      console.log(`Running at ${server}\nexport KUBECONFIG='${kubeconfigPath}'`);
      return 0;
    }
    case "stop": {
      const stopped = await stopCluster(dataDir);
      console.log(
        stopped.length > 0
          ? `Stopped ${stopped.map(({ name }) => name).join(", ")}`
          : `Nothing runs on ${dataDir}`,
      );
      return 0;
    }
    case "status": {
      const cluster = await runningCluster(dataDir);
      console.log(cluster ? `Running at ${cluster.server}` : `No cluster runs on ${dataDir}`);
      return cluster ? 0 : 1;
    }
    default:
      throw new UsageError(
        command === undefined ? "a command is missing" : `there is no command '${command}'`,
      );
  }
}

class UsageError extends Error {}

function isMisuse(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  return error instanceof UsageError || code.startsWith("ERR_PARSE_ARGS");
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    if (isMisuse(error)) {
      console.error(`\n${usage}`);
    }
    process.exitCode = isMisuse(error) ? 2 : 1;
  },
);
