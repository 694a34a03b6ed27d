import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import * as http from "node:http";
import * as https from "node:https";
import type { AddressInfo } from "node:net";
import { KubeConfig } from "@kubernetes/client-node";

/** How a call to the API server fails. */
export type ApiFailure =
  /** Answers with this status, and does nothing. */
  | { status: number }
  /** Ends the connection: before the call reaches the API server, or after it was carried out. */
  | { hangUp: "before" | "after" };

/** A call that fails once. */
export interface ApiFault {
  what: string;
  methods: string[];
  /** Of the path, without the query. */
  path: RegExp;
  failure: ApiFailure;
  /** Called when it has come to it, before the caller knows. */
  onStrike?: () => void;
}

/** The API server behind a proxy on loopback, some of whose calls fail. */
export interface ApiProxy {
  kubeconfigPath: string;
  /** Those that no call has come to yet. */
  pending: ApiFault[];
  close(): Promise<void>;
}

/** Starts a proxy for the cluster of a kubeconfig, and writes a kubeconfig that leads to the proxy. */
export async function startApiProxy(kubeconfig: string, kubeconfigPath: string): Promise<ApiProxy> {
  const config = new KubeConfig();
  config.loadFromString(await readFile(kubeconfig, "utf8"));
  const options: https.RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  const { ca, cert, key } = options;
  const agent = new https.Agent({ keepAlive: true, ca, cert, key });
  const target = new URL(config.getCurrentCluster()?.server ?? "");
  const pending: ApiFault[] = [];

  const server = http.createServer((incoming, answer) => {
    const [path = ""] = (incoming.url ?? "").split("?");
    const dryRun = incoming.url?.includes("dryRun=All") === true;
    const index = dryRun
      ? -1
      : pending.findIndex((fault) => fault.methods.includes(incoming.method ?? "") && fault.path.test(path));
    const [fault] = index < 0 ? [] : pending.splice(index, 1);
    if (fault !== undefined && !("hangUp" in fault.failure && fault.failure.hangUp === "after")) {
      fault.onStrike?.();
      refuse(fault, answer);
      return;
    }
    const { method, url } = incoming;
    const headers = { ...incoming.headers, ...(options.headers as http.OutgoingHttpHeaders | undefined) };
    const outgoing = https.request(
      { agent, hostname: target.hostname, port: target.port, path: url, method, headers },
      (response) => {
        if (fault !== undefined) {
          fault.onStrike?.();
          response.resume();
          answer.destroy();
          return;
        }
        answer.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(answer);
        answer.on("close", () => response.destroy());
      },
    );
    outgoing.on("error", () => answer.destroy());
    incoming.pipe(outgoing);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await writeFile(kubeconfigPath, kubeconfigTo(`http://127.0.0.1:${port}`));
  return {
    kubeconfigPath,
    pending,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
      agent.destroy();
    },
  };
}

/** As the API server refuses: with a Status object. */
function refuse({ failure, what }: ApiFault, answer: http.ServerResponse): void {
  if ("hangUp" in failure) {
    answer.destroy();
    return;
  }
  const { status: code } = failure;
  const reason: Record<number, string> = {
    403: "Forbidden",
    409: "Conflict",
    429: "TooManyRequests",
    503: "ServiceUnavailable",
  };
  const status = {
    apiVersion: "v1",
    kind: "Status",
    status: "Failure",
    code,
    reason: reason[code] ?? "InternalError",
    message: `the fault '${what}'`,
  };
  answer.writeHead(code, { "content-type": "application/json" });
  answer.end(JSON.stringify(status));
}

function kubeconfigTo(server: string): string {
  const named = (name: string, value: object) => [{ name: "sandbox", [name]: value }];
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    // Clients take plain HTTP only from those who say so.
    clusters: named("cluster", { server, "insecure-skip-tls-verify": true }),
    users: named("user", {}),
    contexts: named("context", { cluster: "sandbox", user: "sandbox" }),
    "current-context": "sandbox",
  });
}
