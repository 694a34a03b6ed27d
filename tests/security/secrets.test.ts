import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import type { AksRayClusterArgs } from "../../provider/args";
import type { DeployResult, Operation } from "../engine";
import { valueAt } from "../kubernetes/objects";
import { CLUSTER_TIMEOUT } from "../kubernetes/testing/test-cluster";
import { errorsOf, SandboxStack } from "../lifecycle/testing/sandbox-stack";
import { repositoryRoot } from "../sandbox/home";
import { watchCommandLines, type CommandLines } from "./command-lines";
import { foundIn, kubeconfigNeedles, type Needle } from "./needles";

const POOL = { vmSize: "Standard_NC4as_T4_v3", nodes: 1 };
const SETTINGS: AksRayClusterArgs = { gpuPools: { t4: POOL }, ray: { gcsFaultTolerance: {} } };
const ROTATED: AksRayClusterArgs = {
  ...SETTINGS,
  ray: { ...SETTINGS.ray, auth: { rotation: "2026-12" } },
};

/** What is in the cluster beside Secrets, for whoever may read it. */
const READABLE = [
  ["ray.io/v1", "RayCluster"],
  ["batch/v1", "Job"],
  ["apps/v1", "StatefulSet"],
  ["apps/v1", "DaemonSet"],
  ["apps/v1", "Deployment"],
  ["v1", "Pod"],
  ["v1", "Service"],
  ["v1", "ConfigMap"],
  ["v1", "Event"],
] as const;

describe("the secrets of a stack", function () {
  this.timeout(CLUSTER_TIMEOUT);
  let stack: SandboxStack;
  let commands: CommandLines;
  const needles: Needle[] = [];
  /** Everything that somebody can read, by where it stands, from each step of the stack's life. */
  const texts: [where: string, text: string][] = [];

  before(async () => {
    stack = await SandboxStack.create();
    needles.push(...kubeconfigNeedles(stack.cluster.kubeconfig));
    commands = watchCommandLines();
    const broken = { "aks-ray:chartRepository": "http://127.0.0.1:9/charts" };
    await step("preview", SETTINGS);
    await stack.azureFails([
      { type: "listManagedClusterUserCredentials", operation: "invoke", code: "AuthorizationFailed" },
    ]);
    await step("up", SETTINGS, { fails: true });
    await stack.azureFails([]);
    await step("up", SETTINGS);
    await step("preview", ROTATED);
    await step("up", ROTATED);
    await step("up", { ...ROTATED, operator: { version: "1.7.1" } }, { fails: true, config: broken });
    await step("refresh", ROTATED);
    await step("destroy", ROTATED);
    commands.stop();
  });
  after(async () => {
    commands?.stop();
    await stack?.close();
  });

  async function step(
    operation: Operation,
    settings: AksRayClusterArgs,
    { fails = false, config }: { fails?: boolean; config?: Record<string, string> } = {},
  ): Promise<void> {
    const result = await stack.deploy(operation, settings, config && { config });
    expect(result.failed, errorsOf(result)).to.equal(fails);
    const { client } = stack.cluster;
    for (const secret of await client.list("v1", "Secret", { namespace: "ray" })) {
      for (const [key, encoded] of Object.entries((valueAt(secret, "data") ?? {}) as object)) {
        const value = Buffer.from(String(encoded), "base64").toString();
        needles.push({ what: `'${key}' of the Secret ${secret.metadata.name}`, value });
      }
    }
    texts.push([`the state after ${operation}`, operation === "preview" ? "" : await stack.stateText()]);
    texts.push([`what ${operation} showed`, JSON.stringify([result.diagnostics, openOutputs(result)])]);
    for (const [apiVersion, kind] of READABLE) {
      const objects = await client.list(apiVersion, kind).catch((): [] => []);
      texts.push([`a ${kind} after ${operation}`, JSON.stringify(objects)]);
    }
  }

  function openOutputs({ outputs }: DeployResult): unknown[] {
    return Object.values(outputs).filter(({ secret }) => !secret);
  }

  it("are there to be found", () => {
    const kinds = needles.map(({ what }) => what).join("\n");
    expect(kinds).to.match(/the kubeconfig's/);
    expect(kinds).to.match(/'auth_token' of the Secret ray-token$/m);
    expect(kinds).to.match(/'auth_token' of the Secret ray-token-[0-9a-f]{8}/);
    expect(kinds).to.match(/'password' of the Secret ray-redis/);
    const [first] = needles;
    expect(foundIn(`x${first?.value}y`, needles)).to.include(first?.what);
  });

  it("stand in clear in no state, message, open output or object of the cluster", () => {
    for (const [where, text] of texts) expect(foundIn(text, needles), where).to.deep.equal([]);
  });

  it("stand in no log, however much it tells", () => {
    const log = stack.log.join("\n");
    expect(log).to.contain("ray-raycluster");
    expect(foundIn(log, needles)).to.deep.equal([]);
  });

  it("stand in no command line", () => {
    const seen = [...commands.seen].join("\n");
    expect(seen).to.match(/helm\S* (install|upgrade)/);
    expect(foundIn(seen, needles)).to.deep.equal([]);
  });

  it("stand in no file that the package writes", async () => {
    const folder = join(repositoryRoot(), ".aks-ray");
    const files = await readdir(folder, { recursive: true, withFileTypes: true });
    for (const file of files.filter((entry) => entry.isFile())) {
      const text = await readFile(join(file.parentPath, file.name), "latin1");
      expect(foundIn(text, needles), file.name).to.deep.equal([]);
    }
  });
});
