import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ApiClient } from "../kubernetes/api";
import { listAt, stringAt, type KubernetesObject } from "../kubernetes/objects";
import { containerEnvironment } from "./container-environment";

export interface ReadinessRun {
  client: ApiClient;
  /** Python 3, as a command. */
  python: string;
  /** The API server as its kubeconfig has it. */
  server: { url: URL; certificate: string };
  /** The dashboard that is the Service's in the cluster. */
  dashboard: string;
  /** Folder for the pod's files. */
  folder: string;
  /** What the program's environment says otherwise than its pod's. */
  environment?: Record<string, string>;
  signal: AbortSignal;
}

/**
 * Runs the program of a readiness Job's pod, with the pod's own environment and service account, against Ray on this
 * machine. Resolves with exit code and termination message.
 */
export async function runReadiness(
  pod: KubernetesObject,
  { client, python, server, dashboard, folder, environment, signal }: ReadinessRun,
): Promise<{ exitCode: number; message: string }> {
  const [container] = listAt(pod, "spec", "containers");
  const [, ...args] = listAt<string>(container, "command");
  const account = await mkdtemp(join(folder, "account-"));
  const terminationLog = join(account, "termination-log");
  try {
    await writeFile(join(account, "token"), await accountToken(client, pod), { mode: 0o600 });
    await writeFile(join(account, "ca.crt"), server.certificate);
    const child = spawn(python, args, {
      env: {
        PATH: process.env["PATH"],
        ...(await containerEnvironment(client, pod, container)),
        RAY_DASHBOARD: dashboard,
        KUBERNETES_SERVICE_HOST: server.url.hostname,
        KUBERNETES_SERVICE_PORT: server.url.port,
        SERVICE_ACCOUNT: account,
        TERMINATION_LOG: terminationLog,
        ...environment,
      },
      stdio: ["ignore", "pipe", "pipe"],
      signal,
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const exitCode = await new Promise<number>((resolve) => {
      child.once("error", () => resolve(1));
      child.once("close", (code) => resolve(code ?? 1));
    });
    const message = await readFile(terminationLog, "utf8").catch(() => (exitCode === 0 ? "" : output));
    return { exitCode, message };
  } finally {
    await rm(account, { recursive: true, force: true });
  }
}

/** A token of the pod's service account, as the kubelet asks for it. */
async function accountToken(client: ApiClient, pod: KubernetesObject): Promise<string> {
  const name = stringAt(pod, "spec", "serviceAccountName") ?? "default";
  const { status } = await client.request<{ status: { token: string } }>({
    method: "POST",
    path: `/api/v1/namespaces/${pod.metadata.namespace}/serviceaccounts/${name}/token`,
    body: { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} },
  });
  return status.token;
}
