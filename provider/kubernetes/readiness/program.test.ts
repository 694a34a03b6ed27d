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
function dashboard(nodes: () => RayNode[], version: () => object = () => VERSION): RequestListener {
  return (request, response) => {
    if (request.headers.authorization !== `Bearer ${TOKEN}`) return response.writeHead(403).end();
    const result = request.url === "/api/version" ? version() : { data: { result: { result: nodes() } } };
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
      SETTLE_SECONDS: "0",
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

  /** What the API server has of a namespace: pods, Events by the name of their object, and one log. */
  interface Namespace {
    pods: object[];
    events?: Record<string, object[]>;
    hasLogs?: boolean;
  }

  function serve({ pods, events = {}, hasLogs = true }: Namespace): RequestListener {
    return (request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? "", "http://x");
      const answer = (items: object[]) => response.end(JSON.stringify({ items }));
      if (request.headers.authorization !== "Bearer account") return response.writeHead(403).end();
      switch (pathname.replace("/api/v1/namespaces/ray/", "")) {
        case "pods/ml-t4-b/log":
          if (!hasLogs || searchParams.get("previous") !== "true") return response.writeHead(500).end();
          return response.end("Traceback\nImportError: no module named x\n");
        case "events": {
          const [field, name = ""] = searchParams.get("fieldSelector")?.split("=") ?? [];
          return field === "involvedObject.name" ? answer(events[name] ?? []) : response.writeHead(400).end();
        }
        case "pods":
          if (searchParams.get("labelSelector") === "ray.io/cluster=ml") return answer(pods);
          if (searchParams.get("labelSelector") === "ray.io/cluster=ml,ray.io/node-type=head")
            return answer(pods.slice(0, 1));
      }
      return response.writeHead(404).end();
    };
  }

  /** Runs the program in a pod that sees this API server. */
  async function runBeside(
    server: RequestListener,
    ray: RequestListener,
    environment: Record<string, string>,
  ): Promise<Run> {
    const account = await mkdtemp(path.join(tmpdir(), "aks-ray-account-"));
    await writeFile(path.join(account, "token"), "account");
    const api = createServer(server);
    await new Promise<void>((resolve) => api.listen(0, "127.0.0.1", resolve));
    const outcome = await run(ray, {
      KUBERNETES_API: `http://127.0.0.1:${(api.address() as AddressInfo).port}`,
      SERVICE_ACCOUNT: account,
      NAMESPACE: "ray",
      RAY_CLUSTER: "ml",
      ...environment,
    });
    await new Promise((resolve) => api.close(resolve));
    await rm(account, { recursive: true });
    return outcome;
  }

  /** Runs the program in a pod of that namespace, until `timeout`. */
  function runIn(namespace: Namespace, ray: RequestListener, timeout = "0"): Promise<Run> {
    return runBeside(serve(namespace), ray, { TIMEOUT_SECONDS: timeout });
  }

  const MISSING = "Ray is not ready after 0 s: 0 of 1 workers and 0 of 1 GPUs have registered";
  const pod = (name: string, status: object) => ({ metadata: { name }, status });
  const waiting = (reason: string, message: string, lastState = {}) => ({
    containerStatuses: [{ name: "ray-worker", state: { waiting: { reason, message } }, lastState }],
  });
  const unschedulable = { type: "PodScheduled", status: "False", message: "0/3 nodes are available" };
  const crashing = waiting("CrashLoopBackOff", "back-off", {
    terminated: { exitCode: 137, reason: "OOMKilled", message: "killed\n" },
  });

  it("should say why pods do not run: no node, no image, a crash with its last words", async () => {
    const pods = [
      pod("ml-t4-a", { conditions: [unschedulable] }),
      pod("ml-t4-b", waiting("CrashLoopBackOff", "back-off")),
      pod("ml-t4-c", waiting("ImagePullBackOff", "Back-off pulling image x")),
      pod("ml-t4-d", { containerStatuses: [{ name: "ray-worker", state: { running: {} } }] }),
    ];
    const { reason } = await runIn(
      { pods },
      dashboard(() => [HEAD]),
    );
    expect(reason.split("; ")).to.deep.equal([
      MISSING,
      "pod ml-t4-a waits for a node: 0/3 nodes are available",
      "pod ml-t4-b crashes again and again",
      "its last words: Traceback | ImportError: no module named x",
      "pod ml-t4-c: ImagePullBackOff: Back-off pulling image x",
    ]);
  });

  it("should say how a container ended where its node gives no log, and go on to the next pod", async () => {
    const pods = [pod("ml-t4-b", crashing), pod("ml-t4-c", waiting("ErrImagePull", "not found"))];
    const { reason } = await runIn(
      { pods, hasLogs: false },
      dashboard(() => [HEAD]),
    );
    expect(reason).to.equal(
      `${MISSING}; pod ml-t4-b crashes again and again (OOMKilled, exit code 137); its last words: killed; ` +
        "pod ml-t4-c: ErrImagePull: not found",
    );
  });

  it("should say what the cluster autoscaler says of a pod without a node", async () => {
    const event = (component: string, lastTimestamp: string, message: string) => ({
      reason: "NotTriggerScaleUp",
      source: { component },
      lastTimestamp,
      message,
    });
    const backoff = "pod didn't trigger scale-up: 1 in backoff after failed scale-up";
    const events = {
      "ml-t4-a": [
        event("cluster-autoscaler", "2026-01-01T00:00:02Z", backoff),
        event("cluster-autoscaler", "2026-01-01T00:00:01Z", "older"),
        event("default-scheduler", "2026-01-01T00:00:03Z", "0/3 nodes are available"),
      ],
    };
    const { reason } = await runIn(
      { pods: [pod("ml-t4-a", { conditions: [unschedulable] })], events },
      dashboard(() => [HEAD]),
    );
    expect(reason).to.equal(
      `${MISSING}; pod ml-t4-a waits for a node: 0/3 nodes are available (NotTriggerScaleUp: ${backoff})`,
    );
  });

  it("should say how a worker ended that KubeRay has made anew since", async () => {
    // KubeRay v1.7.0, raycluster_controller.go, with client-go's text of a ContainerStateTerminated.
    const deleted = (pod: string, eventTime: string) => ({
      eventTime,
      message:
        `Deleted ${pod}; Pod status: Failed; Pod restart policy: Never; Ray container terminated status: ` +
        "&ContainerStateTerminated{ExitCode:1,Signal:0,Reason:Error,Message:a\nb\nc\nImportError: x, y\n,StartedAt:2026-01-01,}",
    });
    const head = { metadata: { name: "ml-head-a", creationTimestamp: "2026-01-01T00:00:00Z" }, status: {} };
    const reasonAfter = async (...ml: object[]) =>
      (
        await runIn(
          { pods: [head], events: { ml } },
          dashboard(() => [HEAD]),
        )
      ).reason;
    const old = deleted("worker Pod ray/ml-t4-a", "2025-12-31T23:59:59.900000Z");
    const recent = deleted("worker Pod ray/ml-t4-b", "2026-01-01T00:00:00.100000Z");
    const how = "ended and was made anew (Error, exit code 1); its last words: b | c | ImportError: x, y";
    expect(await reasonAfter(old, recent)).to.equal(`${MISSING}; pod ml-t4-b ${how}`);
    expect(await reasonAfter(old)).to.equal(MISSING);
    const headOfNow = deleted("head Pod ray/ml-head-b", new Date().toISOString());
    expect(
      await reasonAfter(headOfNow, recent, deleted("head Pod ray/ml-head-c", "2026-01-01T00:00:09Z")),
    ).to.equal(`${MISSING}; pod ml-head-b ${how}`);
  });

  it("should not take the answers of a head that is ending for those of the next one", async () => {
    const ending = { metadata: { name: "ml-head-a", deletionTimestamp: "2026-01-01T00:00:00Z" }, status: {} };
    const { reason } = await runIn(
      { pods: [ending] },
      dashboard(() => [HEAD, WORKER]),
    );
    expect(reason).to.contain("a head of an earlier deployment is still ending");
  });

  describe("of a RayCluster in a queue of Kueue", () => {
    /** Kueue with these Workloads, and no pods. */
    const kueue =
      (version: string, workloads: object[]): RequestListener =>
      (request, response) =>
        new URL(request.url ?? "", "http://x").pathname ===
        `/apis/kueue.x-k8s.io/${version}/namespaces/ray/workloads`
          ? response.end(JSON.stringify({ items: workloads }))
          : serve({ pods: [] })(request, response);
    const workload = (conditions: object[], status: object = {}, name = "ml") => ({
      metadata: { name: `raycluster-${name}`, ownerReferences: [{ kind: "RayCluster", name }] },
      spec: { queueName: "gpus" },
      status: { conditions, ...status },
    });
    const unadmitted = { type: "QuotaReserved", status: "False", message: "insufficient quota for cpu" };
    const ask = async (server: RequestListener) =>
      (
        await runBeside(server, (_, response) => response.writeHead(503).end(), {
          KUEUE: "true",
          TIMEOUT_SECONDS: "0",
        })
      ).reason;

    it("should say for what Kueue holds it back", async () => {
      const reason = await ask(
        kueue("v1beta2", [workload([{ ...unadmitted, message: "" }], {}, "other"), workload([unadmitted])]),
      );
      expect(reason).to.equal(
        "Ray is not ready after 0 s: the head answers HTTP 503; the RayCluster is queued by Kueue in 'gpus': insufficient quota for cpu (kubectl --namespace ray describe workload raycluster-ml)",
      );
    });

    it("should say that it was sent away, or for which check it waits, also of an older Kueue", async () => {
      const evicted = { type: "Evicted", status: "True", message: "Preempted to accommodate a workload" };
      const admissionChecks = [{ name: "capacity", state: "Pending", message: "no nodes" }];
      expect(await ask(kueue("v1beta1", [workload([evicted], { admissionChecks })]))).to.contain(
        "queued by Kueue in 'gpus': Preempted to accommodate a workload: capacity: no nodes",
      );
    });

    it("should say that nobody looks at it", async () => {
      expect(await ask(kueue("v1beta2", []))).to.contain("queued by Kueue, which has not looked at it yet");
      expect(await ask(serve({ pods: [] }))).to.contain("waits for Kueue, which is not installed");
    });

    it("should say nothing of Kueue once it is admitted", async () => {
      const admitted = { type: "Admitted", status: "True" };
      expect(await ask(kueue("v1beta2", [workload([admitted])]))).not.to.contain("Kueue");
    });
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

  it("should say that the token is refused", async () => {
    const { code, reason } = await run(
      dashboard(() => [HEAD, WORKER]),
      { RAY_AUTH_TOKEN: "other" },
    );
    expect(code).to.equal(1);
    expect(reason).to.contain("the head refuses the token (HTTP 403)");
    expect(reason).not.to.contain("other");
  });

  it("should say that the image holds another Ray version", async () => {
    const { code, reason } = await run(
      dashboard(
        () => [HEAD, WORKER],
        () => ({ ...VERSION, ray_version: "2.59.0" }),
      ),
    );
    expect(code).to.equal(1);
    expect(reason).to.equal(
      "the head runs Ray 2.59.0, but ray.version is 2.60.0: set ray.version or ray.image",
    );
  });

  it("should let the head of an earlier version go", async () => {
    const versions = ["2.59.0", "2.60.0"];
    const { code, output } = await run(
      dashboard(
        () => [HEAD, WORKER],
        () => ({ ...VERSION, ray_version: versions.shift() }),
      ),
      { SETTLE_SECONDS: "60" },
    );
    expect(code, output).to.equal(0);
    expect(output).to.match(/the head runs Ray 2\.59\.0[^]*\nRay is ready\n$/);
  });

  it("should go on while the head does not answer, and say so when time is up", async () => {
    const { code, reason } = await run((_request, response) => response.writeHead(503).end(), {
      TIMEOUT_SECONDS: "0",
    });
    expect(code).to.equal(1);
    expect(reason).to.equal("Ray is not ready after 0 s: the head answers HTTP 503");
  });
});
