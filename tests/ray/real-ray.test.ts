import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { jobSubmitCommand, rayClientCommand } from "../../provider/kubernetes/commands";
import { DASHBOARDS_PROGRAM } from "../../provider/kubernetes/dashboards/program";
import { READINESS_PROGRAM } from "../../provider/kubernetes/readiness/program";
import { FakeGrafana, FEDERATED_TOKEN } from "../../provider/kubernetes/testing/fake-grafana";
import { rayClusterSettings, RAY_VERSION } from "../../provider/settings";
import { installRay, type RayInstallation } from "./install";
import { RealRay } from "./ray-cluster";

const SETTINGS = rayClusterSettings("ml", {
  workerGroups: { t4: { cpu: 1, memoryGiB: 1, gpus: 2, replicas: 1 } },
});

const USES_GPUS = `
import os, ray
ray.init()

@ray.remote(num_gpus=2, num_cpus=1)
def visible():
    return os.environ["CUDA_VISIBLE_DEVICES"]

print("GPUs:", ray.get(visible.remote()))
`;

interface Outcome {
  code: number | null;
  output: string;
}

describe("on real Ray", function () {
  // Ray starts in seconds, but its installation and a busy machine take minutes.
  this.timeout(600_000);
  const token = randomBytes(32).toString("hex");
  let installation: RayInstallation;
  let ray: RealRay;
  let folder: string;

  before(async function () {
    try {
      installation = await installRay(RAY_VERSION, (line) => console.log(`      ${line}`));
    } catch (error) {
      console.log(`      skipped: Ray ${RAY_VERSION} cannot be installed from PyPI (${String(error)})`);
      this.skip();
    }
    folder = await mkdtemp(join(tmpdir(), "aks-ray-real-"));
    ray = await RealRay.start(SETTINGS, installation, token);
  });
  after(async () => {
    await ray?.stop();
    if (folder !== undefined) await rm(folder, { recursive: true });
  });

  async function run(command: string, args: string[], environment: NodeJS.ProcessEnv): Promise<Outcome> {
    const child = spawn(command, args, { env: environment, cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
    return { code, output };
  }

  /** Runs the readiness Job's program as its pod would. */
  async function readiness(more: Record<string, string> = {}): Promise<Outcome & { reason: string }> {
    const log = join(folder, "termination-log");
    await rm(log, { force: true });
    const outcome = await run("python3", ["-c", READINESS_PROGRAM], {
      PATH: process.env["PATH"],
      RAY_DASHBOARD: `http://127.0.0.1:${ray.dashboardPort}`,
      EXPECTED_RAY_VERSION: SETTINGS.version,
      EXPECTED_WORKERS: "1",
      EXPECTED_GPUS: "2",
      TIMEOUT_SECONDS: "120",
      SETTLE_SECONDS: "0",
      RAY_AUTH_TOKEN: token,
      TERMINATION_LOG: log,
      ...more,
    });
    return { ...outcome, reason: await readFile(log, "utf8").catch(() => "") };
  }

  /** Runs a command in a shell whose kubectl knows this token only. */
  async function runWith(secret: string, command: string): Promise<Outcome> {
    const kubectl = join(folder, "kubectl");
    await writeFile(kubectl, `#!/bin/sh\nprintf %s '${Buffer.from(secret).toString("base64")}'\n`);
    await chmod(kubectl, 0o700);
    const environment = { ...ray.environment, PATH: `${folder}:${ray.environment["PATH"]}` };
    return run("sh", ["-c", command], environment);
  }

  /** Runs the output `jobSubmitCommand` with another program. */
  async function submit(secret: string, program: string): Promise<Outcome> {
    await writeFile(join(folder, "program.py"), program);
    const command = jobSubmitCommand(SETTINGS)
      .replace("http://localhost:8265", `http://127.0.0.1:${ray.dashboardPort}`)
      .replace(/ -- .*$/, " --working-dir . -- python program.py");
    return runWith(secret, command);
  }

  it("the readiness program sees the head, the workers and their GPUs", async () => {
    const { code, output } = await readiness();
    expect(code, output).to.equal(0);
    expect(output).to.match(/Ray is ready\n$/);
  });

  it("the readiness program says which GPUs are missing", async () => {
    const { code, reason } = await readiness({ EXPECTED_GPUS: "3", TIMEOUT_SECONDS: "0" });
    expect(code).to.equal(1);
    expect(reason).to.equal("Ray is not ready after 0 s: 1 of 1 workers and 2 of 3 GPUs have registered");
  });

  it("the readiness program tells a wrong token and a wrong version", async () => {
    expect((await readiness({ RAY_AUTH_TOKEN: "wrong" })).reason).to.contain("the head refuses the token");
    expect((await readiness({ EXPECTED_RAY_VERSION: "2.59.0" })).reason).to.contain(
      `the head runs Ray ${RAY_VERSION}, but ray.version is 2.59.0`,
    );
  });

  it("the program that imports dashboards finds those of this Ray, each with a choice of data source", async () => {
    const grafana = await FakeGrafana.start();
    const file = join(folder, "federated-token");
    await writeFile(file, FEDERATED_TOKEN);
    const { code, output } = await run(join(installation.bin, "python"), ["-c", DASHBOARDS_PROGRAM], {
      PATH: process.env["PATH"],
      GRAFANA_URL: grafana.url,
      MONITOR_WORKSPACE: "ml-metrics1a2b",
      TIMEOUT_SECONDS: "0",
      RETRY_SECONDS: "0",
      AZURE_FEDERATED_TOKEN_FILE: file,
      AZURE_AUTHORITY_HOST: grafana.url,
      AZURE_TENANT_ID: "tenant",
      AZURE_CLIENT_ID: "client",
      TERMINATION_LOG: join(folder, "dashboards-log"),
    });
    await grafana.stop();
    expect(code, output).to.equal(0);
    const imported = grafana.dashboards.map(({ dashboard }) => dashboard);
    expect(imported.map(({ uid }) => uid)).to.include.members(["rayDefaultDashboard", "rayServeDashboard"]);
    for (const { uid, tags, templating } of imported) {
      expect(tags, uid).to.include(`rayVersion:${RAY_VERSION}`);
      const [variable] = templating.list.filter(({ type }) => type === "datasource");
      expect(variable, uid).to.deep.include({
        hide: 0,
        current: { selected: true, text: "Managed_Prometheus_ml-metrics1a2b", value: "ours" },
      });
    }
  });

  it("a job that is submitted as the output says gets its GPUs in a task", async () => {
    const { code, output } = await submit(token, USES_GPUS);
    expect(code, output).to.equal(0);
    expect(output).to.contain("GPUs: 0,1");
    expect(output).to.contain("succeeded");
  });

  it("a job with a wrong token is refused", async () => {
    const { code, output } = await submit("wrong", USES_GPUS);
    expect(code).to.not.equal(0);
    expect(output).to.not.contain("GPUs:");
    expect(output).to.match(/401|403|[Uu]nauth|[Ff]orbidden|token/);
  });

  it("a client that connects as the output says sees the GPUs", async function () {
    // Ray gives the server that it starts for a client a fixed time (proxier.py), which a busy machine can miss.
    this.retries(2);
    const command = rayClientCommand(SETTINGS).replace("localhost:10001", `127.0.0.1:${ray.clientPort}`);
    const { code, output } = await runWith(token, command);
    expect(code, output).to.equal(0);
    expect(output).to.contain("'GPU': 2.0");
  });
});
