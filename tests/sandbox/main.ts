import { rm } from "node:fs/promises";
import { parseArguments, USAGE, type Request } from "./arguments";
import { asText, readConfiguration } from "./configuration";
import { writeGraph } from "./graph/command";
import { allHomes, createHome, programHome, sandboxRoot } from "./home";
import { readProject } from "./project";
import { installStackRay, releaseWithoutRay, startRealRay } from "./real-ray";
import { renderOutputs } from "./report";
import { INTERRUPTED } from "./run";
import { runBuiltin, storedOutputs } from "./run-builtin";
import { runPulumi } from "./run-pulumi";
import { existing, startServices, stopServices } from "./services";
import { UserError } from "./user-error";

/** Runs one command of the sandbox and returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const request = parseArguments(args);
  if (request.help) return print(USAGE);
  const root = sandboxRoot();
  if (request.command === "stop") return stopAll(root);

  const project = readProject(request.program, process.cwd());
  const home = programHome(root, project.dir);
  await createHome(home);
  if (request.command === "outputs") {
    return print(renderOutputs(await storedOutputs(home), request.showSecrets).join("\n"));
  }
  if (request.command === "graph") return print(await writeGraph(request, home, project.name));
  if (request.reset) {
    await stopServices(home);
    await rm(home.root, { recursive: true });
    await createHome(home);
  }
  const configuration = withChart(request, readConfiguration(sources(request, project)));
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  const installation = request.ray ? await installStackRay(configuration, log) : undefined;
  const services = await startServices({
    home,
    kubeconfig: existing("--kubeconfig", request.kubeconfig, process.cwd()),
    operator: existing("--operator", request.operator, process.cwd()),
    log,
  });
  const { kubeconfigPath } = services;
  let code: number | undefined;
  const ray = installation && (await startRealRay({ home, kubeconfigPath, installation, log }));
  try {
    if (ray === undefined) await releaseWithoutRay(home, kubeconfigPath);
    const run = request.engine === "pulumi" ? runPulumi : runBuiltin;
    code = await run({ request, project, home, services, configuration: asText(configuration) });
    if (code === 0 && request.command === "destroy") await stopServices(home);
    else log(`\nThe cluster: kubectl --kubeconfig ${kubeconfigPath} get all --all-namespaces`);
    if (code === 0 && ray !== undefined) log(`\n${(await ray.describe()).join("\n")}`);
    return code;
  } finally {
    await ray?.close(code === INTERRUPTED);
    await services.close();
  }
}

function sources(request: Request, project: ReturnType<typeof readProject>) {
  return { project, file: request.configFile, assignments: request.config, from: process.cwd() };
}

/** A real chart is named in the settings of the reusable stack. */
function withChart(request: Request, configuration: Record<string, unknown>): Record<string, unknown> {
  const chart = existing("--chart", request.chart, process.cwd());
  if (chart === undefined) return configuration;
  const key = Object.keys(configuration).find((name) => name.endsWith(":settings"));
  if (key === undefined) throw new UserError("--chart: the program has no configuration 'settings'", "", 2);
  const value = configuration[key];
  const settings = (typeof value === "string" ? JSON.parse(value) : value) as { operator?: object };
  return {
    ...configuration,
    [key]: { ...settings, operator: { ...settings.operator, chart: { path: chart } } },
  };
}

async function stopAll(root: string): Promise<number> {
  const stopped = await Promise.all((await allHomes(root)).map(stopServices));
  return print(
    stopped.includes(true) ? "The control planes have ended; what they hold stays." : "Nothing runs.",
  );
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

if (require.main === module) {
  main(process.argv.slice(2)).then(
    (code) => process.exit(code),
    (error: unknown) => {
      const known = error instanceof UserError;
      const text = known
        ? [error.message, error.remedy].filter(Boolean).join("\n")
        : String((error as Error).message);
      process.stderr.write(`error: ${text}\n`);
      process.exit(known ? error.exitCode : 1);
    },
  );
}
