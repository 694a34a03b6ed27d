import { expect } from "chai";
import { spawn, spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { READINESS_PROGRAM } from "./program";

const TOKEN = "token-of-the-test";
const VERSION = { version: "4", ray_version: "2.60.0" };

interface RayNode {
  state: string;
  is_head_node: boolean;
  resources_total: Record<string, number>;
}

const HEAD: RayNode = { state: "ALIVE", is_head_node: true, resources_total: {} };
const WORKER: RayNode = { state: "ALIVE", is_head_node: false, resources_total: { GPU: 1, CPU: 3 } };

/** Answers as Ray 2.60's dashboard does: see the state API, `/api/v0/nodes`. Each call of `nodes` is one poll. */
function dashboard(nodes: () => RayNode[], version: object = VERSION): RequestListener {
  return (request, response) => {
    if (request.headers.authorization !== `Bearer ${TOKEN}`) return response.writeHead(403).end();
    const result = request.url === "/api/version" ? version : { data: { result: { result: nodes() } } };
    return response.end(JSON.stringify(result));
  };
}

interface Run {
  code: number | null;
  output: string;
  reason: string;
}

async function run(handler: RequestListener, environment: Record<string, string> = {}): Promise<Run> {
  const folder = await mkdtemp(path.join(tmpdir(), "aks-ray-ready-"));
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const log = path.join(folder, "termination-log");
  const program = spawn("python3", ["-c", READINESS_PROGRAM], {
    env: {
      PATH: process.env["PATH"],
      RAY_DASHBOARD: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      RAY_AUTH_TOKEN: TOKEN,
      EXPECTED_RAY_VERSION: "2.60.0",
      EXPECTED_WORKERS: "1",
      EXPECTED_GPUS: "1",
      TIMEOUT_SECONDS: "60",
      TERMINATION_LOG: log,
      ...environment,
    },
  });
  let output = "";
  program.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => program.on("close", resolve));
  const reason = await readFile(log, "utf8").catch(() => "");
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
  return { code, output, reason };
}

describe("the readiness program", function () {
  before(function () {
    if (spawnSync("python3", ["--version"]).status === 0) return;
    console.log("      skipped: no python3 on PATH; install Python 3 to run it");
    this.skip();
  });

  it("should wait until the workers and their GPUs have registered, and say what is missing", async () => {
    let polls = 0;
    const { code, output, reason } = await run(dashboard(() => (++polls > 1 ? [HEAD, WORKER] : [HEAD])));

    expect({ code, reason }).to.deep.equal({ code: 0, reason: "" });
    expect(output).to.equal("0 of 1 workers and 0 of 1 GPUs have registered\nRay is ready\n");
  });

  /** A namespace with pods as the API server lists them, and with one log. */
  function namespace(pods: object[]): RequestListener {
    return (request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? "", "http://x");
      if (request.headers.authorization !== "Bearer account") return response.writeHead(403).end();
      if (pathname === "/api/v1/namespaces/ray/pods/ml-t4-b/log" && searchParams.get("previous") === "true")
        return response.end("Traceback\nImportError: no module named x\n");
      const selected = searchParams.get("labelSelector") === "ray.io/cluster=ml";
      return pathname === "/api/v1/namespaces/ray/pods" && selected
        ? response.end(JSON.stringify({ items: pods }))
        : response.writeHead(404).end();
    };
  }

  const pod = (name: string, status: object) => ({ metadata: { name }, status });
  const waiting = (reason: string, message: string) => ({
    containerStatuses: [{ name: "ray-worker", state: { waiting: { reason, message } } }],
  });

  it("should say why pods do not run: no node, no image, a crash with its last words", async () => {
    const account = await mkdtemp(path.join(tmpdir(), "aks-ray-account-"));
    await writeFile(path.join(account, "token"), "account");
    const unschedulable = { type: "PodScheduled", status: "False", message: "0/3 nodes are available" };
    const api = createServer(
      namespace([
        pod("ml-t4-a", { conditions: [unschedulable] }),
        pod("ml-t4-b", waiting("CrashLoopBackOff", "back-off")),
        pod("ml-t4-c", waiting("ImagePullBackOff", "Back-off pulling image x")),
        pod("ml-t4-d", { containerStatuses: [{ name: "ray-worker", state: { running: {} } }] }),
      ]),
    );
    await new Promise<void>((resolve) => api.listen(0, "127.0.0.1", resolve));
    const { reason } = await run(
      dashboard(() => [HEAD]),
      {
        TIMEOUT_SECONDS: "0",
        KUBERNETES_API: `http://127.0.0.1:${(api.address() as AddressInfo).port}`,
        SERVICE_ACCOUNT: account,
        NAMESPACE: "ray",
        RAY_CLUSTER: "ml",
      },
    );
    await new Promise((resolve) => api.close(resolve));
    await rm(account, { recursive: true });

    expect(reason.split("; ")).to.deep.equal([
      "Ray is not ready after 0 s: 0 of 1 workers and 0 of 1 GPUs have registered",
      "pod ml-t4-a waits for a node: 0/3 nodes are available",
      "pod ml-t4-b crashes again and again",
      "its last words: Traceback | ImportError: no module named x",
      "pod ml-t4-c: ImagePullBackOff: Back-off pulling image x",
    ]);
  });

  it("should not count workers that died", async () => {
    const { code, reason } = await run(
      dashboard(() => [HEAD, { ...WORKER, state: "DEAD" }]),
      { TIMEOUT_SECONDS: "0" },
    );
    expect(code).to.equal(1);
    expect(reason).to.equal("Ray is not ready after 0 s: 0 of 1 workers and 0 of 1 GPUs have registered");
  });

  it("should show the token of its service account where Ray takes Kubernetes tokens", async () => {
    const account = await mkdtemp(path.join(tmpdir(), "aks-ray-account-"));
    await writeFile(path.join(account, "token"), TOKEN);
    const environment = { K8S_TOKEN_AUTH: "true", RAY_AUTH_TOKEN: "", SERVICE_ACCOUNT: account };
    const good = await run(
      dashboard(() => [HEAD, WORKER]),
      environment,
    );
    expect(good.code).to.equal(0);
    await writeFile(path.join(account, "token"), "other");
    const { code, reason } = await run(
      dashboard(() => [HEAD, WORKER]),
      environment,
    );
    await rm(account, { recursive: true });
    expect(code).to.equal(1);
    expect(reason).to.contain("lacks the verb ray:write on rayclusters.ray.io");
  });

  it("should say at once that the token is refused", async () => {
    const { code, reason } = await run(
      dashboard(() => [HEAD, WORKER]),
      { RAY_AUTH_TOKEN: "other" },
    );
    expect(code).to.equal(1);
    expect(reason).to.contain("the head refuses the token (HTTP 403)");
    expect(reason).not.to.contain("other");
  });

  it("should say at once that the image holds another Ray version", async () => {
    const { code, reason } = await run(
      dashboard(() => [HEAD, WORKER], { ...VERSION, ray_version: "2.59.0" }),
    );
    expect(code).to.equal(1);
    expect(reason).to.equal(
      "the head runs Ray 2.59.0, but ray.version is 2.60.0: set ray.version or ray.image",
    );
  });

  it("should go on while the head does not answer, and say so when time is up", async () => {
    const { code, reason } = await run((_request, response) => response.writeHead(503).end(), {
      TIMEOUT_SECONDS: "0",
    });
    expect(code).to.equal(1);
    expect(reason).to.equal("Ray is not ready after 0 s: the head answers HTTP 503");
  });
});
