import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** The token of a service account that Microsoft Entra trusts. */
export const FEDERATED_TOKEN = "token-of-the-service-account";
/** The token that Microsoft Entra gives for it. */
export const GRAFANA_TOKEN = "token-for-grafana";

interface DataSource {
  uid: string;
  name: string;
  type: string;
  url?: string;
}

interface ImportedDashboard {
  dashboard: { uid: string; tags: string[]; templating: { list: { type: string }[] } };
  folderUid: string;
}

interface Answer {
  status: number;
  body: unknown;
  headers: Record<string, string>;
}

/** Microsoft Entra's token endpoint and Grafana's API, on loopback; it answers once what it is told to. */
export class FakeGrafana {
  folders: { uid: string; title: string }[] = [];
  dataSources: DataSource[] = [
    { uid: "logs", name: "Azure Monitor", type: "grafana-azure-monitor-datasource" },
    { uid: "other", name: "Managed_Prometheus_other", type: "prometheus" },
    { uid: "ours", name: "Managed_Prometheus_ml-metrics1a2b", type: "prometheus" },
  ];
  /** What was imported, in order. */
  readonly dashboards: ImportedDashboard[] = [];
  readonly tokenRequests: Record<string, string>[] = [];
  /** All that was asked for. */
  readonly paths: string[] = [];
  private readonly failures = new Map<string, Answer[]>();

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {
    server.on("request", (request, response) => void this.answer(request, response));
  }

  static async start(): Promise<FakeGrafana> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new FakeGrafana(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  /** Has the next request for the path answered so; further calls are for those after it. */
  fail(path: string, status: number, body: unknown, headers: Record<string, string> = {}): void {
    this.failures.set(path, [...(this.failures.get(path) ?? []), { status, body, headers }]);
  }

  async stop(): Promise<void> {
    if (this.server.listening) await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = "";
    for await (const chunk of request) text += String(chunk);
    const path = request.url ?? "";
    this.paths.push(path);
    const { status, body, headers } = this.failures.get(path)?.shift() ?? this.respond(request, path, text);
    response.writeHead(status, headers).end(typeof body === "string" ? body : JSON.stringify(body));
  }

  private respond({ method, headers }: IncomingMessage, path: string, text: string): Answer {
    if (path.endsWith("/oauth2/v2.0/token")) return this.token(path, text);
    if (headers.authorization !== `Bearer ${GRAFANA_TOKEN}`) return answer(401, { message: "Unauthorized" });
    switch (`${method} ${path}`) {
      case "GET /api/datasources":
        return answer(200, this.dataSources);
      case "GET /api/folders?limit=1000":
        return answer(200, this.folders);
      case "POST /api/folders": {
        const folder = { uid: "made", ...(JSON.parse(text) as { title: string }) };
        this.folders.push(folder);
        return answer(200, folder);
      }
      case "POST /api/dashboards/db":
        this.dashboards.push(JSON.parse(text) as ImportedDashboard);
        return answer(200, { status: "success" });
      default:
        return answer(404, { message: "Not found" });
    }
  }

  private token(path: string, text: string): Answer {
    const form = Object.fromEntries(new URLSearchParams(text));
    this.tokenRequests.push({ path, ...form });
    return form["client_assertion"] === FEDERATED_TOKEN
      ? answer(200, { access_token: GRAFANA_TOKEN })
      : answer(401, { error_description: "AADSTS50027: the assertion is not valid." });
  }
}

function answer(status: number, body: unknown): Answer {
  return { status, body, headers: {} };
}
