import type { AzureFault } from "../lifecycle/testing/sandbox-stack";
import type { ApiFailure, ApiFault } from "./api-proxy";
import { killPlugin } from "./child-plugins";

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
};

/** Ways in which a request to the API server fails; some end the plugin that made it. */
const API_FAILURES: Record<string, ApiFailure & { killed?: true }> = {
  "is forbidden": { status: 403 },
  "meets a conflict (409)": { status: 409 },
  "is one of too many (429)": { status: 429 },
  "meets an error (500)": { status: 500 },
  "meets a server that is not ready (503)": { status: 503 },
  "is cut off": { hangUp: "before" },
  "is done, and its answer lost": { hangUp: "after" },
  "ends the plugin before": { hangUp: "before", killed: true },
  "ends the plugin after it is done": { hangUp: "after", killed: true },
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

/** Whether a call stands for those of its kind: what makes, changes and deletes in Azure, by the API server and by helm. */
export function isInEveryRun(call: Call): boolean {
  return "azure" in call
    ? /ManagedCluster|AgentPool|Credentials/.test(call.azure)
    : /^(Namespace|definition, by helm|RayCluster|Job)$/.test(call.api);
}

/** What fails in one life of a stack. */
export interface Plan {
  azure: (AzureFault & { phase: Phase })[];
  api: (ApiFault & { phase: Phase })[];
  /** A line for each fault. */
  lines: { phase: Phase; what: string }[];
}

/** Ways of failing of the calls with the most of them: as many plans show each call fail in each of its ways. */
export const PLANS = Object.keys(API_FAILURES).length;

/** Gives each call one way to fail; another `shift`, another way. */
export function plan(shift: number, calls: Call[] = CALLS): Plan {
  const made: Plan = { azure: [], api: [], lines: [] };
  for (const [index, call] of calls.entries()) {
    const failures = "api" in call ? API_FAILURES : waysOf(call.operation);
    const ways = Object.keys(failures);
    const how = ways[(index + shift) % ways.length] ?? "";
    const what =
      "api" in call
        ? `${call.methods.includes("DELETE") ? "deletion" : "write"} of a ${call.api} ${how}`
        : `${call.operation} of ${call.azure} ${how}`;
    made.lines.push({ phase: call.phase, what });
    if ("api" in call) {
      const failure = API_FAILURES[how];
      if (failure === undefined) continue;
      const onStrike = failure.killed ? () => killPlugin("kubernetes") : undefined;
      const { phase, methods, path } = call;
      made.api.push({ phase, what, methods, path, failure, ...(onStrike && { onStrike }) });
    } else {
      const failure = failures[how] as AzureFailure | undefined;
      if (failure !== undefined) {
        made.azure.push({
          phase: call.phase,
          type: call.azure,
          operation: call.operation,
          message: `the fault '${what}'`,
          ...failure,
        });
      }
    }
  }
  return made;
}

/**
 * A function of Azure is never accepted first, and requests other than PUT are tried once here. A creation that Pulumi did
 * not live to see the end of is not in its state; no deployment can know of it (docs/troubleshooting.md, "After an end in the middle").
 */
function waysOf(operation: AzureFault["operation"]): Record<string, AzureFailure> {
  const ways = Object.entries(AZURE_FAILURES).filter(([, { code, after }]) => {
    if (operation === "invoke") return after === undefined;
    return !(operation === "create" && code === "PluginKilled" && after === "accepted");
  });
  const once = operation === "invoke" || operation === "delete";
  return Object.fromEntries(ways.map(([how, failure]) => [how, once ? { ...failure, times: 1 } : failure]));
}
