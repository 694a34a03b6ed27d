import type { AzureFault } from "../lifecycle/testing/sandbox-stack";
import type { ApiFailure, ApiFault } from "./api-proxy";
import type { EngineProcess } from "./engine-process";

/** How often azure-native sends a request before it gives up (client_azcore.go: three times again). */
const ATTEMPTS = 4;

type AzureFailure = Omit<AzureFault, "type" | "operation">;

/** Ways in which a request to Azure fails. */
const AZURE_FAILURES: Record<string, AzureFailure> = {
  "is refused": { code: "SubscriptionNotRegistered", status: 400 },
  "meets another operation (409)": { code: "OperationNotAllowed", status: 409 },
  "is one of too many (429)": { code: "TooManyRequests", status: 429, times: ATTEMPTS },
  "takes too long (504)": { code: "GatewayTimeout", status: 504, times: ATTEMPTS },
  "is accepted, and fails": { code: "InternalServerError", after: "accepted" },
  "ends the plugin before": { code: "PluginKilled" },
  "ends the plugin after it is accepted": { code: "PluginKilled", after: "accepted" },
  "ends the engine before": { code: "EngineKilled" },
  "ends the engine after it is accepted": { code: "EngineKilled", after: "accepted" },
};

/** Ways in which a request to the API server fails; some end the plugin that made it, or the engine. */
const API_FAILURES: Record<string, ApiFailure & { killed?: "plugin" | "engine" }> = {
  "is forbidden": { status: 403 },
  "meets a conflict (409)": { status: 409 },
  "is one of too many (429)": { status: 429 },
  "meets an error (500)": { status: 500 },
  "meets a server that is not ready (503)": { status: 503 },
  "is cut off": { hangUp: "before" },
  "is done, and its answer lost": { hangUp: "after" },
  "ends the plugin before": { hangUp: "before", killed: "plugin" },
  "ends the plugin after it is done": { hangUp: "after", killed: "plugin" },
  "ends the engine before": { hangUp: "before", killed: "engine" },
  "ends the engine after it is done": { hangUp: "after", killed: "engine" },
};

export type Phase = "up" | "update" | "destroy";

/** A call, and in which phase of a stack's life it is made. */
type Call = { phase: Phase } & (
  { azure: string; operation: AzureFault["operation"] } | { api: string; methods: string[]; path: RegExp }
);

const WRITE = ["POST", "PATCH", "PUT"];
const api = (phase: Phase, name: string, path: RegExp, methods = WRITE): Call => ({
  phase,
  api: name,
  methods,
  path,
});

/** Every kind of call that the stack makes in its life. */
export const CALLS: Call[] = [
  { phase: "up", azure: "ResourceGroup", operation: "create" },
  { phase: "up", azure: "ManagedCluster", operation: "create" },
  { phase: "up", azure: "AgentPool", operation: "create" },
  { phase: "up", azure: "listManagedClusterUserCredentials", operation: "invoke" },
  api("up", "Namespace", /^\/api\/v1\/namespaces(\/[^/]+)?$/),
  api("up", "DaemonSet", /\/daemonsets(\/|$)/),
  api("up", "definition, by helm", /\/customresourcedefinitions(\/|$)/),
  api("up", "Deployment, by helm", /\/deployments(\/|$)/),
  api("up", "Secret of a release, by helm", /\/namespaces\/kuberay-system\/secrets(\/|$)/),
  api("up", "Secret", /\/namespaces\/ray\/secrets(\/|$)/),
  api("up", "Service", /\/namespaces\/ray\/services(\/|$)/),
  api("up", "ServiceAccount", /\/namespaces\/ray\/serviceaccounts(\/|$)/),
  api("up", "Role", /\/namespaces\/ray\/roles(\/|$)/),
  api("up", "RoleBinding", /\/namespaces\/ray\/rolebindings(\/|$)/),
  api("up", "RayCluster", /\/rayclusters(\/|$)/),
  api("up", "Job", /\/namespaces\/ray\/jobs(\/|$)/),
  { phase: "update", azure: "ManagedCluster", operation: "update" },
  { phase: "update", azure: "AgentPool", operation: "update" },
  { phase: "update", azure: "AgentPool", operation: "delete" },
  api("update", "RayCluster", /\/rayclusters\/[^/]+$/),
  api("update", "Job", /\/namespaces\/ray\/jobs\/[^/]+$/, ["DELETE"]),
  api("update", "Role", /\/namespaces\/ray\/roles\/[^/]+$/, ["DELETE"]),
  { phase: "destroy", azure: "ManagedCluster", operation: "delete" },
  { phase: "destroy", azure: "ResourceGroup", operation: "delete" },
];

/** A call, and how it fails. */
type Failing = [call: Call, how: string];

/** What every test run sees fail: an engine that ends while Azure goes on, and a conflict. */
export const IN_EVERY_RUN: Failing[] = [
  failing("up", "AgentPool", "ends the engine after it is accepted"),
  failing("destroy", "ManagedCluster", "meets another operation (409)"),
];

function failing(phase: Phase, kind: string, how: string): Failing {
  const call = CALLS.find((each) => each.phase === phase && kindOf(each) === kind);
  if (call === undefined) throw new Error(`no call of ${kind} in '${phase}'`);
  return [call, how];
}

function kindOf(call: Call): string {
  return "api" in call ? call.api : call.azure;
}

/** Ways of failing of the calls with the most of them: as many shifts show each call fail in each of its ways. */
export const SHIFTS = Object.keys(API_FAILURES).length;

/** Gives each call one way to fail; another `shift`, another way. */
export function everyCall(shift: number): Failing[] {
  return CALLS.map((call, index) => {
    const ways = Object.keys(waysOf(call));
    return [call, ways[(index + shift) % ways.length] ?? ""];
  });
}

/** What fails in one life of a stack. */
export interface Plan {
  azure: (AzureFault & { phase: Phase })[];
  api: (ApiFault & { phase: Phase })[];
  /** A line for each fault. */
  lines: { phase: Phase; what: string }[];
}

/** The faults of a life; `engine` is the one that some of them end. */
export function plan(failures: Failing[], engine: EngineProcess): Plan {
  const made: Plan = { azure: [], api: [], lines: [] };
  for (const [call, how] of failures) {
    const { phase } = call;
    const what = `${verbOf(call)} of a ${kindOf(call)} ${how}`;
    made.lines.push({ phase, what });
    if ("api" in call) {
      const { killed, ...failure } = waysOf(call)[how] as (typeof API_FAILURES)[string];
      const strikes = { plugin: () => engine.killPlugin("kubernetes"), engine: () => engine.kill() };
      const { methods, path } = call;
      made.api.push({ phase, what, methods, path, failure, onStrike: killed && strikes[killed] });
    } else {
      const failure = waysOf(call)[how] as AzureFailure;
      const { azure: type, operation } = call;
      made.azure.push({ phase, type, operation, message: `the fault '${what}'`, ...failure });
    }
  }
  return made;
}

function verbOf(call: Call): string {
  if ("azure" in call) return call.operation;
  return call.methods.includes("DELETE") ? "deletion" : "write";
}

/** A function of Azure is never accepted first, and requests other than PUT are tried once here. */
function waysOf(call: Call): Record<string, AzureFailure | ApiFailure> {
  if ("api" in call) return API_FAILURES;
  const { operation } = call;
  const ways = Object.entries(AZURE_FAILURES).filter(
    ([, { after }]) => operation !== "invoke" || after === undefined,
  );
  const once = operation === "invoke" || operation === "delete";
  return Object.fromEntries(ways.map(([how, failure]) => [how, once ? { ...failure, times: 1 } : failure]));
}
