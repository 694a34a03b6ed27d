import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import {
  CLI_ENVIRONMENT,
  INTERRUPTED,
  packageConfiguration,
  pluginProviders,
  standInEnvironment,
  type Run,
} from "./run";
import { UserError } from "./user-error";

const STACK = "sandbox";
const STACK_FILE = `Pulumi.${STACK}.yaml`;

/**
 * Deploys with the `pulumi` CLI on the PATH: the same program, and the same plugins by way of `plugins.providers` in a copy of
 * its Pulumi.yaml. State is a local backend in the sandbox.
 */
export async function runPulumi(run: Run): Promise<number> {
  const { request, home } = run;
  const folder = join(home.pulumi, "project");
  await mkdir(join(home.pulumi, "backend"), { recursive: true, mode: 0o700 });
  await copyProject(run, folder);
  const environment = {
    ...process.env,
    ...standInEnvironment(run),
    PULUMI_BACKEND_URL: `file://${join(home.pulumi, "backend")}`,
    PULUMI_CONFIG_PASSPHRASE: await passphrase(join(home.pulumi, "passphrase")),
    ...CLI_ENVIRONMENT,
  };
  const pulumi = (...args: string[]): Promise<number> => execute("pulumi", args, folder, environment);
  if ((await pulumi("stack", "select", "--create", STACK)) !== 0) return 1;
  await writeConfiguration(join(folder, STACK_FILE), { ...run.configuration, ...packageConfiguration(run) });
  const confirm = request.command === "preview" ? [] : ["--yes", "--skip-preview"];
  return pulumi(
    request.command,
    "--stack",
    STACK,
    ...confirm,
    ...(request.showSecrets ? ["--show-secrets"] : []),
  );
}

/** Sets the stack's whole configuration; the salt that the CLI keeps in the same file stays. */
async function writeConfiguration(file: string, texts: Record<string, string>): Promise<void> {
  const present = existsSync(file) ? (parse(await readFile(file, "utf8")) as object) : {};
  const config = Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, structured(text)]));
  await writeFile(file, stringify({ ...present, config }), { mode: 0o600 });
}

/** The CLI wants objects and lists as YAML, not as JSON texts. */
function structured(text: string): unknown {
  return /^[[{]/.test(text) ? (JSON.parse(text) as unknown) : text;
}

/** The project's own file, pointing at the program where it is, with the plugins of the sandbox. */
async function copyProject({ project }: Run, folder: string): Promise<void> {
  const stackFile = await readFile(join(folder, STACK_FILE)).catch(() => undefined);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = parse(await readFile(join(project.dir, "Pulumi.yaml"), "utf8")) as Record<string, unknown>;
  // What Node.js and Go import, they look for from the program's own place.
  if (["nodejs", "go"].includes(project.runtime)) file["main"] = join(project.dir, project.main ?? "");
  else await cp(project.dir, folder, { recursive: true });
  await writeFile(
    join(folder, "Pulumi.yaml"),
    stringify({ ...file, plugins: { providers: pluginProviders() } }),
  );
  if (stackFile !== undefined) await writeFile(join(folder, STACK_FILE), stackFile, { mode: 0o600 });
}

async function passphrase(file: string): Promise<string> {
  if (!existsSync(file)) await writeFile(file, randomBytes(24).toString("base64"), { mode: 0o600 });
  return (await readFile(file, "utf8")).trim();
}

/**
 * Runs a program in a process group of its own, so that each Ctrl-C reaches it once, passed on from here: to the CLI, a
 * second one means to end at once.
 */
function execute(command: string, args: string[], cwd: string, env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", "inherit", "inherit"], detached: true });
  let interrupted = false;
  const passOn = (): void => {
    interrupted = true;
    child.kill("SIGINT");
  };
  process.on("SIGINT", passOn);
  process.on("SIGTERM", passOn);
  return new Promise<number>((resolve, reject) => {
    child.once("error", () =>
      reject(
        new UserError("--engine pulumi: there is no `pulumi` on the PATH", "Install the Pulumi CLI.", 2),
      ),
    );
    child.once("close", (code) => resolve(interrupted ? INTERRUPTED : (code ?? 1)));
  }).finally(() => {
    process.off("SIGINT", passOn);
    process.off("SIGTERM", passOn);
  });
}
