import { randomInt } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, copyFile, mkdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join, resolve } from "node:path";

import { isHealthy, succeeds, type ApiAccess } from "./api";
import { tools, type Progress } from "./build";
import { createCredentials, readToken, writeKubeconfigs } from "./credentials";
import { withLock } from "./lock";
import { clusterFiles, sourceDirectory, type ClusterFiles } from "./paths";
import { findProcesses, launch, stopProcesses, type ProgramProcess } from "./processes";
import { healthUrls, programArguments, programNames, type Ports, type ProgramName } from "./programs";
import { waitUntil } from "./wait";

/** A Kubernetes control plane that runs on this machine. */
export interface LocalCluster {
  /** A kubeconfig of a cluster administrator, readable by this user only. */
  readonly kubeconfigPath: string;
  /** The kubeconfig itself: secret, it holds a token. */
  readonly kubeconfig: string;
  /** `https://127.0.0.1:PORT`, the same at each start of one data directory. */
  readonly server: string;
  /** Ends all of its processes and waits for that; its data stays. */
  stop(): Promise<void>;
}

/** Where and how {@link startCluster} starts a cluster. */
export interface ClusterOptions {
  /** The folder for the cluster's data, keys and logs; created when absent. It belongs to one cluster. */
  readonly dataDir: string;
  /** Told about the build, and the start. Defaults to silence. */
  readonly log?: Progress;
}

/** Ports are chosen from here: below the range that systems use for outgoing connections. */
const PORTS = { from: 20_000, to: 30_000 } as const;

/** Longest wait for each program (ms): ready in seconds, but machines under load exist. */
const READY_TIMEOUT = 180_000;

/**
 * Starts etcd, kube-apiserver (RBAC), kube-controller-manager, kube-scheduler and KWOK, or returns the cluster that
 * already runs on `dataDir`. The processes outlive this one. A later start of the same directory has the same address,
 * credentials and objects.
 *
 * KWOK plays the kubelet of every node with the annotation `kwok.x-k8s.io/node: fake`; a new cluster has no node.
 *
 * @returns when every program tells that it is ready, and the `default` namespace has its service account
 * @throws when a program cannot be built or ends early, with the last lines of its log; nothing is left running then.
 *   What a start leaves that is itself killed, the next start or {@link stopCluster} ends.
 */
export async function startCluster({
  dataDir,
  log = () => undefined,
}: ClusterOptions): Promise<LocalCluster> {
  const { bin } = await tools(log);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const files = await filesOf(dataDir);
  return await withLock(
    files.lock,
    async () => (await findRunning(files)) ?? (await start(files, bin, log)),
    () => log(`Another process starts or stops the cluster in ${files.root}; waiting for it.`),
  );
}

/** The cluster that runs on `dataDir` and answers, or undefined. */
export async function runningCluster(dataDir: string): Promise<LocalCluster | undefined> {
  return existsSync(dataDir) ? await findRunning(await filesOf(dataDir)) : undefined;
}

/**
 * Ends the processes of the cluster on `dataDir`, also of a cluster that is broken or whose directory is deleted.
 *
 * @returns the processes that ran
 */
export async function stopCluster(dataDir: string): Promise<ProgramProcess[]> {
  const files = await filesOf(dataDir);
  return existsSync(files.root)
    ? await withLock(files.lock, () => stopProcesses(files))
    : await stopProcesses(files);
}

/** Command lines name the directory by its real path. */
async function filesOf(dataDir: string): Promise<ClusterFiles> {
  return clusterFiles(existsSync(dataDir) ? await realpath(dataDir) : resolve(dataDir));
}

async function findRunning(files: ClusterFiles): Promise<LocalCluster | undefined> {
  const running = new Set((await findProcesses(files)).map(({ name }) => name));
  if (running.size < programNames.length || !existsSync(files.kubeconfig)) {
    return undefined;
  }
  const server = serverUrl(await readPort(files));
  return (await succeeds(await access(files, server), "/readyz")) ? await describe(files, server) : undefined;
}

async function start(files: ClusterFiles, bin: string, log: Progress): Promise<LocalCluster> {
  const began = Date.now();
  // What a crash or a kill has left of an earlier start.
  await stopProcesses(files);
  await chmod(files.root, 0o700);
  const ports = await choosePorts(files);
  const server = serverUrl(ports["kube-apiserver"]);
  await createCredentials(files);
  await copyFile(join(sourceDirectory(), "stages.yaml"), files.stages);
  const args = programArguments(files, ports);
  const ends: Promise<never>[] = [];
  const run = async (name: ProgramName): Promise<void> => {
    ends.push((await launch(files, bin, name, args[name])).ended);
  };
  const failure = new AbortController();
  const until = (look: () => Promise<boolean> | boolean, what: string): Promise<unknown> =>
    Promise.race([waitUntil(look, { what, timeout: READY_TIMEOUT, signal: failure.signal }), ...ends]);

  log(`Starting a Kubernetes control plane at ${server}.`);
  try {
    const socket = join(files.sockets, "etcd.sock");
    await rm(socket, { force: true });
    await run("etcd");
    await until(() => existsSync(socket), "etcd to listen");
    await run("kube-apiserver");
    await until(() => existsSync(files.servingCertificate), "kube-apiserver's certificate");
    await writeKubeconfigs(files, server);
    const api = await access(files, server);
    await until(() => succeeds(api, "/readyz"), "kube-apiserver to be ready");
    await Promise.all([run("kube-controller-manager"), run("kube-scheduler"), run("kwok")]);
    for (const url of healthUrls(ports)) {
      await until(() => isHealthy(url), `${url} to answer`);
    }
    const account = "/api/v1/namespaces/default/serviceaccounts/default";
    await until(() => succeeds(api, account), "the default service account");
  } catch (error) {
    failure.abort();
    await stopProcesses(files);
    throw error;
  }
  log(`The control plane is ready after ${((Date.now() - began) / 1000).toFixed(1)} s.`);
  return await describe(files, server);
}

async function describe(files: ClusterFiles, server: string): Promise<LocalCluster> {
  return {
    kubeconfigPath: files.kubeconfig,
    kubeconfig: await readFile(files.kubeconfig, "utf8"),
    server,
    stop: async () => void (await stopCluster(files.root)),
  };
}

async function access(files: ClusterFiles, server: string): Promise<ApiAccess> {
  return {
    server,
    certificate: await readFile(files.servingCertificate),
    token: await readToken(files, "admin"),
  };
}

function serverUrl(port: number): string {
  return `https://127.0.0.1:${port}`;
}

async function readPort(files: ClusterFiles): Promise<number> {
  return Number(await readFile(files.port, "utf8"));
}

/** The API server keeps its port; those that only tell of a program's health are chosen anew at each start. */
async function choosePorts(files: ClusterFiles): Promise<Ports> {
  const server = await serverPort(files);
  const manager = await freePort([server]);
  const scheduler = await freePort([server, manager]);
  const kwok = await freePort([server, manager, scheduler]);
  return {
    "kube-apiserver": server,
    "kube-controller-manager": manager,
    "kube-scheduler": scheduler,
    kwok,
  };
}

/** The port of the first start, which kubeconfigs out there name; a free one when this is the first. */
async function serverPort(files: ClusterFiles): Promise<number> {
  if (!existsSync(files.port)) {
    const port = await freePort();
    await writeFile(files.port, String(port), { mode: 0o600 });
    return port;
  }
  const port = await readPort(files);
  if (!(await isFree(port))) {
    throw new Error(
      `Port ${port} of the cluster in ${files.root} is taken by another program: end that program, ` +
        `or delete ${files.port} to move the cluster (kubeconfigs that name the old port end to work).`,
    );
  }
  return port;
}

/** `taken` are about to be listened at. */
async function freePort(taken: readonly number[] = []): Promise<number> {
  return await waitUntil(
    async () => {
      const candidate = randomInt(PORTS.from, PORTS.to);
      return !taken.includes(candidate) && (await isFree(candidate)) && candidate;
    },
    { what: `a free port between ${PORTS.from} and ${PORTS.to}`, interval: 0 },
  );
}

async function isFree(port: number): Promise<boolean> {
  return await new Promise((decide) => {
    const server = createServer();
    server.once("error", () => decide(false));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => decide(true)));
  });
}
