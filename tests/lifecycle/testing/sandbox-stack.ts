import { KubeConfig } from "@kubernetes/client-node";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AksRayClusterArgs } from "../../../provider/args";
import { SYSTEM_POOL_NAME } from "../../../provider/settings/pools";
import { wipeCluster } from "../../azure/machines/wipe";
import { packageChart, startChartServer, type ChartServer } from "../../charts";
import { deploy, type DeployOptions, type DeployResult, type Operation } from "../../engine";
import { errorsOf as listErrors } from "../../engine/testing/stack";
import type { Json, SerializedState } from "../../engine/state-format";
import { testCluster, type TestCluster } from "../../kubernetes/testing/test-cluster";
import { runOperator } from "../../operator/operator";
import { runKueueManager } from "../../kueue/manager";
import { repositoryRoot } from "../../sandbox/home";
import { pluginFolders } from "../../sandbox/run";

/** A failure of simulated Azure, as tests/azure/faults.ts reads it. */
export interface AzureFault {
  type: string;
  operation: "create" | "update" | "delete" | "invoke" | "read";
  code: string;
  message?: string;
  status?: number;
  after?: "before" | "accepted";
  times?: number;
}

const PASSPHRASE = "correct horse battery staple";

/**
 * The reusable stack on simulated Azure and the test run's API server, with a chart repository and an operator of its
 * own. Programs and plugins are the built ones: `npm run build` comes first.
 */
export class SandboxStack {
  private stop = new AbortController();
  private operator: Promise<void> = Promise.resolve();
  private kueue: Promise<void> = Promise.resolve();
  /** Everything that the operator, the engine, the program and the plugins have said. */
  readonly log: string[] = [];

  private constructor(
    private readonly directory: string,
    readonly cluster: TestCluster,
    private readonly charts: ChartServer,
    private readonly crdDigests: Record<string, string>,
    private readonly kubeconfigPath: string,
    private readonly engine: typeof deploy,
  ) {}

  /**
   * `operator`: whether one runs from the start (default true). `kubeconfigPath`: what Azure hands out; by default that of
   * the test run's cluster. `engine`: what deploys; by default the engine in this process.
   */
  static async create({
    operator = true,
    kubeconfigPath,
    engine = deploy,
  }: { operator?: boolean; kubeconfigPath?: string; engine?: typeof deploy } = {}): Promise<SandboxStack> {
    const cluster = await testCluster();
    const directory = await mkdtemp(join(tmpdir(), "aks-ray-life-"));
    const { crdDigests } = await packageChart(join(directory, "charts"));
    const charts = await startChartServer({ directory: join(directory, "charts") });
    const stack = new SandboxStack(
      directory,
      cluster,
      charts,
      crdDigests,
      kubeconfigPath ?? cluster.kubeconfigPath,
      engine,
    );
    await stack.azureFails([]);
    if (operator) stack.startOperator();
    return stack;
  }

  /** Starts the stand-in for the KubeRay operator; `clock` is what time it is by its schedules. */
  startOperator({ clock }: { clock?: () => number } = {}): void {
    const { client } = this.cluster;
    const log = (line: string) => void this.log.push(line);
    this.operator = runOperator({ client, signal: this.stop.signal, log, clock });
  }

  /** Starts the stand-in for Kueue, which works once its chart is installed. */
  startKueue(): void {
    const { client } = this.cluster;
    const log = (line: string) => void this.log.push(line);
    this.kueue = runKueueManager({ client, signal: this.stop.signal, log });
  }

  /** Ends the operator, as where somebody has uninstalled it; `startOperator` brings another one. */
  async stopOperator(): Promise<void> {
    this.stop.abort();
    await this.operator;
    this.stop = new AbortController();
  }

  private get stateFile(): string {
    return join(this.directory, "state.json");
  }

  /** Deploys the stack with these settings; `more` is what else the engine is told. */
  async deploy(
    operation: Operation,
    settings: AksRayClusterArgs = {},
    { config, ...more }: Partial<DeployOptions> = {},
  ): Promise<DeployResult> {
    const result = await this.engine({
      operation,
      program: { dir: repositoryRoot(), main: "stack.js" },
      project: "aks-ray-stack",
      stack: "dev",
      stateFile: this.stateFile,
      passphrase: PASSPHRASE,
      plugins: pluginFolders(),
      config: {
        "aks-ray-stack:settings": JSON.stringify(settings),
        "azure-native:location": "westeurope",
        "azure-native:subscriptionId": "00000000-0000-4000-8000-000000000000",
        "aks-ray:preflight": "off",
        "aks-ray:chartRepository": this.charts.url,
        "aks-ray:chartCrdDigests": JSON.stringify(this.crdDigests),
        ...config,
      },
      environment: {
        AKS_RAY_HELM: this.cluster.helm,
        AKS_RAY_STAND_IN_CHARTS: "1",
        AKS_RAY_AZURE_STATE: this.azureFile,
        AKS_RAY_AZURE_KUBECONFIG: this.kubeconfigPath,
        AKS_RAY_AZURE_FAULTS: join(this.directory, "faults.json"),
      },
      ...more,
    });
    // The outputs' secrets are the caller's to hide; everything else is shown as it comes.
    const shown = result.events.filter(({ kind }) => kind !== "outputs");
    this.log.push(...shown.map((event) => JSON.stringify(event)));
    return result;
  }

  private get azureFile(): string {
    return join(this.directory, "azure.json");
  }

  /** Makes simulated Azure fail from the next deployment on. */
  azureFails(faults: AzureFault[]): Promise<void> {
    return writeFile(join(this.directory, "faults.json"), JSON.stringify(faults));
  }

  /** The ids of what is in simulated Azure. */
  async azureIds(): Promise<string[]> {
    const { resources } = JSON.parse(await readFile(this.azureFile, "utf8")) as { resources: object };
    return Object.keys(resources);
  }

  /** Deletes the AKS cluster with its pools and all that is in it, behind Pulumi's back. */
  async azureLosesCluster(): Promise<void> {
    await this.azureLoses("/managedclusters/");
    const config = new KubeConfig();
    config.loadFromFile(this.kubeconfigPath);
    await wipeCluster(config);
  }

  /** Deletes what Azure has and the stack's state does not know, but for the system pools, which are parts of their clusters. */
  async deleteUnknownInAzure(): Promise<void> {
    const { deployment } = JSON.parse(await this.stateText()) as SerializedState;
    const known = new Set(deployment.resources.map(({ id }) => String(id).toLowerCase()));
    for (const id of await this.azureIds()) {
      if (!known.has(id.toLowerCase()) && !id.endsWith(`/agentpools/${SYSTEM_POOL_NAME}`))
        await this.azureLoses(id);
    }
  }

  private async azureLoses(part: string): Promise<void> {
    const state = JSON.parse(await readFile(this.azureFile, "utf8")) as {
      resources: Record<string, unknown>;
    };
    const kept = Object.entries(state.resources).filter(([id]) => !id.toLowerCase().includes(part));
    await writeFile(this.azureFile, JSON.stringify({ ...state, resources: Object.fromEntries(kept) }));
  }

  /** Everything that simulated Azure holds. */
  async azureState(): Promise<Json> {
    return JSON.parse(await readFile(this.azureFile, "utf8")) as Json;
  }

  /** Takes a state, and what simulated Azure held then, for those of this stack. */
  async restore(state: SerializedState, azure: Json): Promise<void> {
    await writeFile(this.stateFile, JSON.stringify(state));
    await writeFile(this.azureFile, JSON.stringify(azure));
  }

  /** Leaves what is in the state to itself. */
  async forget(): Promise<void> {
    const state = JSON.parse(await this.stateText()) as SerializedState;
    await writeFile(
      this.stateFile,
      JSON.stringify({ ...state, deployment: { ...state.deployment, resources: [] } }),
    );
  }

  stateText(): Promise<string> {
    return readFile(this.stateFile, "utf8");
  }

  /** Resources of the state, without the stack and the default providers. */
  async resources(): Promise<{ type: string; name: string }[]> {
    const { deployment } = JSON.parse(await this.stateText()) as SerializedState;
    return (deployment.resources ?? [])
      .map(({ type, urn }) => ({ type, name: urn.split("::").slice(3).join("::") }))
      .filter(({ type, name }) => type !== "pulumi:pulumi:Stack" && !name.startsWith("default"));
  }

  /** Destroys what a test left, since the next stack has the same API server, and ends what runs for it. */
  async close(): Promise<void> {
    if ((await this.resources()).length > 0) await this.deploy("destroy");
    this.stop.abort();
    await Promise.all([this.operator, this.kueue]);
    await this.charts.close();
    await rm(this.directory, { recursive: true, force: true });
  }
}

/** `op name` of every step that changes something, in the order in which they began. */
export function changesOf(result: DeployResult): string[] {
  return result.events.flatMap((event) =>
    event.kind === "resourceStart" && event.op !== "same" && event.op !== "refresh"
      ? [`${event.op} ${event.name}`]
      : [],
  );
}

/** The errors of a deployment, as one text. */
export function errorsOf(result: DeployResult): string {
  return listErrors(result).join("\n");
}
