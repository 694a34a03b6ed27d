import * as http from "node:http";
import * as https from "node:https";
import { KubeConfig } from "@kubernetes/client-node";
import { ApiError, UnreachableError } from "./api-error";

export interface TransportRequest {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path and query, e.g. `/api/v1/nodes?limit=1`. */
  path: string;
  body?: unknown;
  /** Defaults to `application/json`. */
  contentType?: string;
  signal?: AbortSignal;
}

interface Session {
  agent: http.Agent;
  headers: http.OutgoingHttpHeaders;
}

/** HTTP to one API server, with the credentials of a kubeconfig's current context. */
export class Transport {
  private readonly server: URL;
  private session: Promise<Session> | undefined;

  /** Throws where the kubeconfig names no cluster. */
  constructor(private readonly config: KubeConfig) {
    const cluster = config.getCurrentCluster();
    if (!cluster) throw new Error("the kubeconfig has no cluster for its current context");
    this.server = new URL(cluster.server);
  }

  /** Breaks every connection off, so that the process can end. */
  close(): void {
    void this.session?.then(({ agent }) => agent.destroy());
  }

  /** Resolves with the answer once its head is there; an answer of 400 and above rejects with `ApiError`. */
  async send(request: TransportRequest): Promise<http.IncomingMessage> {
    const body = request.body === undefined ? undefined : Buffer.from(JSON.stringify(request.body));
    this.session ??= this.authenticate();
    const session = await this.session;
    const headers: http.OutgoingHttpHeaders = { ...session.headers, accept: "application/json" };
    if (body !== undefined) {
      headers["content-type"] = request.contentType ?? "application/json";
      headers["content-length"] = body.length;
    }
    const response = await this.exchange(request, session.agent, headers, body);
    if ((response.statusCode ?? 0) >= 400) {
      throw ApiError.from(response.statusCode ?? 0, await text(response));
    }
    return response;
  }

  private exchange(
    request: TransportRequest,
    agent: http.Agent,
    headers: http.OutgoingHttpHeaders,
    body: Buffer | undefined,
  ): Promise<http.IncomingMessage> {
    const { protocol, hostname, port, pathname } = this.server;
    return new Promise((resolve, reject) => {
      const outgoing = (protocol === "https:" ? https : http).request(
        {
          hostname: hostname.replace(/^\[|\]$/g, ""),
          port,
          path: pathname.replace(/\/$/, "") + request.path,
          method: request.method,
          headers,
          agent,
          signal: request.signal,
        },
        resolve,
      );
      outgoing.on("error", (error) => reject(request.signal?.aborted ? error : this.unreachable(error)));
      outgoing.end(body);
    });
  }

  private unreachable(error: Error): UnreachableError {
    return new UnreachableError(`${this.server.origin}: ${error.message}`);
  }

  /** Signs in as the context's user: certificates go onto the connections, tokens into the headers. */
  private async authenticate(): Promise<Session> {
    const options: https.RequestOptions = {};
    await this.config.applyToHTTPSOptions(options);
    const { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername } = options;
    const secure = { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername };
    return {
      agent:
        this.server.protocol === "https:"
          ? new https.Agent({ keepAlive: true, ...secure })
          : new http.Agent({ keepAlive: true }),
      headers: { ...(options.headers as http.OutgoingHttpHeaders | undefined) },
    };
  }
}

/** The whole body of an answer as text. */
export async function text(response: http.IncomingMessage): Promise<string> {
  response.setEncoding("utf8");
  let content = "";
  for await (const chunk of response) content += chunk as string;
  return content;
}
