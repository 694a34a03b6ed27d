import { existsSync } from "node:fs";
import { standInChart } from "../charts";
import type { PropertyMap } from "../plugin";
import { stringAt } from "./objects";
import { HelmError } from "./helm-command";

/** Flags that are on or off, by the Release's property. */
const SWITCHES: Record<string, string> = {
  atomic: "--atomic",
  cleanupOnFail: "--cleanup-on-fail",
  createNamespace: "--create-namespace",
  dependencyUpdate: "--dependency-update",
  disableOpenapiValidation: "--disable-openapi-validation",
  disableWebhooks: "--no-hooks",
  forceUpdate: "--force",
  renderSubchartNotes: "--render-subchart-notes",
  replace: "--replace",
  resetValues: "--reset-values",
  reuseValues: "--reuse-values",
  skipCrds: "--skip-crds",
};

/** Switches that one of the two verbs does not know. */
const ONLY: Record<string, "install" | "upgrade"> = {
  cleanupOnFail: "upgrade",
  createNamespace: "install",
  forceUpdate: "upgrade",
  replace: "install",
  resetValues: "upgrade",
  reuseValues: "upgrade",
};

/**
 * The chart and where it comes from: a path below the plugin's working directory, a repository or a registry. With
 * `AKS_RAY_STAND_IN_CHARTS` in the environment, small charts take the place of those that the internet offers.
 */
export function chartArguments(inputs: PropertyMap): string[] {
  const chart = String(inputs.chart ?? "");
  const repository = stringAt(inputs, "repositoryOpts", "repo");
  const standIn = process.env.AKS_RAY_STAND_IN_CHARTS ? standInChart(chart, repository) : undefined;
  if (standIn !== undefined) return [standIn];
  const args = [chart];
  const isPath = chart.startsWith(".") || chart.startsWith("/");
  if (isPath && !existsSync(chart)) throw new HelmError(`path "${chart}" not found`);
  if (repository !== undefined && repository !== "") args.push("--repo", repository);
  if (!existsSync(chart) && inputs.version) args.push("--version", String(inputs.version));
  else if (inputs.devel === true) args.push("--devel");
  const flags: Record<string, string> = {
    caFile: "--ca-file",
    certFile: "--cert-file",
    keyFile: "--key-file",
    username: "--username",
    password: "--password",
  };
  for (const [property, flag] of Object.entries(flags)) {
    const value = stringAt(inputs, "repositoryOpts", property);
    if (value) args.push(flag, value);
  }
  if (inputs.verify === true) args.push("--verify", "--keyring", String(inputs.keyring));
  return args;
}

/** Arguments of `helm install` or `helm upgrade`, without values and kubeconfig. */
export function installArguments(verb: "install" | "upgrade", inputs: PropertyMap): string[] {
  const args = [
    verb,
    String(inputs.name),
    ...chartArguments(inputs),
    "--namespace",
    String(inputs.namespace),
  ];
  for (const [property, flag] of Object.entries(SWITCHES)) {
    if (inputs[property] === true && (ONLY[property] ?? verb) === verb) args.push(flag);
  }
  if (inputs.skipAwait !== true) {
    args.push("--wait");
    if (inputs.waitForJobs === true) args.push("--wait-for-jobs");
  }
  if (typeof inputs.timeout === "number") args.push("--timeout", `${inputs.timeout}s`);
  if (typeof inputs.maxHistory === "number" && verb === "upgrade") {
    args.push("--history-max", String(inputs.maxHistory));
  }
  if (inputs.description) args.push("--description", String(inputs.description));
  if (inputs.postrender) args.push("--post-renderer", String(inputs.postrender));
  return args;
}
