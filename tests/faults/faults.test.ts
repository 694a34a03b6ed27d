import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { AksRayClusterArgs } from "../../provider/args";
import type { DeployResult } from "../engine";
import type { SerializedState } from "../engine/state-format";
import { CLUSTER_TIMEOUT, find, testCluster } from "../kubernetes/testing/test-cluster";
import { changesOf, errorsOf, SandboxStack } from "../lifecycle/testing/sandbox-stack";
import { startApiProxy, type ApiProxy } from "./api-proxy";
import { EngineProcess } from "./engine-process";
import { everyCall, IN_EVERY_RUN, plan, SHIFTS, type Phase, type Plan } from "./plan";

const T4 = { vmSize: "Standard_NC4as_T4_v3", minNodes: 1, maxNodes: 2 };
const CREATED: AksRayClusterArgs = { gpuPools: { t4: T4, spare: { ...T4, minNodes: 0 } } };
/** Another tag of the cluster, another size of a pool, a pool less, no readiness. */
const UPDATED: AksRayClusterArgs = {
  tags: { team: "vision" },
  gpuPools: { t4: { ...T4, maxNodes: 3 } },
  readiness: "none",
};

/** Helm lets nobody at a release that it began; it does not notice that whoever began it is gone. */
const HELM_IS_STUCK = /another operation \(install\/upgrade\/rollback\) is in progress/;

/** Pulumi did not live to see that the API server had made an object, and will not take it for its own unasked. */
const IS_THERE = /already exists|field conflict detected/;

/** What docs/troubleshooting.md says to set for one deployment then. */
const TAKE_OVER = { PULUMI_K8S_UPSERT_EXISTING_OBJECTS: "true", PULUMI_K8S_ENABLE_PATCH_FORCE: "true" };

/** Azure goes on with what it accepted before the plugin or the engine ended; Pulumi does not know of it. */
const ENDED = /ended unexpectedly with signal|the engine ended/;

/**
 * A few calls in every test run. `AKS_RAY_FAULTS=all` has every call fail in every way, in as many lives of a stack; a
 * number asks for one of these.
 */
const asked = process.env["AKS_RAY_FAULTS"];
const shifts = asked === "all" ? [...Array(SHIFTS).keys()] : [Number(asked)];
const lives = asked === undefined ? [IN_EVERY_RUN] : shifts.map(everyCall);

describe("a stack of which each call fails once", function () {
  this.timeout(CLUSTER_TIMEOUT);
  let directory: string;
  let proxy: ApiProxy;
  let stack: SandboxStack;
  let engine: EngineProcess;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "aks-ray-faults-"));
    const { kubeconfigPath } = await testCluster();
    proxy = await startApiProxy(kubeconfigPath, join(directory, "kubeconfig"));
    engine = new EngineProcess();
    const { deploy } = engine;
    stack = await SandboxStack.create({ kubeconfigPath: proxy.kubeconfigPath, engine: deploy });
  });

  afterEach(async () => {
    proxy.pending.length = 0;
    await stack.azureFails([]);
    await stack.close();
    await proxy.close();
    await rm(directory, { recursive: true });
  });

  /** Deploys until it succeeds, as a person would; returns what failed on the way. */
  async function untilDone(operation: "up" | "destroy", settings: AksRayClusterArgs, most: number) {
    const failed: DeployResult[] = [];
    for (;;) {
      const takesOver = Object.keys(TAKE_OVER).some((variable) => variable in process.env);
      const result = await stack.deploy(operation, settings);
      for (const variable of Object.keys(TAKE_OVER)) delete process.env[variable];
      // The variables are part of the provider's settings while they are set.
      if (!result.failed && takesOver) await stack.deploy(operation, settings);
      if (!result.failed) return failed;
      failed.push(result);
      expect(errorsOf(result)).to.not.match(/^\s+at /m);
      if (ENDED.test(errorsOf(result))) await forgetWhatWasUnderWay(result);
      if (HELM_IS_STUCK.test(errorsOf(result))) await forgetUnfinishedReleases();
      if (IS_THERE.test(errorsOf(result))) Object.assign(process.env, TAKE_OVER);
      expect(failed.length, errorsOf(result)).to.be.at.most(most);
    }
  }

  /** What docs/troubleshooting.md says to do before the next `up` where a plugin or the engine was ended. */
  async function forgetWhatWasUnderWay({ interrupted }: DeployResult): Promise<void> {
    await stack.deleteUnknownInAzure();
    if (interrupted) expect(errorsOf(await stack.deploy("refresh"))).to.equal("");
  }

  /** What docs/troubleshooting.md says to do where helm was ended in the middle of an installation. */
  async function forgetUnfinishedReleases(): Promise<void> {
    const { client } = stack.cluster;
    const labelSelector = "owner=helm,status in (pending-install,pending-upgrade)";
    for (const { metadata } of await client.list("v1", "Secret", { labelSelector })) {
      const { name, namespace } = metadata;
      await client.delete({ apiVersion: "v1", kind: "Secret", metadata: { name, namespace } });
    }
    expect(errorsOf(await stack.deploy("refresh"))).to.equal("");
  }

  async function expectWhole(settings: AksRayClusterArgs, pools: number): Promise<void> {
    const { deployment } = JSON.parse(await stack.stateText()) as SerializedState;
    const names = deployment.resources.map(({ urn }) => urn);
    expect(names).to.deep.equal([...new Set(names)]);
    expect(deployment.resources.filter((resource) => resource.delete)).to.deep.equal([]);
    expect(deployment.pending_operations ?? []).to.deep.equal([]);
    expect(await stack.azureIds()).to.have.lengthOf(2 + 1 + pools);
    const { client } = stack.cluster;
    expect(await client.list("ray.io/v1", "RayCluster")).to.have.lengthOf(1);
    expect(await client.list("batch/v1", "Job", { namespace: "ray" })).to.have.lengthOf(
      settings.readiness === "none" ? 0 : 1,
    );
    const releases = await client.list("v1", "Secret", { labelSelector: "owner=helm,status=deployed" });
    expect(new Set(releases.map(({ metadata }) => metadata.labels?.["name"])).size).to.equal(2);
    expect(releases).to.have.lengthOf(2);
    expect(changesOf(await stack.deploy("up", settings))).to.deep.equal([]);
  }

  async function expectNothing(): Promise<void> {
    expect(await stack.resources()).to.deep.equal([]);
    expect(await stack.azureIds()).to.deep.equal([]);
    expect(await find(stack.cluster.client, "v1", "Namespace", "ray")).to.equal(undefined);
  }

  for (const [index, failures] of lives.entries()) {
    it(`comes whole through its life (${failures.length} faults${lives.length > 1 ? `, ${index}` : ""})`, async () => {
      const made = plan(failures, engine);
      const phases: [Phase, () => Promise<DeployResult[]>, () => Promise<void>][] = [
        ["up", () => untilDone("up", CREATED, CALLS_AT_MOST), () => expectWhole(CREATED, 2)],
        ["update", () => untilDone("up", UPDATED, CALLS_AT_MOST), () => expectWhole(UPDATED, 1)],
        ["destroy", () => untilDone("destroy", {}, CALLS_AT_MOST), expectNothing],
      ];
      for (const [phase, run, check] of phases) {
        if (phase === "update" && !made.lines.some((line) => line.phase === phase)) continue;
        await stack.azureFails(
          made.azure.filter((fault) => fault.phase === phase).map(({ phase: _, ...fault }) => fault),
        );
        proxy.pending.push(...made.api.filter((fault) => fault.phase === phase));
        const failed = await run();
        expect(
          proxy.pending.map(({ what }) => what),
          "faults that no call came to",
        ).to.deep.equal([]);
        print(made, phase, failed);
        await check();
      }
    });
  }
});

/** More deployments than this do not get any further. */
const CALLS_AT_MOST = 25;

/** One line a fault: what failed, and in which deployment it was reported; the next one went on. */
function print({ lines }: Plan, phase: Phase, failed: DeployResult[]): void {
  const errors = failed.map(errorsOf);
  for (const { what } of lines.filter((line) => line.phase === phase)) {
    const at = errors.findIndex((text) => text.includes(what));
    const reported = at < 0 ? "" : `, reported by deployment ${at + 1}`;
    console.log(`      ${phase}: ${what}${reported}; all whole after deployment ${failed.length + 1}`);
  }
}
