import * as azureNative from "@pulumi/azure-native/provider";
import { ResourceGroup } from "@pulumi/azure-native/resources";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { AksCluster } from "../../provider";
import type { AksClusterArgs } from "../../provider/args";
import {
  startArmServer,
  SUBSCRIPTION,
  TOKEN,
  type ArmAnswers,
  type ArmServer,
} from "../../provider/preflight/testing/arm-server";
import { plenty, usage } from "../../provider/preflight/testing/fixture-answers";
import { deploy, type DeployResult, type Operation } from "../engine";
import { pluginFolders } from "../sandbox/run";

const ARGS: AksClusterArgs = { cpuPools: { work: { vmSize: "Standard_D8s_v5", nodes: 4 } } };
const TOO_SMALL = [usage("cores", 0, 500), usage("standardDSv5Family", 0, 40)];
const FINDING =
  /^ {2}cpuPools\.work\.nodes: 56 vCPUs are needed in 'westeurope' .* but 40 are left of the quota 'standardDSv5Family'/m;

interface RunOptions {
  config?: Record<string, string>;
  /** The login's; none when empty. */
  token?: string;
  failing?: boolean;
  /** Makes the cluster in another way. */
  make?: () => AksCluster;
}

describe("a preview of an AksCluster", function () {
  this.timeout(240_000);
  let directory: string;
  let server: ArmServer;
  let answers: ArmAnswers;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "aks-ray-preflight-"));
    answers = plenty();
    server = await startArmServer(answers);
  });

  afterEach(async () => {
    await server.close();
    await rm(directory, { recursive: true });
  });

  /** In a program of its own where the program is to fail. */
  function run(
    operation: Operation,
    args: AksClusterArgs = ARGS,
    { config = {}, token = TOKEN, failing = false, make = () => new AksCluster("ml", args) }: RunOptions = {},
  ): Promise<DeployResult> {
    return deploy({
      operation,
      program: failing
        ? { dir: join(__dirname, "program"), main: "index.js" }
        : () => Promise.resolve({ ...make().outputs() }),
      project: "preflight",
      stack: "dev",
      stateFile: join(directory, "state.json"),
      passphrase: "correct horse battery staple",
      plugins: pluginFolders(),
      config: {
        "preflight:cluster": JSON.stringify(args),
        "azure-native:location": "West Europe",
        "azure-native:subscriptionId": SUBSCRIPTION,
        "aks-ray:armEndpoint": server.url,
        "aks-ray:pricesEndpoint": server.url,
        ...config,
      },
      environment: {
        AKS_RAY_AZURE_STATE: join(directory, "azure.json"),
        AKS_RAY_AZURE_TOKEN: token,
      },
    });
  }

  const said = ({ diagnostics }: DeployResult, severity: string) =>
    diagnostics.filter((diagnostic) => diagnostic.severity === severity).map(({ message }) => message);

  it("should show what the nodes cost, and warn of nothing where Azure has everything", async () => {
    const preview = await run("preview");
    expect(preview.failed).to.equal(false);
    expect(said(preview, "warning")).to.deep.equal([]);
    expect(said(preview, "info")).to.deep.equal([
      "preflight: the nodes of the AksCluster 'ml' cost 2.30 to 3.22 US dollars an hour by list price in 'westeurope'",
    ]);
  });

  it("should warn of obstacles once, on the component, and go on", async () => {
    answers.usages = TOO_SMALL;
    const preview = await run("preview");
    const [warning, ...others] = preview.diagnostics.filter(({ severity }) => severity === "warning");
    expect(others).to.deep.equal([]);
    expect(warning?.urn).to.match(/aks-ray:index:AksCluster::ml$/);
    expect(warning?.message).to.match(FINDING);
    expect(warning?.message).to.match(/^preflight: Azure would refuse the AksCluster 'ml' for a reason:\n/);
    expect(preview).to.include({ failed: false });
    expect(preview.summary).to.have.property("create").that.is.greaterThan(4);
  });

  it("should fail under 'error' with the path and without a stack trace", async () => {
    answers.usages = TOO_SMALL;
    const preview = await run("preview", { ...ARGS, preflight: "error" }, { failing: true });
    const error = said(preview, "error").join("\n");
    expect(preview.failed).to.equal(true);
    expect(error).to.match(FINDING);
    expect(error).not.to.match(/^\s+at |node_modules/m);
  });

  it("should know the nodes of the last deployment from others", async () => {
    const up = await run("up");
    expect(said(up, "error")).to.deep.equal([]);
    expect(said(up, "info").filter((message) => message.startsWith("preflight"))).to.deep.equal([]);
    const { clusterName, resourceGroupName } = up.outputs;
    const agentPoolProfiles = [{ count: 5, vmSize: "Standard_D8s_v5" }];
    answers.clusters = {
      [`${String(resourceGroupName?.value)}/${String(clusterName?.value)}`.toLowerCase()]: {
        properties: { currentKubernetesVersion: "1.36.3", agentPoolProfiles },
      },
    };
    answers.usages = [usage("cores", 40, 500), usage("standardDSv5Family", 40, 56)];
    expect(said(await run("preview"), "warning")).to.deep.equal([]);
    answers.usages = [usage("cores", 41, 500), usage("standardDSv5Family", 41, 56)];
    expect(said(await run("preview"), "warning").join()).to.contain("but 55 are left");
  });

  it("should warn once without a login, even under 'error'", async () => {
    answers.usages = TOO_SMALL;
    const preview = await run("preview", { ...ARGS, preflight: "error" }, { token: "" });
    expect(preview.failed).to.equal(false);
    const [warning, ...others] = said(preview, "warning");
    expect(others).to.deep.equal([]);
    expect(warning).to.match(
      /^preflight: could not check for the AksCluster 'ml': VM sizes, quotas, .* \(no Azure login: AzureCLICredential: ERROR: Please run .az login./,
    );
  });

  it("should warn once without a network, and show the token to nobody", async () => {
    await server.close();
    const preview = await run("preview");
    const [warning, ...others] = said(preview, "warning");
    expect(preview.failed).to.equal(false);
    expect(others).to.deep.equal([]);
    expect(warning).to.match(/^preflight: could not check .* prices \(127\.0\.0\.1:\d+ cannot be reached/);
    expect(JSON.stringify(preview.events)).not.to.contain(TOKEN);
  });

  it("should ask about the subscription of the provider that the component was given", async () => {
    const config = { "azure-native:subscriptionId": "00000000-0000-4000-8000-00000000000f" };
    expect(said(await run("preview", ARGS, { config }), "warning").join()).to.contain("SubscriptionNotFound");
    const make = () => {
      const azure = new azureNative.Provider("azure", { subscriptionId: SUBSCRIPTION });
      return new AksCluster("ml", { ...ARGS, location: "westeurope" }, { providers: [azure] });
    };
    expect(said(await run("preview", ARGS, { config, make }), "warning")).to.deep.equal([]);
  });

  it("should say that it asks nothing while the location is not known", async () => {
    const make = () => new AksCluster("ml", { ...ARGS, location: new ResourceGroup("group").id });
    const preview = await run("preview", ARGS, { make });
    expect(said(preview, "info")).to.deep.equal([
      "preflight: nothing was checked for the AksCluster 'ml', since its location becomes known only during the deployment",
    ]);
    expect(server.requests).to.deep.equal([]);
  });

  it("should ask nothing when it is off, by argument or by configuration", async () => {
    await run("preview", { ...ARGS, preflight: "off" });
    await run("preview", ARGS, { config: { "aks-ray:preflight": "off" } });
    expect(server.requests).to.deep.equal([]);
    await run("preview", { ...ARGS, preflight: "warn" }, { config: { "aks-ray:preflight": "off" } });
    expect(server.requests).not.to.deep.equal([]);
  });

  it("should refuse a mode that there is not, wherever it stands", async () => {
    const preview = await run("preview", ARGS, { config: { "aks-ray:preflight": "loud" }, failing: true });
    expect(said(preview, "error").join()).to.match(
      /preflight: must be 'off', 'warn' or 'error', not the string "loud"/,
    );
  });

  it("should send no token over an address that is not https", async () => {
    const config = { "aks-ray:armEndpoint": "http://management.example.com" };
    const preview = await run("preview", ARGS, { config });
    expect(said(preview, "warning").join()).to.contain(
      "aks-ray:armEndpoint: 'http://management.example.com' is not an https:// address",
    );
    expect(server.requests).to.deep.equal([]);
  });
});
