import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { RAY_VERSION } from "../../provider/settings";
import { CLUSTER_TIMEOUT, testCluster, type TestCluster } from "../kubernetes/testing/test-cluster";
import { installRay, type RayInstallation } from "../ray/install";
import { rayFiles, type RayState } from "../ray/run-pods";
import { programHome, repositoryRoot } from "./home";
import { describeRay } from "./real-ray";
import { runProgram, type Outcome } from "./testing/run-program";

const SETTINGS = [
  ...["-c", "settings.gpuPools.t4.vmSize=Standard_NC64as_T4_v3", "-c", "settings.gpuPools.t4.nodes=1"],
  ...["-c", "settings.cpuPools.cpu.vmSize=Standard_D8s_v5", "-c", "settings.cpuPools.cpu.nodes=1"],
];

const USES_GPUS = `
import os, ray
ray.init()

@ray.remote(num_gpus=4, num_cpus=1)
def visible():
    return os.environ["CUDA_VISIBLE_DEVICES"]

print("GPUs of the task:", ray.get(visible.remote()))
print("GPUs of the workers:", sorted(node["Resources"].get("GPU", 0) for node in ray.nodes()))
`;

describe("the sandbox with real Ray", function () {
  this.timeout(CLUSTER_TIMEOUT);
  let cluster: TestCluster;
  let installation: RayInstallation;
  let root: string;

  before(async function () {
    root = await mkdtemp(join(tmpdir(), "aks-ray-with-ray-"));
    try {
      installation = await installRay(RAY_VERSION, (line) => console.log(`      ${line}`));
    } catch (error) {
      console.log(`      skipped: Ray ${RAY_VERSION} cannot be installed from PyPI (${String(error)})`);
      this.skip();
    }
    cluster = await testCluster();
  });
  after(async () => {
    await sandbox(["stop"]);
    await rm(root, { recursive: true });
  });

  function sandbox(args: string[], environment: NodeJS.ProcessEnv = {}, interruptAt?: string) {
    const main = join(repositoryRoot(), "bin", "tests", "sandbox", "main.js");
    const inRoot = { cwd: root, environment: { AKS_RAY_SANDBOX: root, ...environment }, interruptAt };
    return runProgram(process.execPath, [main, ...args], inRoot);
  }

  const up = (interruptAt?: string) =>
    sandbox(["up", "--ray", ...SETTINGS, "--kubeconfig", cluster.kubeconfigPath], {}, interruptAt);

  const files = () => rayFiles(programHome(root, repositoryRoot()).ray);
  const state = async () => JSON.parse(await readFile(files().state, "utf8")) as RayState;

  /** The process groups of the nodes, as they are remembered while they run. */
  async function groups(): Promise<number[]> {
    const recorded = JSON.parse(await readFile(files().record, "utf8")) as { groups: number[] }[];
    return recorded.flatMap((one) => one.groups);
  }

  function isGone(group: number): boolean {
    try {
      process.kill(-group, 0);
      return false;
    } catch {
      return true;
    }
  }

  /** Runs the output `jobSubmitCommand` as a person would after `up`, with the address and variables that it printed. */
  async function submit(change: (command: string) => string): Promise<Outcome> {
    const { text } = await sandbox(["outputs"]);
    const command = /jobSubmitCommand *: (.*)/.exec(text)?.[1] ?? "";
    const [ray] = (await state()).clusters;
    const address = `http://localhost:${ray?.ports.dashboard}`;
    const environment = {
      KUBECONFIG: cluster.kubeconfigPath,
      PATH: `${installation.bin}:${process.env["PATH"]}`,
      HOME: root,
    };
    const submitted = change(command.replace("http://localhost:8265", address));
    return runProgram("sh", ["-c", submitted], { cwd: root, environment });
  }

  it("says what is missing where there is no Python", async () => {
    const environment = { PATH: root, XDG_CACHE_HOME: join(root, "cache") };
    const { code, text } = await sandbox(["up", "--ray"], environment);
    expect(code).to.equal(1);
    expect(text).to.match(/^error: --ray: Ray [\d.]+ cannot be installed from PyPI \(python3 -m: /m);
    expect(text).to.contain("needs Python 3");
    expect(text).to.contain("Without --ray the sandbox needs neither");
  });

  it("leaves no process of Ray when it is interrupted", async () => {
    // The head runs by then, and Pulumi writes nothing: a write that is cut off would have to be taken over by hand.
    const interrupted = await up("Ray: Starting the worker");
    expect(interrupted.code, interrupted.text).to.equal(130);
    await readFile(files().record).then(
      () => expect.fail("processes are still recorded"),
      ({ code }: NodeJS.ErrnoException) => expect(code).to.equal("ENOENT"),
    );
  });

  it("proves readiness by Ray itself, and tells where it listens", async () => {
    const { code, text } = await up();
    expect(code, text).to.equal(0);
    expect(text).to.match(/Ray: The head of pod ray-head-\w+ is up after/);
    expect(text).to.match(/Ray: The worker of pod ray-t4-worker-\w+ is up after/);
    for (const line of describeRay(await state(), installation, cluster.kubeconfigPath))
      expect(text).to.contain(line);
  });

  it("runs a job that is submitted as the output says, with the GPUs of the pool's worker", async () => {
    const asIs = await submit((command) => command);
    expect(asIs.code, asIs.text).to.equal(0);
    expect(asIs.text).to.match(/'GPU': 4\.0/);
    await writeFile(join(root, "program.py"), USES_GPUS);
    const { code, text } = await submit((command) =>
      command.replace(/ -- .*$/, ` --working-dir . -- python program.py`),
    );
    expect(code, text).to.equal(0);
    expect(text).to.contain("GPUs of the task: 0,1,2,3");
    expect(text).to.contain("GPUs of the workers: [0, 0, 4.0]");
  });

  it("refuses a job with a wrong token", async () => {
    const { code, text } = await submit((command) =>
      command.replace(/RAY_AUTH_TOKEN="[^"]*"/, `RAY_AUTH_TOKEN=${"0".repeat(64)}`),
    );
    expect(code).to.not.equal(0);
    expect(text).to.match(/401|403|[Uu]nauth|[Ff]orbidden/);
    expect(text).to.not.contain("'GPU'");
  });

  it("has told nobody the token", async () => {
    const secret = await cluster.client.get("v1", "Secret", "ray-token", "ray");
    const token = Buffer.from((secret["data"] as Record<string, string>)["auth_token"] ?? "", "base64");
    expect(token.length).to.be.at.least(32);
    const home = programHome(root, repositoryRoot());
    for (const file of [home.rayLog, files().state, files().record])
      expect(await readFile(file, "utf8")).to.not.contain(token.toString());
  });

  it("ends every process of Ray with destroy", async () => {
    const running = await groups();
    expect(running).to.have.lengthOf(3);
    expect(running.some(isGone)).to.equal(false);
    const { code, text } = await sandbox(["destroy", "--kubeconfig", cluster.kubeconfigPath]);
    expect(code, text).to.equal(0);
    expect(running.filter((group) => !isGone(group))).to.deep.equal([]);
  });
});
