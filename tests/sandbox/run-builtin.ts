import { readFile, writeFile } from "node:fs/promises";
import { deploy, type DeployResult, type NodeProgram, type Operation } from "../engine";
import type { ProgramHome } from "./home";
import { Timeline } from "./graph/timeline";
import { Progress } from "./progress";
import type { Project } from "./project";
import { renderReport } from "./report";
import {
  INTERRUPTED,
  nodeArguments,
  packageConfiguration,
  pluginFolders,
  standInEnvironment,
  type Run,
} from "./run";
import { UserError } from "./user-error";

/** Deploys with the engine of this repository, with live progress and the outputs at the end. */
export async function runBuiltin(run: Run): Promise<number> {
  const { request, project, home, configuration } = run;
  const operation = request.command as Operation;
  const interrupt = interruption();
  const progress = new Progress(request.json ? process.stderr : process.stdout);
  const timeline = new Timeline();
  let result: DeployResult;
  try {
    result = await deploy({
      operation,
      program: programOf(project),
      project: project.name,
      stack: "sandbox",
      config: { ...configuration, ...packageConfiguration(run) },
      stateFile: home.state,
      plugins: pluginFolders(),
      environment: standInEnvironment(run),
      onEvent: (event) => {
        progress.handle(event);
        timeline.handle(event);
      },
      signal: interrupt.signal,
    });
  } finally {
    progress.close();
    interrupt.close();
  }
  if (operation === "up" && timeline.done().length > 0) {
    await writeFile(home.timeline, JSON.stringify(timeline.done()), { mode: 0o600 });
  }
  process.stdout.write(
    request.json ? `${jsonOf(result, request.showSecrets)}\n` : reportOf(result, operation, request),
  );
  return result.interrupted ? INTERRUPTED : result.failed ? 1 : 0;
}

/** Outputs of the last `up`, as they stand in the state. Secrets are encrypted there and stay hidden. */
export async function storedOutputs({ state }: ProgramHome): Promise<DeployResult["outputs"]> {
  let text: string;
  try {
    text = await readFile(state, "utf8");
  } catch {
    throw new UserError("there are no outputs yet", "Run `npm start` first.");
  }
  const document = JSON.parse(text) as {
    deployment?: { resources?: StoredResource[] };
    resources?: StoredResource[];
  };
  const resources = document.deployment?.resources ?? document.resources ?? [];
  const stack = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
  return Object.fromEntries(
    Object.entries(stack?.outputs ?? {}).map(([name, value]) => [
      name,
      { value, secret: JSON.stringify(value).includes("4dabf18193072939515e22adb298388d") },
    ]),
  );
}

interface StoredResource {
  type: string;
  outputs?: Record<string, unknown>;
}

function reportOf(result: DeployResult, operation: Operation, request: Run["request"]): string {
  return `\n${renderReport(result, operation, request.showSecrets).join("\n")}\n`;
}

function jsonOf(
  { failed, summary, outputs, diagnostics, seconds }: DeployResult,
  showSecrets: boolean,
): string {
  const shown = Object.entries(outputs).map(([name, { value, secret }]) => [
    name,
    secret && !showSecrets ? "[secret]" : value,
  ]);
  return JSON.stringify(
    { failed, summary, outputs: Object.fromEntries(shown), diagnostics, seconds },
    undefined,
    2,
  );
}

function programOf({ dir, main, runtime, typescript }: Project): NodeProgram {
  if (runtime !== "nodejs") {
    throw new UserError(
      `PROGRAM: the built-in engine runs 'nodejs' programs, and this one is '${runtime}'`,
      "Add --engine pulumi, which runs it with the `pulumi` CLI on the PATH.",
      2,
    );
  }
  return { dir, main, nodeArguments: nodeArguments({ typescript }) };
}

/** The first Ctrl-C lets what is under way finish; the second ends at once. */
function interruption(): { signal: AbortSignal; close(): void } {
  const controller = new AbortController();
  const listener = (): void => {
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    process.stderr.write(
      "\nInterrupted: what is under way finishes, nothing new begins. Ctrl-C again ends at once.\n",
    );
    controller.abort();
  };
  process.on("SIGINT", listener);
  process.on("SIGTERM", listener);
  return {
    signal: controller.signal,
    close() {
      process.off("SIGINT", listener);
      process.off("SIGTERM", listener);
    },
  };
}
