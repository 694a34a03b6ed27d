import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { parse, stringify } from "yaml";
import { root } from "../docs/markdown";
import { createHome, programHome, type ProgramHome } from "../sandbox/home";
import { CLI_ENVIRONMENT, packageConfiguration, pluginProviders, standInEnvironment } from "../sandbox/run";
import { startServices, stopServices, type Services } from "../sandbox/services";

const run = promisify(execFile);

/** The `pulumi` CLI on PATH with simulated Azure and a Kubernetes control plane, and a folder for projects. */
export class CliSandbox {
  private constructor(
    readonly scratch: string,
    private readonly home: ProgramHome,
    private readonly services: Services,
  ) {}

  static async create(name: string): Promise<CliSandbox> {
    const scratch = fs.mkdtempSync(path.join(os.tmpdir(), `aks-ray-${name}-`));
    fs.mkdirSync(path.join(scratch, "backend"));
    const home = programHome(path.join(scratch, "sandbox"), path.join(scratch, name));
    await createHome(home);
    return new CliSandbox(scratch, home, await startServices({ home, log: () => undefined }));
  }

  async close(): Promise<void> {
    await this.services.close();
    await stopServices(this.home);
    fs.rmSync(this.scratch, { recursive: true });
  }

  /**
   * Writes the project file of the example in `folder`, with the plugins of the sandbox and `more` beside what it says, into a folder of that name
   * below `scratch`; returns this.
   */
  project(folder: string, more: Record<string, unknown> = {}): string {
    const project = path.join(this.scratch, folder);
    const source = path.join(root, "examples", folder, "Pulumi.yaml");
    const file = parse(fs.readFileSync(source, "utf8")) as Record<string, unknown>;
    const providers = pluginProviders();
    const config = packageConfiguration({ services: this.services, request: {} });
    fs.mkdirSync(project, { recursive: true });
    fs.writeFileSync(
      path.join(project, "Pulumi.yaml"),
      stringify({ ...file, ...more, plugins: { providers }, config }),
    );
    return project;
  }

  /** @throws Error with what the CLI said when it fails */
  async pulumi(cwd: string, args: string[], environment: NodeJS.ProcessEnv = {}): Promise<string> {
    const outcome = await run("pulumi", [...args, "--non-interactive"], {
      cwd,
      maxBuffer: 64 * 1024 * 1024,
      env: {
        ...process.env,
        PULUMI_HOME: path.join(this.scratch, "home"),
        PULUMI_BACKEND_URL: `file://${path.join(this.scratch, "backend")}`,
        PULUMI_CONFIG_PASSPHRASE: "correct horse",
        ...CLI_ENVIRONMENT,
        ...standInEnvironment({ home: this.home, services: this.services, request: {} }),
        ...environment,
      },
    }).catch((error: { stdout: string; stderr: string }) => {
      throw new Error(`pulumi ${args.join(" ")}: ${error.stderr}${error.stdout}`);
    });
    return outcome.stdout;
  }
}

/** Whether the CLI's tests have what they need beside it: the compiled repository. */
export function isBuilt(): boolean {
  return fs.existsSync(path.join(root, "bin", "provider", "main.js"));
}
