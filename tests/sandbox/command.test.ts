import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { hasPulumi } from "../engine/testing/real-pulumi";
import { CLUSTER_TIMEOUT, find, testCluster, type TestCluster } from "../kubernetes/testing/test-cluster";
import { repositoryRoot } from "./home";
import { runProgram, type Outcome } from "./testing/run-program";
import { elements, parseSvg } from "./testing/svg-elements";

describe("the sandbox's command", function () {
  this.timeout(CLUSTER_TIMEOUT);
  let cluster: TestCluster;
  let home: string;

  before(async () => {
    cluster = await testCluster();
    home = await mkdtemp(join(tmpdir(), "aks-ray-command-"));
  });
  after(async () => {
    await sandbox(["stop"]);
    await rm(home, { recursive: true });
  });

  /** Runs `npm start -- ARGS`; `interruptAt`: sends SIGINT as soon as the output holds this. */
  function sandbox(args: string[], interruptAt?: string): Promise<Outcome> {
    const main = join(repositoryRoot(), "bin", "tests", "sandbox", "main.js");
    const environment = { AKS_RAY_SANDBOX: home };
    return runProgram(process.execPath, [main, ...args], { cwd: repositoryRoot(), environment, interruptAt });
  }

  const on = (...args: string[]) => [...args, "--kubeconfig", cluster.kubeconfigPath];

  it("ends with 130 when it is interrupted, and the next run goes on from there", async () => {
    const interrupted = await sandbox(on("up"), "ray-aks creating");
    expect(interrupted.code, interrupted.text).to.equal(130);
    expect(interrupted.text).to.contain("Interrupted: what is under way finishes");

    const next = await sandbox(on("up"));
    expect(next.code, next.text).to.equal(0);
    expect(next.text).to.contain("RayCluster ray-raycluster created");
    expect(next.text).to.not.contain("ResourceGroup ray-rg creating");
    expect(next.text).to.contain("jobSubmitCommand");
    expect(next.text).to.contain("[secret]");
    expect(await find(cluster.client, "ray.io/v1", "RayCluster", "ray", "ray")).to.not.equal(undefined);
  });

  it("says so when there is nothing to change, and shows the outputs again", async () => {
    const again = await sandbox(on("up"));
    expect(again.code, again.text).to.equal(0);
    expect(again.text).to.match(/23 unchanged/);
    const outputs = await sandbox(["outputs"]);
    expect(outputs.text).to.match(/rayClusterName +: ray\n/);
  });

  it("draws the stack with its dependencies, and the `up` that made it", async () => {
    const { code, text } = await sandbox(["graph"]);
    expect(code, text).to.equal(0);
    const page = await readFile(text.trim(), "utf8");
    const [graph = "", timeline = ""] = [...page.matchAll(/<svg[\s\S]*?<\/svg>/g)].map(([svg]) => svg);
    const names = elements(parseSvg(graph), "text").map((element) => element.text);
    const steps = elements(parseSvg(timeline), "title").map((element) => element.text.split(":").at(-2));
    expect(names).to.include.members(["ray-rg", "ray-aks", "ray-raycluster", "ray-ready"]);
    expect(steps.some((step) => step?.endsWith("RayCluster ray-raycluster"))).to.equal(true);
    expect(page).to.not.contain("BEGIN CERTIFICATE").and.to.not.contain("kubeconfig:");
  });

  it("shows one error with every wrong setting, no stack trace, and exits with 1", async () => {
    const wrong = ["-c", "settings.gpuPools.T4.nodes=-1", "-c", "settings.readinesss=head"];
    const { code, text } = await sandbox(on("preview", ...wrong));
    expect(code, text).to.equal(1);
    expect(text).to.contain("gpuPools.T4");
    expect(text).to.match(/readinesss[^]*readiness/);
    expect(text).to.not.match(/^\s+at /m);
  });

  it("leaves nothing behind after destroy", async () => {
    const { code, text } = await sandbox(on("destroy"));
    expect(code, text).to.equal(0);
    expect(await find(cluster.client, "v1", "Namespace", "ray")).to.equal(undefined);
    expect((await sandbox(on("preview"))).text).to.match(/23 to create/);
  });

  it("runs an example", async () => {
    const up = await sandbox(on("up", "examples/typescript"));
    expect(up.code, up.text).to.equal(0);
    expect(up.text).to.contain("jobSubmitCommand");
    const destroy = await sandbox(on("destroy", "examples/typescript"));
    expect(destroy.code, destroy.text).to.equal(0);
  });

  it("runs the stack unchanged under the pulumi CLI", async function () {
    if (!hasPulumi()) {
      console.log("      skipped: no pulumi on PATH; install the Pulumi CLI to run it");
      this.skip();
    }
    const engine = ["--engine", "pulumi"];
    const interrupted = await sandbox(on("up", ...engine), "ManagedCluster ray-aks creating");
    expect(interrupted.code, interrupted.text).to.equal(130);
    const up = await sandbox(on("up", ...engine));
    expect(up.code, up.text).to.equal(0);
    expect(up.text).to.match(/RayCluster ray-raycluster created/);
    const again = await sandbox(on("up", ...engine));
    expect(again.text).to.match(/23 unchanged/);
    const destroy = await sandbox(on("destroy", ...engine));
    expect(destroy.code, destroy.text).to.equal(0);
    expect(destroy.text).to.match(/23 deleted/);
  });
});
