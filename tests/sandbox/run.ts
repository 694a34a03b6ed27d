import type { Request } from "./arguments";
import type { ProgramHome } from "./home";
import type { Project } from "./project";
import type { Services } from "./services";
import { join } from "node:path";
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

/** What the stand-ins are told. */
export function standInEnvironment({ home, services, request }: Run): Record<string, string> {
  return {
    AKS_RAY_HELM: services.helm,
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
export function packageConfiguration({ services, request }: Run): Record<string, string> {
  if (request.chart !== undefined) return NO_AZURE;
  return {
    ...NO_AZURE,
    "aks-ray:chartRepository": services.chartRepository,
    ...(services.chartCrdDigests && { "aks-ray:chartCrdDigests": JSON.stringify(services.chartCrdDigests) }),
  };
}
