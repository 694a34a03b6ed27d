import type { Request } from "./arguments";
import type { ProgramHome } from "./home";
import type { Project } from "./project";
import type { Services } from "./services";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { repositoryRoot } from "./home";

/** Exit code of a program that was interrupted (128 + SIGINT). */
export const INTERRUPTED = 130;

/** Everything that one deployment needs. */
export interface Run {
  request: Request;
  project: Project;
  home: ProgramHome;
  services: Services;
  /** Texts by full key. */
  configuration: Record<string, string>;
}

/** Package → folder of the plugin that stands in for it, or is it. */
export function pluginFolders(): Record<string, string> {
  const root = repositoryRoot();
  return {
    "azure-native": join(root, "tests", "azure", "plugin"),
    kubernetes: join(root, "tests", "kubernetes", "plugin"),
    "aks-ray": join(root, "provider", "plugin"),
  };
}

/** The same, as `plugins.providers` of a Pulumi.yaml names them. */
export function pluginProviders(): { name: string; path: string }[] {
  return Object.entries(pluginFolders()).map(([name, path]) => ({ name, path }));
}

/** Has a program find this repository as the package that it imports. */
const OWN_PACKAGE = ["--require", join(repositoryRoot(), "bin", "tests", "sandbox", "own-package.js")];

/** Arguments for Node.js with which the built-in engine runs a program. */
export function nodeArguments({ typescript }: { typescript: boolean }): string[] {
  return typescript ? [...OWN_PACKAGE, "--import", pathToFileURL(require.resolve("tsx")).href] : OWN_PACKAGE;
}

/** What the `pulumi` CLI needs to run programs that find this repository as the package; without its types, which a test checks. */
export const CLI_ENVIRONMENT = {
  PULUMI_SKIP_UPDATE_CHECK: "true",
  PULUMI_NODEJS_TRANSPILE_ONLY: "true",
  NODE_OPTIONS: OWN_PACKAGE.join(" "),
};

/** What the stand-ins are told. */
export function standInEnvironment({
  home,
  services,
  request,
}: Pick<Run, "home" | "services"> & { request: Pick<Request, "timeScale"> }): Record<string, string> {
  return {
    AKS_RAY_HELM: services.helm,
    AKS_RAY_STAND_IN_CHARTS: "1",
    AKS_RAY_AZURE_STATE: home.azure,
    AKS_RAY_AZURE_KUBECONFIG: services.kubeconfigPath,
    ...(request.timeScale !== undefined && { AKS_RAY_AZURE_TIME_SCALE: String(request.timeScale) }),
  };
}

/** Keeps previews from asking the real Azure, even where the arguments want it: nothing listens at these addresses. */
const NO_AZURE = {
  "aks-ray:preflight": "off",
  "aks-ray:armEndpoint": "http://127.0.0.1:1",
  "aks-ray:pricesEndpoint": "http://127.0.0.1:1",
};

/** Keeps the package off the real Azure, and points it at the sandbox's chart repository, unless the user chose a chart. */
export function packageConfiguration({
  services,
  request,
}: Pick<Run, "services"> & { request: Pick<Request, "chart"> }): Record<string, string> {
  if (request.chart !== undefined) return NO_AZURE;
  return {
    ...NO_AZURE,
    "aks-ray:chartRepository": services.chartRepository,
    ...(services.chartCrdDigests && { "aks-ray:chartCrdDigests": JSON.stringify(services.chartCrdDigests) }),
  };
}
