import type { KubeRayOperatorArgs, OperatorArgs, OperatorInstall } from "../args";
import { joinPath, type Faults } from "./faults";

/** Arguments that do not belong to the Helm chart. */
const OF_EVERY_INSTALL = new Set<string>(["install", "extension", "aksCluster"]);

/** What is said of an operator without installing it by Helm. */
const ALSO_WITH: Readonly<Record<Exclude<OperatorInstall, "helm">, readonly string[]>> = {
  extension: ["namespace"],
  none: ["version", "featureGates", "watchNamespaces", "batchScheduler"],
};

/** How the operator comes into the cluster. */
export function installOf({ install = "helm" }: OperatorArgs): OperatorInstall {
  return install;
}

/** Refuses what has no effect with the way in which the operator comes into the cluster. */
export function checkOperatorInstall(args: OperatorArgs, at: string, faults: Faults): void {
  const install = installOf(args);
  const { extension } = args;
  if (extension !== undefined && install !== "extension") {
    faults.add(
      joinPath(at, "extension"),
      `has no effect with 'install: ${install}': set 'extension', or remove it`,
    );
  }
  if (extension?.version !== undefined && extension.releaseTrain !== undefined) {
    faults.add(
      joinPath(at, "extension", "releaseTrain"),
      "has no effect with 'version', at which the extension stays: remove one of the two",
    );
  }
  if (install === "helm") return;
  for (const key of Object.keys(args)) {
    if (OF_EVERY_INSTALL.has(key) || ALSO_WITH[install].includes(key)) continue;
    faults.add(
      joinPath(at, key),
      install === "extension"
        ? "belongs to the Helm chart, and Azure runs the operator with 'install: extension': remove it, or use 'helm'"
        : "belongs to the Helm chart, and nothing is installed with 'install: none': remove it, or use 'helm'",
    );
  }
}

/** Azure puts an extension on a cluster that it knows. */
export function checkAksCluster(args: KubeRayOperatorArgs, faults: Faults): void {
  const install = installOf(args);
  if (install === "extension" && args.aksCluster === undefined && !faults.touch("aksCluster")) {
    faults.add("aksCluster", "must name the AKS cluster with 'install: extension'");
  }
  if (install !== "extension" && args.aksCluster !== undefined) {
    faults.add("aksCluster", `has no effect with 'install: ${install}': remove it, or use 'extension'`);
  }
}
