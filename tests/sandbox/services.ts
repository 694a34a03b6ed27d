import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { packageChart, startChartServer, type ChartServer } from "../charts";
import { startCluster, stopCluster, tools } from "../cluster";
import { KUBERAY_CRD_DIGESTS } from "../../provider/settings/versions";
import { ensureRunning, stopRecorded } from "./background-process";
import { repositoryRoot, type ProgramHome } from "./home";
import { stopRealRay } from "./real-ray";
import { UserError } from "./user-error";

/** What the program runs against. */
export interface Services {
  kubeconfigPath: string;
  /** Path of the helm binary. */
  helm: string;
  chartRepository: string;
  /** SHA-256 digests of the chart's CRD files, where they are not those that the provider knows. */
  chartCrdDigests?: Record<string, string>;
  /** Ends what lives only as long as this run. */
  close(): Promise<void>;
}

export interface ServiceOptions {
  home: ProgramHome;
  /** Absolute path of a kubeconfig to use in place of a cluster of the sandbox's own. */
  kubeconfig?: string;
  /** Absolute path of an operator binary to run in place of the stand-in. */
  operator?: string;
  log: (line: string) => void;
}

/** Starts the control plane, the operator, Kueue (all of them outlive this run) and the chart repository. */
export async function startServices({ home, kubeconfig, operator, log }: ServiceOptions): Promise<Services> {
  const { helm } = await tools(log);
  const kubeconfigPath = kubeconfig ?? (await startCluster({ dataDir: home.cluster, log })).kubeconfigPath;
  const [chart] = await Promise.all([
    packageChart(home.charts),
    startOperator(home, kubeconfigPath, operator),
    startKueue(home, kubeconfigPath),
  ]);
  const server = await serveCharts(home);
  const known = KUBERAY_CRD_DIGESTS[chart.version];
  const real = Object.entries(chart.crdDigests).every(([file, digest]) => known?.[file] === digest);
  return {
    kubeconfigPath,
    helm,
    chartRepository: server.url,
    chartCrdDigests: real ? undefined : chart.crdDigests,
    close: () => server.close(),
  };
}

/** Ends Ray, operator, Kueue and control plane of one program; what they hold stays. Tells whether anything ran. */
export async function stopServices(home: ProgramHome): Promise<boolean> {
  const ray = await stopRealRay(home);
  const operator = await stopRecorded(home.operatorProcess);
  const kueue = await stopRecorded(home.kueueProcess);
  const cluster = existsSync(home.cluster) ? await stopCluster(home.cluster) : [];
  return ray || operator || kueue || cluster.length > 0;
}

/**
 * Gates that let clusters ask for more and change nothing else (KubeRay v1.7.0, pkg/features), on from the start: this program runs
 * beside its Deployment and not by what that says.
 */
const ALLOWING_GATES = [
  "RayCronJob",
  "RayClusterNetworkPolicy",
  "RayClusterHistoryServer",
  "GCSFaultToleranceEmbeddedStorage",
];

/** One operator works on a cluster at a time, the stand-in or a real one. */
async function startOperator(
  home: ProgramHome,
  kubeconfig: string,
  binary: string | undefined,
): Promise<void> {
  const main = join(repositoryRoot(), "bin", "tests", "operator", "main.js");
  const standIn = { command: process.execPath, args: [main, "--kubeconfig", kubeconfig] };
  // Flags of KubeRay's operator (main.go); it takes the cluster from KUBECONFIG. Ports 0: none.
  const real = binary && {
    command: binary,
    args: [
      "--enable-leader-election=false",
      "--metrics-addr=0",
      "--health-probe-bind-address=0",
      `--feature-gates=${ALLOWING_GATES.map((gate) => `${gate}=true`).join(",")}`,
    ],
  };
  await ensureRunning({
    ...(real || standIn),
    environment: { PATH: process.env.PATH, HOME: home.root, KUBECONFIG: kubeconfig },
    log: home.operatorLog,
    record: home.operatorProcess,
  });
}

/** It works where the stack, or somebody else, has installed the stand-in's chart. */
async function startKueue(home: ProgramHome, kubeconfig: string): Promise<void> {
  const main = join(repositoryRoot(), "bin", "tests", "kueue", "main.js");
  await ensureRunning({
    command: process.execPath,
    args: [main, "--kubeconfig", kubeconfig],
    environment: { PATH: process.env.PATH, HOME: home.root },
    log: home.kueueLog,
    record: home.kueueProcess,
  });
}

/** At the port of the last run where that is free, so that the configuration is the same each time. */
async function serveCharts(home: ProgramHome): Promise<ChartServer> {
  const remembered = await readFile(home.chartPort, "utf8").then(Number, () => undefined);
  const serve = (port?: number): Promise<ChartServer> => startChartServer({ directory: home.charts, port });
  let server: ChartServer;
  try {
    server = await serve(remembered);
  } catch (error) {
    if (remembered === undefined || (error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    server = await serve();
  }
  await writeFile(home.chartPort, new URL(server.url).port, { mode: 0o600 });
  return server;
}

/** An absolute path of something that has to be there; `option` names it in the error. */
export function existing(option: string, path: string | undefined, from: string): string | undefined {
  if (path === undefined) return undefined;
  const absolute = resolve(from, path);
  if (!existsSync(absolute)) throw new UserError(`${option}: there is no '${path}'`, "", 2);
  return absolute;
}
