import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import {
  equalValues,
  UNKNOWN,
  type CheckRequest,
  type CheckResult,
  type DiffRequest,
  type DiffResult,
} from "../plugin";
import type { ConfigureRequest, PropertyMap } from "../plugin";
import { stringAt } from "./objects";

/** A Kubernetes provider's settings, its own or from `PULUMI_K8S_…` in the environment. */
export interface Settings {
  /** The kubeconfig's contents; undefined while it is not known. */
  kubeconfig?: string;
  context?: string;
  cluster?: string;
  /** Namespace of objects that name none. */
  namespace: string;
  serverSideApply: boolean;
  patchForce: boolean;
  upsertExisting: boolean;
  mutableConfigMaps: boolean;
  mutableSecrets: boolean;
  deleteUnreachable: boolean;
  skipUpdateUnreachable: boolean;
}

/** The kubeconfig of a Configure request; undefined while it is not known. Throws where it cannot be read. */
export function kubeconfigOf({ args, variables }: ConfigureRequest): string | undefined {
  const given = args.kubeconfig ?? variables["kubernetes:config:kubeconfig"];
  if (given === UNKNOWN) return undefined;
  return readKubeconfig(typeof given === "string" && given !== "" ? given : undefined);
}

/** Reads the settings of a Configure request. Throws where the kubeconfig is none. */
export function readSettings(
  { args, variables }: ConfigureRequest,
  kubeconfig: string | undefined,
): Settings {
  const text = (key: string): string | undefined => {
    const value = args[key] ?? variables[`kubernetes:config:${key}`];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const flag = (key: string, environment: string, otherwise: boolean): boolean => {
    const value = args[key] ?? variables[`kubernetes:config:${key}`] ?? process.env[environment];
    return value === undefined || value === UNKNOWN ? otherwise : String(value) === "true";
  };
  const context = text("context");
  return {
    kubeconfig,
    context,
    cluster: text("cluster"),
    namespace: text("namespace") ?? contextNamespace(kubeconfig, context) ?? "default",
    serverSideApply: flag("enableServerSideApply", "PULUMI_K8S_ENABLE_SERVER_SIDE_APPLY", true),
    patchForce: flag("enablePatchForce", "PULUMI_K8S_ENABLE_PATCH_FORCE", false),
    upsertExisting: flag("upsertExistingObjects", "PULUMI_K8S_UPSERT_EXISTING_OBJECTS", false),
    mutableConfigMaps: flag("enableConfigMapMutable", "PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE", false),
    mutableSecrets: flag("enableSecretMutable", "PULUMI_K8S_ENABLE_SECRET_MUTABLE", false),
    deleteUnreachable: flag("deleteUnreachable", "PULUMI_K8S_DELETE_UNREACHABLE", false),
    skipUpdateUnreachable: flag("skipUpdateUnreachable", "PULUMI_K8S_SKIP_UPDATE_UNREACHABLE", false),
  };
}

/** The contents of a kubeconfig given as contents or path; without one the file that kubectl would take. */
function readKubeconfig(contentsOrPath: string | undefined): string {
  const given = contentsOrPath ?? process.env.KUBECONFIG?.split(":")[0] ?? join(homedir(), ".kube", "config");
  // Contents must never be taken for a path: the error would show them.
  if (/[\n{:]/.test(given)) return given;
  return readFileSync(given.replace(/^~(?=\/)/, homedir()), "utf8");
}

/** Reads a kubeconfig. The error says what is wrong, but shows no line of it. */
function parse(kubeconfig: string): KubeConfig {
  const config = new KubeConfig();
  try {
    config.loadFromString(kubeconfig);
  } catch (error) {
    const reason = error instanceof Error && "reason" in error ? `: ${String(error.reason)}` : "";
    throw new Error(`failed to parse kubeconfig data in \`kubernetes:config:kubeconfig\`${reason}`);
  }
  return config;
}

function contextNamespace(kubeconfig: string | undefined, context: string | undefined): string | undefined {
  if (kubeconfig === undefined) return undefined;
  const config = parse(kubeconfig);
  return config.getContextObject(context ?? config.getCurrentContext())?.namespace;
}

/** The kubeconfig with the settings' context and cluster chosen. */
export function chosenConfig(settings: Settings): KubeConfig {
  if (settings.kubeconfig === undefined) throw new Error("the provider's kubeconfig is not known yet");
  const config = parse(settings.kubeconfig);
  if (settings.context !== undefined) config.setCurrentContext(settings.context);
  const current = config.getContextObject(config.getCurrentContext());
  if (settings.cluster === undefined || current === null) return config;
  const contexts = config.contexts.map((context) =>
    context.name === current.name ? { ...context, cluster: settings.cluster ?? context.cluster } : context,
  );
  config.loadFromOptions({
    clusters: config.clusters,
    users: config.users,
    contexts,
    currentContext: current.name,
  });
  return config;
}

/** Settings that this stand-in does not have, with what they would do. */
const REFUSED: [key: string, isRefused: (value: unknown) => boolean, what: string][] = [
  ["renderYamlToDirectory", (value) => Boolean(value), "rendering YAML"],
  ["enableServerSideApply", (value) => String(value) === "false", "client-side apply"],
];

/** Refuses what only the real provider can do. */
export async function checkConfig({ news }: CheckRequest): Promise<CheckResult> {
  const failures = REFUSED.filter(([key, isRefused]) => isRefused(news[key])).map(([property, , what]) => ({
    property,
    reason: `${what} needs the real Kubernetes provider`,
  }));
  return { failures };
}

/**
 * pulumi-kubernetes, DiffConfig: an updated `clusterIdentifier` replaces the provider and, with it, everything it
 * made; the same one keeps it whatever the kubeconfig does; without one, another active cluster replaces it.
 */
export async function diffConfig({ olds, oldInputs, news }: DiffRequest): Promise<DiffResult> {
  const before = Object.keys(oldInputs).length > 0 ? oldInputs : olds;
  const changed = changedKeys(before, news);
  if (changed.length === 0) return { changes: "none" };
  const had = given(before.clusterIdentifier);
  const has = given(news.clusterIdentifier);
  const identifierChanged = changed.includes("clusterIdentifier");
  if (has && !identifierChanged) return { changes: "some", diffs: changed };
  const replaces = had && has && identifierChanged ? ["clusterIdentifier"] : [];
  const unknown = ["kubeconfig", "context", "cluster"].find((key) => news[key] === UNKNOWN);
  if (unknown !== undefined) return { changes: "some", diffs: [unknown], replaces: [...replaces, unknown] };
  const active = activeCluster(before);
  const next = activeCluster(news);
  if (active !== undefined && next !== undefined && !equalValues(active, next)) {
    replaces.push(...["kubeconfig", "context", "cluster"].filter((key) => changed.includes(key)));
  }
  return { changes: "some", diffs: changed, replaces };
}

function changedKeys(before: PropertyMap, after: PropertyMap): string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  // The engine adds the plugin's version to the inputs.
  return [...keys].filter((key) => key !== "version" && !equalValues(before[key], after[key]));
}

function given(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "";
}

/** The entry of the cluster that the provider talks to; undefined where the kubeconfig cannot tell. */
function activeCluster(config: PropertyMap): unknown {
  const text = typeof config.kubeconfig === "string" ? config.kubeconfig : undefined;
  try {
    const parsed = parse(readKubeconfig(text));
    const context = stringAt(config, "context") ?? parsed.getCurrentContext();
    const name = stringAt(config, "cluster") ?? parsed.getContextObject(context)?.cluster;
    const cluster = name === undefined ? null : parsed.getCluster(name);
    return cluster ? { name: cluster.name, server: cluster.server, ca: cluster.caData } : undefined;
  } catch {
    return undefined;
  }
}
