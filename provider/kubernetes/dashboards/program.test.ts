import { expect } from "chai";
import { spawn, spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { DASHBOARDS_PROGRAM } from "./program";
import { FEDERATED_TOKEN, FakeGrafana, GRAFANA_TOKEN } from "../testing/fake-grafana";

/** As Ray 2.60's module has it: a function for each dashboard, which returns its text and its uid. */
const FACTORY = `
import json

def made(uid, title):
    variable = {"name": "datasource", "type": "datasource", "query": "prometheus", "hide": 2}
    other = {"name": "SessionName", "type": "query", "hide": 0}
    return json.dumps({"uid": uid, "title": title, "templating": {"list": [variable, other]}}), uid

def generate_default_grafana_dashboard():
    return made("rayDefaultDashboard", "Default Dashboard")

def generate_serve_grafana_dashboard():
    return made("rayServeDashboard", "Serve Dashboard")

def _generate_grafana_dashboard(config):
    raise NotImplementedError
`;

describe("the program that imports dashboards", function () {
  let folder: string;
  let grafana: FakeGrafana;

  before(async function () {
    if (spawnSync("python3", ["--version"]).status !== 0) {
      console.log("      skipped: no python3 on PATH; install Python 3 to run it");
      this.skip();
    }
    folder = await mkdtemp(path.join(tmpdir(), "aks-ray-dashboards-"));
    const metrics = path.join(folder, "with-ray", "ray", "dashboard", "modules", "metrics");
    await mkdir(metrics, { recursive: true });
    await writeFile(path.join(folder, "with-ray", "ray", "__init__.py"), '__version__ = "2.60.0"\n');
    await writeFile(path.join(metrics, "grafana_dashboard_factory.py"), FACTORY);
    await writeFile(path.join(folder, "token"), FEDERATED_TOKEN);
  });
  after(() => folder && rm(folder, { recursive: true }));

  beforeEach(async () => {
    grafana = await FakeGrafana.start();
  });
  afterEach(() => grafana?.stop());

  async function run(environment: Record<string, string | undefined> = {}) {
    const log = path.join(folder, "termination-log");
    await rm(log, { force: true });
    const child = spawn("python3", ["-c", DASHBOARDS_PROGRAM], {
      env: {
        PATH: process.env["PATH"],
        PYTHONPATH: path.join(folder, "with-ray"),
        GRAFANA_URL: grafana.url,
        MONITOR_WORKSPACE: "ml-metrics1a2b",
        TIMEOUT_SECONDS: "60",
        RETRY_SECONDS: "0",
        AZURE_FEDERATED_TOKEN_FILE: path.join(folder, "token"),
        AZURE_AUTHORITY_HOST: `${grafana.url}/`,
        AZURE_TENANT_ID: "tenant",
        AZURE_CLIENT_ID: "client",
        TERMINATION_LOG: log,
        ...environment,
      },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
    const reason = await readFile(log, "utf8").catch(() => "");
    for (const text of [output, reason]) {
      expect(text).not.to.contain(FEDERATED_TOKEN);
      expect(text).not.to.contain(GRAFANA_TOKEN);
    }
    return { code, output, reason };
  }

  it("should put each of Ray's dashboards into a folder, on the workspace of the cluster", async () => {
    const { code, output, reason } = await run();
    expect({ code, reason }).to.deep.equal({ code: 0, reason: "" });
    expect(output).to.equal(
      `2 dashboards of Ray 2.60.0 are in Grafana, in the folder Ray: ${grafana.url}/dashboards\n`,
    );
    expect(grafana.tokenRequests).to.deep.equal([
      {
        path: "/tenant/oauth2/v2.0/token",
        grant_type: "client_credentials",
        client_id: "client",
        scope: "ce34e7e5-485f-4d76-964f-b3d2b16d1e4f/.default",
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        client_assertion: FEDERATED_TOKEN,
      },
    ]);
    const list = [
      {
        name: "datasource",
        type: "datasource",
        query: "prometheus",
        hide: 0,
        current: { selected: true, text: "Managed_Prometheus_ml-metrics1a2b", value: "ours" },
      },
      { name: "SessionName", type: "query", hide: 0 },
    ];
    const imported = (uid: string, title: string) => ({
      dashboard: { id: null, uid, title, templating: { list } },
      folderUid: "made",
      overwrite: true,
      message: "Ray 2.60.0",
    });
    expect(grafana.dashboards).to.deep.equal([
      imported("rayDefaultDashboard", "Default Dashboard"),
      imported("rayServeDashboard", "Serve Dashboard"),
    ]);
  });

  it("should use the folder that is there, and a data source of Azure's own type by its address", async () => {
    grafana.folders = [{ uid: "there", title: "Ray" }];
    const type = "grafana-azureprometheus-datasource";
    grafana.dataSources = [
      { uid: "else", name: "Else", type, url: "https://ml-metrics1a2b-two-x9y8.westeurope.example.com" },
      { uid: "named", name: "Metrics", type, url: "https://ml-metrics1a2b-x9y8.westeurope.example.com" },
    ];
    expect((await run({ MONITOR_WORKSPACE: "ML-metrics1a2b" })).code).to.equal(0);
    expect(grafana.folders).to.have.lengthOf(1);
    for (const { folderUid, dashboard } of grafana.dashboards) {
      expect(folderUid).to.equal("there");
      expect(dashboard.templating.list[0]).to.deep.include({
        query: type,
        current: { selected: true, text: "Metrics", value: "named" },
      });
    }
  });

  it("should wait for trust, role and data source, and say what it waits for", async () => {
    const description =
      "AADSTS70021: No matching federated identity record found. Trace ID: 1 Correlation ID: 2";
    grafana.fail("/tenant/oauth2/v2.0/token", 400, { error_description: description });
    grafana.fail("/tenant/oauth2/v2.0/token", 400, {
      error_description: description.replace("Trace ID: 1", "Trace ID: 3"),
    });
    grafana.fail("/api/datasources", 403, { message: "no role" });
    grafana.fail("/api/datasources", 200, [{ uid: "x", name: "Other", type: "prometheus" }]);
    grafana.fail("/api/dashboards/db", 503, "unavailable");
    const { code, output } = await run();
    expect(code).to.equal(0);
    expect(output.split("\n").slice(0, -2)).to.deep.equal([
      "Microsoft Entra does not let the identity in (HTTP 400: AADSTS70021: No matching federated identity record found.)",
      "Grafana does not let the identity use /api/datasources (HTTP 403: no role): it needs the role Grafana Editor, which takes minutes to be known",
      "Grafana has no data source of the Azure Monitor workspace 'ml-metrics1a2b' (of Prometheus it has: Other): link the workspace in Grafana's settings in Azure",
      "Grafana does not let the identity use /api/dashboards/db (HTTP 503: Service Unavailable)",
    ]);
  });

  it("should give up when its time is up, and say why", async () => {
    grafana.fail("/api/folders?limit=1000", 401, { message: "Unauthorized" });
    const { code, reason } = await run({ TIMEOUT_SECONDS: "0" });
    expect(code).to.equal(1);
    expect(reason).to.equal(
      "Ray's dashboards are not in Grafana after 0 s: Grafana does not let the identity use /api/folders?limit=1000 (HTTP 401: Unauthorized): it needs the role Grafana Editor, which takes minutes to be known",
    );
  });

  it("should not wait for a dashboard that Grafana will never take", async () => {
    grafana.fail("/api/dashboards/db", 400, { message: "Dashboard title cannot be empty" });
    const { code, reason } = await run();
    expect(code).to.equal(1);
    expect(reason).to.equal("Grafana refuses /api/dashboards/db (HTTP 400: Dashboard title cannot be empty)");
  });

  it("should show its token to nobody to whom it is sent on", async () => {
    const other = await FakeGrafana.start();
    grafana.fail("/api/datasources", 302, "", { location: `${other.url}/api/datasources` });
    const { code, reason } = await run({ TIMEOUT_SECONDS: "0" });
    await other.stop();
    expect(code).to.equal(1);
    expect(reason).to.contain("/api/datasources (HTTP 302: Found)");
    expect(other.paths).to.deep.equal([]);
  });

  it("should say that nobody answers, or that no page of Grafana's does", async () => {
    grafana.fail("/api/datasources", 200, "<html>Sign in</html>");
    const page = await run({ TIMEOUT_SECONDS: "0" });
    expect(page.reason).to.contain("127.0.0.1 does not answer as it should (Expecting value");
    await grafana.stop();
    const nobody = await run({ TIMEOUT_SECONDS: "0" });
    expect(nobody.reason).to.contain("127.0.0.1 does not answer as it should ([Errno");
  });

  it("should say at once that the image, or AKS's webhook, has not what it needs", async () => {
    const image = await run({ PYTHONPATH: undefined });
    expect(image.reason).to.equal(
      "the head's image has none of Ray's dashboards (No module named 'ray'): use one with 'ray[default]', or set monitoring.azure.grafana.dashboards to false",
    );
    const webhook = await run({ AZURE_FEDERATED_TOKEN_FILE: undefined });
    expect(webhook.reason).to.equal(
      "the pod has no AZURE_FEDERATED_TOKEN_FILE: AKS's webhook for workload identity did not see it",
    );
    expect([image.code, webhook.code]).to.deep.equal([1, 1]);
  });
});
