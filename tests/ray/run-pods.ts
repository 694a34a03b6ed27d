import { readFileSync } from "node:fs";
import { writeFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { RAY_VERSION } from "../../provider/settings";
import type { ApiClient } from "../kubernetes/api";
import { listAt, stringAt, type KubernetesObject } from "../kubernetes/objects";
import { installRay, type RayInstallation } from "./install";
import { NodeRecord } from "./node-record";
import { PodRunner, type LocalRay } from "./pod-runner";
import { endPod } from "./pod-status";
import { holdReadiness, releaseReadiness, RUNS_HERE } from "./readiness-hold";
import { runReadiness } from "./readiness-run";

/** What {@link runPods} tells others of, in its file. */
export interface RayState {
  /** Whether everything runs that is to run. */
  settled: boolean;
  clusters: LocalRay[];
}

export interface RunPodsOptions {
  client: ApiClient;
  kubeconfigPath: string;
  /** The only namespace whose pods run here. Defaults to all. */
  namespace?: string;
  /** Folder of its files, this user's alone. */
  folder: string;
  signal: AbortSignal;
  log: (line: string) => void;
}

/** Where the state and the record of the processes are in a folder. */
export function rayFiles(folder: string): { state: string; record: string } {
  return { state: join(folder, "state.json"), record: join(folder, "nodes.json") };
}

/**
 * Runs the Ray pods of a cluster and the readiness Jobs' programs on this machine until the signal is aborted, and leaves no
 * process then.
 */
export async function runPods(options: RunPodsOptions): Promise<void> {
  const { client, folder, signal, log, namespace } = options;
  const files = rayFiles(folder);
  const record = new NodeRecord(files.record);
  // What a killed run has left.
  await record.end();
  const install = installer(log);
  let listed = false;
  let writing = Promise.resolve();
  const writeState = (): void => {
    const state: RayState = { settled: listed && runner.isSettled, clusters: runner.running };
    writing = writing.then(() => writeWhole(files.state, JSON.stringify(state)));
  };
  const runner = new PodRunner({ client, install, record, log, onChange: writeState });
  await holdReadiness(client);

  const nodes = follow(
    client,
    { labelSelector: "ray.io/node-type", namespace, signal },
    {
      onEvent: (pod, deleted) => runner.take(pod, deleted),
      onListed: () => {
        listed = true;
        writeState();
      },
    },
  );
  const seen = new Set<string>();
  const server = serverOf(options.kubeconfigPath);
  const readiness = follow(
    client,
    { labelSelector: "batch.kubernetes.io/job-name", namespace, signal },
    {
      onEvent: (pod, deleted) => {
        const uid = pod.metadata.uid ?? "";
        const isOurs = pod.metadata.annotations?.[RUNS_HERE] !== undefined;
        if (deleted || !isOurs || seen.has(uid) || stringAt(pod, "status", "phase") !== "Running") return;
        seen.add(uid);
        void prove(pod).catch((error: unknown) => log(`${pod.metadata.name}: ${String(error)}`));
      },
    },
  );
  const prove = async (pod: KubernetesObject): Promise<void> => {
    const [container] = listAt(pod, "spec", "containers");
    const name = listAt<{ name?: string; value?: string }>(container, "env").find(
      (variable) => variable.name === "RAY_CLUSTER",
    )?.value;
    const { dashboard } = await runner.portsOf(`${pod.metadata.namespace}/${name}`);
    const outcome = await runReadiness(pod, {
      client,
      python: join((await install(undefined)).bin, "python"),
      server,
      dashboard: `http://127.0.0.1:${dashboard}`,
      folder,
      signal,
    });
    if (!signal.aborted) await endPod(client, pod, outcome);
  };
  try {
    await Promise.all([nodes, readiness]);
  } finally {
    await runner.stop();
    await record.end();
    await writing;
    await releaseReadiness(client).catch(() => undefined);
  }
}

/** Each version once. */
function installer(log: (line: string) => void): (version?: string) => Promise<RayInstallation> {
  const installations = new Map<string, Promise<RayInstallation>>();
  return (version = RAY_VERSION) => {
    const present = installations.get(version) ?? installRay(version, log);
    installations.set(version, present);
    present.catch(() => installations.delete(version));
    return present;
  };
}

interface Followers {
  onEvent: (pod: KubernetesObject, deleted: boolean) => void;
  onListed?: () => void;
}

async function follow(
  client: ApiClient,
  pods: { labelSelector: string; namespace?: string; signal: AbortSignal },
  { onEvent, onListed }: Followers,
): Promise<void> {
  for await (const { type, object } of client.follow("v1", "Pod", { ...pods, onListed })) {
    onEvent(object, type === "DELETED");
  }
}

/** The API server of a kubeconfig. */
export function serverOf(kubeconfigPath: string): { url: URL; certificate: string } {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfigPath);
  const cluster = config.getCurrentCluster();
  if (cluster === null) throw new Error(`${kubeconfigPath} names no cluster`);
  const certificate = cluster.caData
    ? Buffer.from(cluster.caData, "base64").toString()
    : readFileSync(cluster.caFile ?? "", "utf8");
  return { url: new URL(cluster.server), certificate };
}

/** A reader sees the old text or the new one, never a part. */
async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text, { mode: 0o600 });
  await rename(`${path}.new`, path);
}
