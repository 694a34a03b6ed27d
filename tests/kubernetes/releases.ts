import { parse, parseAllDocuments } from "yaml";
import {
  containsUnknown,
  equalValues,
  InitFailedError,
  isMap,
  markSecrets,
  Secret,
  UNKNOWN,
  type CheckRequest,
  type CheckResult,
  type CreateRequest,
  type CreateResult,
  type DeleteRequest,
  type DiffRequest,
  type DiffResult,
  type PropertyMap,
  type PropertyPath,
  type ReadRequest,
  type ReadResult,
  type UpdateRequest,
} from "../plugin";
import { comparePaths, detailedDiff } from "./comparison";
import type { Cluster } from "./cluster";
import { HelmError, runHelm } from "./helm-command";
import { stringAt, valueAt } from "./objects";
import { chartArguments, installArguments } from "./release-arguments";
import { uniqueName } from "./values";

export const RELEASE_TYPE = "kubernetes:helm.sh/v3:Release";

const DEFAULT_TIMEOUT_SECONDS = 300;

/** What `helm … --output json` tells of a release. */
interface HelmRelease {
  name: string;
  namespace: string;
  version: number;
  info: { status: string; description?: string };
  chart: { metadata: { name: string; version: string; appVersion?: string } };
  config?: PropertyMap;
  manifest: string;
}

/** `kubernetes:helm.sh/v3:Release` through the helm command. */
export class Releases {
  constructor(private readonly cluster: Cluster) {}

  async check(request: CheckRequest): Promise<CheckResult> {
    const inputs: PropertyMap = { ...request.news };
    const oldName = request.olds.name;
    inputs.name ??=
      typeof oldName === "string" ? oldName : uniqueName(`${request.name}-`, request.randomSeed);
    inputs.namespace ||= this.cluster.settings.namespace;
    if (inputs.skipAwait !== true) inputs.timeout ??= DEFAULT_TIMEOUT_SECONDS;
    delete inputs.resourceNames;
    const failures: CheckResult["failures"] = [];
    if (!containsUnknown(inputs)) {
      try {
        inputs.version = await this.chartVersion(inputs, request.signal);
      } catch (error) {
        if (!(error instanceof HelmError)) throw error;
        failures.push({
          property: "chart",
          reason: `${error.message}; check the chart name and repository configuration.`,
        });
      }
    }
    return { inputs: markSecrets(inputs, request.secretPaths), failures };
  }

  /** The very version that the chart's constraint resolves to. */
  private async chartVersion(inputs: PropertyMap, signal: AbortSignal): Promise<unknown> {
    const chart = await runHelm({ args: ["show", "chart", ...chartArguments(inputs)], signal });
    return valueAt(parse(chart), "version");
  }

  async diff({ olds, news, ignoreChanges }: DiffRequest): Promise<DiffResult> {
    const recorded = isMap(olds.__inputs) ? { ...olds.__inputs } : {};
    const after = ignoreChanges.includes("version") ? { ...news, version: olds.version } : news;
    delete recorded.resourceNames;
    const changes = comparePaths(recorded, after, false);
    const detailed = detailedDiff(changes, (path) => path === "name" || path === "namespace");
    const diffs = Object.keys({ ...recorded, ...after }).filter(
      (key) => !equalValues(recorded[key], after[key]),
    );
    const replaces = Object.keys(detailed).filter((path) => detailed[path]?.kind.endsWith("-replace"));
    const changed = changes.size === 0 ? "none" : "some";
    return { changes: changed, replaces, diffs, detailedDiff: detailed };
  }

  async create(request: CreateRequest): Promise<CreateResult> {
    const { inputs, secretPaths } = request;
    if (request.preview) return { id: "", properties: outputs(inputs, undefined, secretPaths) };
    const id = `${inputs.namespace as string}/${inputs.name as string}`;
    try {
      const release = await this.run("install", inputs, request.signal);
      return { id, properties: outputs(inputs, release, secretPaths) };
    } catch (error) {
      await this.refuse(error, inputs, id, secretPaths, "was created, but failed to initialize completely");
      throw error;
    }
  }

  async update(request: UpdateRequest): Promise<PropertyMap> {
    const { news, secretPaths } = request;
    if (request.preview) return outputs(news, undefined, secretPaths);
    try {
      return outputs(news, await this.run("upgrade", news, request.signal), secretPaths);
    } catch (error) {
      await this.refuse(error, news, request.id, secretPaths, "failed to initialize completely");
      throw error;
    }
  }

  /** Records a release that helm keeps in spite of its failure; returns where there is none. */
  private async refuse(
    error: unknown,
    inputs: PropertyMap,
    id: string,
    secretPaths: PropertyPath[],
    what: string,
  ): Promise<void> {
    if (!(error instanceof HelmError)) return;
    const release = await this.find(inputs.namespace, inputs.name).catch(() => undefined);
    if (release === undefined || release.info.status === "deployed") return;
    throw new InitFailedError(id, outputs(inputs, release, secretPaths), [
      `Helm release "${id}" ${what}. Use Helm CLI to investigate: failed to become available within allocated ` +
        `timeout. Error: Helm Release ${id}: ${error.message}`,
    ]);
  }

  async read(request: ReadRequest): Promise<ReadResult | undefined> {
    const [namespace = "", name = ""] = request.id.split("/");
    const release = await this.find(namespace, name);
    if (release === undefined) return undefined;
    const isImport = Object.keys(request.inputs).length === 0;
    const inputs = isImport ? importedInputs(release) : request.inputs;
    const properties = outputs(inputs, release, request.secretPaths);
    return { id: request.id, properties, inputs: markSecrets(inputs, request.secretPaths) };
  }

  async delete(request: DeleteRequest): Promise<void> {
    const { properties, signal } = request;
    const args = ["uninstall", String(properties.name), "--namespace", String(properties.namespace)];
    if (properties.atomic === true || properties.skipAwait !== true) {
      args.push("--wait", "--timeout", `${(properties.timeout as number) || DEFAULT_TIMEOUT_SECONDS}s`);
    }
    await runHelm({ args, kubeconfig: this.kubeconfig("delete"), signal });
  }

  private async run(
    verb: "install" | "upgrade",
    inputs: PropertyMap,
    signal: AbortSignal,
  ): Promise<HelmRelease> {
    const stdout = await runHelm({
      args: [...installArguments(verb, inputs), "--output", "json"],
      values: (inputs.values ?? {}) as PropertyMap,
      kubeconfig: this.kubeconfig(verb === "install" ? "create" : "update"),
      signal,
    });
    return JSON.parse(stdout) as HelmRelease;
  }

  /** The release as helm has stored it; undefined where there is none. */
  private async find(namespace: unknown, name: unknown): Promise<HelmRelease | undefined> {
    const where = [String(name), "--namespace", String(namespace)];
    const kubeconfig = this.kubeconfig("read");
    try {
      const status = await runHelm({ args: ["status", ...where, "--output", "json"], kubeconfig });
      const metadata = await runHelm({ args: ["get", "metadata", ...where, "--output", "json"], kubeconfig });
      const manifest = await runHelm({ args: ["get", "manifest", ...where], kubeconfig });
      const chart = JSON.parse(metadata) as { chart: string; version: string; appVersion?: string };
      const { chart: chartName, version, appVersion } = chart;
      return {
        ...(JSON.parse(status) as HelmRelease),
        chart: { metadata: { name: chartName, version, appVersion } },
        manifest,
      };
    } catch (error) {
      if (error instanceof HelmError && /release: not found/.test(error.message)) return undefined;
      throw error;
    }
  }

  private kubeconfig(what: string): string {
    if (this.cluster.reachable === undefined || this.cluster.settings.kubeconfig === undefined) {
      throw new Error(
        `can't ${what} Helm Release with unreachable cluster: ${this.cluster.unreachableReason}`,
      );
    }
    return this.cluster.settings.kubeconfig;
  }
}

/** pulumi-kubernetes, checkpointRelease: inputs, what the release tells of itself, and the inputs as one secret. */
function outputs(
  inputs: PropertyMap,
  release: HelmRelease | undefined,
  secretPaths: PropertyPath[],
): PropertyMap {
  return {
    ...markSecrets(inputs, secretPaths),
    ...(release === undefined
      ? { resourceNames: UNKNOWN, status: UNKNOWN }
      : {
          version: release.chart.metadata.version,
          resourceNames: resourceNames(release.manifest),
          status: {
            appVersion: release.chart.metadata.appVersion ?? "",
            chart: release.chart.metadata.name,
            name: release.name,
            namespace: release.namespace,
            revision: release.version,
            status: release.info.status,
            version: release.chart.metadata.version,
          },
        }),
    __inputs: new Secret(inputs),
  };
}

/** Names of the manifest's objects by `Kind/apiVersion`, each with its namespace where it names one. */
export function resourceNames(manifest: string): Record<string, string[]> {
  const names: Record<string, string[]> = {};
  for (const document of parseAllDocuments(manifest)) {
    const object: unknown = document.toJS();
    const name = stringAt(object, "metadata", "name");
    if (name === undefined) continue;
    const namespace = stringAt(object, "metadata", "namespace");
    const key = `${stringAt(object, "kind")}/${stringAt(object, "apiVersion")}`;
    (names[key] ??= []).push(namespace === undefined ? name : `${namespace}/${name}`);
  }
  return names;
}

function importedInputs(release: HelmRelease): PropertyMap {
  return {
    name: release.name,
    namespace: release.namespace,
    chart: release.chart.metadata.name,
    version: release.chart.metadata.version,
    values: release.config ?? {},
    timeout: DEFAULT_TIMEOUT_SECONDS,
  };
}
