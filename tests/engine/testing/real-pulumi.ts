import { execFile, execFileSync } from "node:child_process";
import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Operation } from "../index";
import type { SerializedState } from "../state-format";
import { PLUGINS } from "./stack";

const run = promisify(execFile);

/** What a deployment did, comparable between engines. */
export interface Outcome {
  /** `OP NAME` of each step, sorted. */
  steps: string[];
  /** How many resources were created, updated and so on; what is zero is left out. */
  summary: Record<string, number>;
  /** The provider's calls, sorted. */
  calls: string[];
  state: unknown;
}

/** Whether the pulumi CLI can be run. */
export function hasPulumi(): boolean {
  try {
    execFileSync("pulumi", ["version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

interface PulumiEvent {
  resourcePreEvent?: { metadata: { op: string; urn: string } };
  summaryEvent?: { resourceChanges: Record<string, number> };
}

/** A stack under the real CLI, with a local backend of its own. */
export class RealStack {
  private constructor(
    private readonly directory: string,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  /** Copies the program of `testing/program` into `directory` and makes a stack for it. */
  static async create(directory: string, environment: NodeJS.ProcessEnv): Promise<RealStack> {
    const program = join(directory, "program");
    await mkdir(join(directory, "backend"), { recursive: true });
    await cp(join(__dirname, "program"), program, { recursive: true });
    await symlink(join(__dirname, "..", "..", "..", "node_modules"), join(program, "node_modules"));
    await writeFile(join(program, "package.json"), JSON.stringify({ name: "project", main: "index.js" }));
    const providers = ["fake", "parts"].map((name) => ({ name, path: PLUGINS }));
    const project = { name: "project", runtime: "nodejs", plugins: { providers } };
    await writeFile(join(program, "Pulumi.yaml"), JSON.stringify(project));
    const stack = new RealStack(program, {
      ...process.env,
      ...environment,
      PULUMI_BACKEND_URL: `file://${join(directory, "backend")}`,
      PULUMI_CONFIG_PASSPHRASE: "correct horse",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      // The flag --event-log is there only with this.
      PULUMI_DEBUG_COMMANDS: "true",
      // The CLI keeps what it knows of the user here.
      PULUMI_HOME: join(directory, "home"),
    });
    await stack.pulumi("stack", "init", "organization/project/dev");
    return stack;
  }

  private async pulumi(...args: string[]): Promise<string> {
    const { stdout } = await run("pulumi", [...args, "--non-interactive"], {
      cwd: this.directory,
      env: this.environment,
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  }

  async configure(key: string, value: string, secret = false): Promise<void> {
    await this.pulumi("config", "set", key, value, ...(secret ? ["--secret"] : []));
  }

  /** Runs an operation and tells its steps and its summary. */
  async deploy(operation: Operation): Promise<Pick<Outcome, "steps" | "summary">> {
    const log = join(this.directory, `${operation}.events`);
    const flags = operation === "preview" ? [] : ["--yes", "--skip-preview"];
    await writeFile(log, "");
    await this.pulumi(operation, ...flags, "--event-log", log);
    const lines = (await readFile(log, "utf8")).split("\n").filter((line) => line !== "");
    const events = lines.map((line) => JSON.parse(line) as PulumiEvent);
    const steps = events.flatMap(({ resourcePreEvent }) => resourcePreEvent?.metadata ?? []);
    const changes = events.find(({ summaryEvent }) => summaryEvent)?.summaryEvent?.resourceChanges ?? {};
    return {
      steps: steps
        .filter(({ urn }) => !urn.includes("::default"))
        .map(({ op, urn }) => `${op} ${urn.split("::").slice(3).join("::")}`)
        .sort(),
      // What is discarded was only read; the engine does not count it.
      summary: Object.fromEntries(
        Object.entries(changes).filter(([op, count]) => count > 0 && op !== "discard"),
      ),
    };
  }

  async state(): Promise<SerializedState> {
    return JSON.parse(await this.pulumi("stack", "export")) as SerializedState;
  }
}

/** The resources of a state in a form that is the same for the same stack: no times, no random ids, no ciphers. */
export function comparable({ deployment }: SerializedState): unknown {
  const resources = deployment.resources ?? [];
  const text = JSON.stringify(resources, (key, value: unknown) => {
    if (["created", "modified", "sourcePosition", "stackTrace"].includes(key)) return undefined;
    if (key === "dependencies" && Array.isArray(value)) return [...(value as string[])].sort();
    return key === "ciphertext" ? "(secret)" : value;
  });
  const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
  const parsed = JSON.parse(text.replaceAll(uuid, "(uuid)")) as { urn: string; delete?: boolean }[];
  return Object.fromEntries(
    parsed
      .map(
        (resource) => [`${resource.urn}${resource.delete === true ? " (deleted)" : ""}`, resource] as const,
      )
      .sort(([left], [right]) => (left < right ? -1 : 1)),
  );
}
