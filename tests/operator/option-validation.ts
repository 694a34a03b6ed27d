import type { Surroundings } from "./feature-gates";
import {
  envOf,
  rayContainer,
  type Container,
  type NetworkPolicyRules,
  type RayClusterSpec,
} from "./ray-cluster";

type Gates = Surroundings["gates"];

const DNS_1123_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** KubeRay v1.7.0 validation.go, validateNetworkPolicy, and the gate before it. */
export function* networkPolicyFaults(spec: RayClusterSpec, gates: Gates): Generator<string> {
  const policy = spec.networkPolicy;
  if (policy === undefined) return;
  if (!gates.RayClusterNetworkPolicy) {
    yield "spec.networkPolicy requires the RayClusterNetworkPolicy feature gate to be enabled";
  }
  const mode = policy.mode ?? "DenyAll";
  const ruleFaults = function* (name: string, rules: NetworkPolicyRules | undefined): Generator<string> {
    if (mode === "DenyAllEgress" && rules?.ingressRules?.length) {
      yield `networkPolicy.${name}.ingressRules cannot be set when mode is "${mode}" (ingress is not restricted)`;
    }
    if (mode === "DenyAllIngress" && rules?.egressRules?.length) {
      yield `networkPolicy.${name}.egressRules cannot be set when mode is "${mode}" (egress is not restricted)`;
    }
  };
  yield* ruleFaults("head", policy.head);
  yield* ruleFaults("worker", policy.worker);
  const names = (spec.workerGroupSpecs ?? []).map(({ groupName }) => groupName);
  for (const name of names.filter((group) => !DNS_1123_LABEL.test(group))) {
    yield `worker group name "${name}" must be a valid DNS1123 label when networkPolicy is enabled`;
  }
  for (const { groupName, ...rules } of policy.workerGroups ?? []) {
    yield* ruleFaults(`workerGroups["${groupName}"]`, rules);
    if (!names.includes(groupName)) {
      yield `networkPolicy.workerGroups["${groupName}"] does not match any group name in workerGroupSpecs`;
    }
  }
}

const TLS_ENV = ["RAY_USE_TLS", "RAY_TLS_SERVER_CERT", "RAY_TLS_SERVER_KEY", "RAY_TLS_CA_CERT"];

/** KubeRay v1.7.0 validation.go, validateTLSOptions, and the gate before it. */
export function* tlsFaults(spec: RayClusterSpec, gates: Gates): Generator<string> {
  if (spec.tlsOptions === undefined) return;
  if (!gates.RayClusterMTLS) yield "spec.tlsOptions requires the RayClusterMTLS feature gate to be enabled";
  if (!spec.tlsOptions.enabled) return;
  const pods: [string, Pick<Container, "env" | "volumeMounts"> | undefined][] = [
    ["head Pod", rayContainer(spec.headGroupSpec.template.spec)],
    ...(spec.workerGroupSpecs ?? []).map(({ groupName, template }): [string, Container | undefined] => [
      `worker group "${groupName}"`,
      rayContainer(template.spec),
    ]),
    ["autoscalerOptions", spec.autoscalerOptions],
  ];
  const managed = "when tlsOptions is set - the operator manages TLS configuration automatically";
  for (const [where, container] of pods) {
    for (const name of TLS_ENV.filter((variable) => container?.env?.some((env) => env.name === variable))) {
      yield `cannot set ${name} environment variable in ${where} ${managed}`;
    }
    for (const mount of container?.volumeMounts ?? []) {
      if (mount.name === "ray-tls" || mount.mountPath === "/etc/ray/tls") {
        yield `cannot use volume mount "${mount.name}" at "${mount.mountPath}" in ${where} ${managed}`;
      }
    }
  }
}

const COLLECTOR = "ray-history-collector";
const COLLECTOR_ENV = [
  "POD_IP",
  "FQ_RAY_IP",
  "RAY_CLUSTER_NAME",
  "RAY_CLUSTER_NAMESPACE",
  "RAY_ROLE",
  "OWNER_KIND",
  "OWNER_NAME",
  "EVENTS_PORT",
];

/** KubeRay v1.7.0 validation.go, validateCollectorOptions for Azure, and what stands before it. */
export function* historyServerFaults(spec: RayClusterSpec, gates: Gates): Generator<string> {
  const options = spec.historyServerOptions;
  if (options === undefined) return;
  if (!gates.RayClusterHistoryServer) yield "RayClusterHistoryServer feature gate is not enabled";
  const collector = options.collectorOptions;
  if (collector === undefined) {
    yield "historyServerOptions.collectorOptions must be set";
    return;
  }
  if (!collector.image) yield "historyServerOptions.collectorOptions.image must be set";
  const given = (name: string) => envOf(collector as Container, name);
  const has = (name: string) => Boolean(given(name)?.value || given(name)?.valueFrom);
  for (const name of COLLECTOR_ENV.filter((variable) => given(variable) !== undefined)) {
    yield `historyServerOptions.collectorOptions.env must not contain ${name}: it is managed by KubeRay`;
  }
  const backend = given("STORAGE_BACKEND")?.value;
  if (!backend) {
    yield "STORAGE_BACKEND environment variable must be set with a literal string value in historyServerOptions.collectorOptions.env";
  }
  if (backend?.toUpperCase() === "AZUREBLOB") {
    const mode = given("AZURE_STORAGE_AUTH_MODE")?.value?.trim().toLowerCase() ?? "";
    const url = has("AZURE_STORAGE_ACCOUNT_URL");
    const text = has("AZURE_STORAGE_CONNECTION_STRING");
    if (mode === "connection_string" && !text) yield "AZURE_STORAGE_CONNECTION_STRING must be set";
    else if (["workload_identity", "default"].includes(mode) && !url) {
      yield `AZURE_STORAGE_ACCOUNT_URL environment variable must be set when AZURE_STORAGE_AUTH_MODE is ${mode}`;
    } else if (!url && !text) {
      yield "either AZURE_STORAGE_CONNECTION_STRING or AZURE_STORAGE_ACCOUNT_URL environment variable must be set when STORAGE_BACKEND is AZUREBLOB";
    }
  }
  for (const group of [spec.headGroupSpec, ...(spec.workerGroupSpecs ?? [])]) {
    if (group.template.spec?.containers?.some(({ name }) => name === COLLECTOR)) {
      yield `a pod template must not define a container with name '${COLLECTOR}' when history server collector options are enabled`;
    }
  }
}
