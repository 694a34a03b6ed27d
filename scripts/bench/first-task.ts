import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { RAY_VERSION } from "../../provider/settings";
import { ApiClient } from "../../tests/kubernetes/api";
import { conditionOf, stringAt } from "../../tests/kubernetes/objects";
import { installRay, type RayInstallation } from "../../tests/ray/install";
import { nodeEnvironment } from "../../tests/ray/ray-node";
import { rayFiles, runPods, type RayState } from "../../tests/ray/run-pods";
import type { BenchStack } from "./bench-stack";
import type { Figure } from "./figure";

const NAMESPACE = "task1";
const SETTINGS = {
  clusters: 1,
  prefix: "task",
  workerGroups: { gpu: { cpu: 1, memoryGiB: 2, gpus: 1, replicas: 1 } },
};

const TASK = `
import ray
ray.init(address="auto", log_to_driver=False)

@ray.remote(num_cpus=1, num_gpus=1)
def task():
    return "it ran"

print(ray.get(task.remote()))
`;

/** When each thing was seen, in seconds. */
interface Moments {
  applied: number;
  /** Ray's own starts: of the head, then of the worker. */
  starts: { began: number; ended: number }[];
  proven: number;
  ran: number;
  /** Of the program that runs the task, with Ray's own connection. */
  driver: number;
}

/**
 * From a RayCluster that is applied to its first task on real Ray: what is not Ray's own start. Prints why, and measures
 * nothing, where Ray cannot be had.
 */
export async function measureFirstTask(stack: BenchStack, log: (line: string) => void): Promise<Figure[]> {
  let installation: RayInstallation;
  try {
    installation = await installRay(RAY_VERSION, log);
  } catch (error) {
    log(
      `first task: not measured, since Ray ${RAY_VERSION} cannot be installed from PyPI (${String(error)})`,
    );
    return [];
  }
  log("first task on real Ray");
  await stack.addNode();
  const { applied, starts, proven, ran, driver } = await watchFirstTask(stack, installation);
  const ray = starts.reduce((sum, { began, ended }) => sum + ended - began, 0);
  const ready = Math.max(...starts.map(({ ended }) => ended));
  const total = ran - applied;
  return [
    {
      name: "What the readiness Job adds to Ray's own start",
      value: proven - ready,
      unit: "s",
      budget: { atMost: 5 },
      parts: { "applied to Ray ready (s)": ready - applied, "applied to Job complete (s)": proven - applied },
    },
    {
      name: "RayCluster applied to its first task, without Ray's own start",
      value: total - ray - driver,
      unit: "s",
      budget: { atMost: 5 },
      parts: { "in all (s)": total, "ray start (s)": ray, "task's program (s)": driver },
    },
  ];
}

async function watchFirstTask(stack: BenchStack, installation: RayInstallation): Promise<Moments> {
  const folder = await mkdtemp(join(tmpdir(), "aks-ray-bench-"));
  const client = ApiClient.fromFile(stack.kubeconfigPath);
  const stop = new AbortController();
  const seen: Pick<Moments, "applied" | "proven" | "starts"> = { applied: NaN, proven: NaN, starts: [] };
  const { signal } = stop;
  const running = [
    runPods({
      client,
      kubeconfigPath: stack.kubeconfigPath,
      folder,
      namespace: NAMESPACE,
      signal,
      log: (line) => note(line, seen.starts),
    }),
    follow(client, "ray.io/v1", "RayCluster", signal, () => {
      if (Number.isNaN(seen.applied)) seen.applied = now();
    }),
    follow(client, "batch/v1", "Job", signal, (job) => {
      if (conditionOf(job, "Complete")?.status === "True") seen.proven = now();
    }),
  ];
  try {
    await stack.rayClusters("up", SETTINGS);
    const began = now();
    await runTask(client, installation, folder);
    const ran = now();
    return { ...seen, ran, driver: ran - began };
  } finally {
    stop.abort();
    await Promise.all(running);
    client.close();
    await rm(folder, { recursive: true, force: true });
    await stack.rayClusters("destroy", SETTINGS);
  }
}

/** Takes up what the runner of pods says of their start. */
function note(line: string, starts: Moments["starts"]): void {
  if (/^Starting the (head|worker) /.test(line)) starts.push({ began: now(), ended: NaN });
  const last = starts.at(-1);
  if (/ is up after /.test(line) && last !== undefined) last.ended = now();
}

/** Calls back with each state of the namespace's objects of a kind. */
async function follow(
  client: ApiClient,
  apiVersion: string,
  kind: string,
  signal: AbortSignal,
  onObject: (object: Parameters<typeof conditionOf>[0]) => void,
): Promise<void> {
  for await (const { object } of client.follow(apiVersion, kind, { namespace: NAMESPACE, signal })) {
    onObject(object);
  }
}

async function runTask(client: ApiClient, { bin, version }: RayInstallation, folder: string): Promise<void> {
  const { clusters } = JSON.parse(await readFile(rayFiles(folder).state, "utf8")) as RayState;
  const secret = await client.get("v1", "Secret", `${NAMESPACE}-token`, NAMESPACE);
  const token = Buffer.from(stringAt(secret, "data", "auth_token") ?? "", "base64").toString();
  const environment = {
    ...nodeEnvironment({ bin, version }, folder),
    RAY_ADDRESS: `127.0.0.1:${clusters[0]?.ports.gcs}`,
    RAY_AUTH_MODE: "token",
    RAY_AUTH_TOKEN: token,
  };
  const { stdout } = await promisify(execFile)(join(bin, "python"), ["-c", TASK], { env: environment });
  if (!stdout.includes("it ran")) throw new Error(`the task did not run: ${stdout}`);
}

function now(): number {
  return performance.now() / 1000;
}
