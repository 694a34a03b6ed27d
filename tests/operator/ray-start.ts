import { parseQuantity } from "../kubernetes/quantity";
import type { Container, Group } from "./ray-cluster";

export const GCS_PORT = "6379";

/** Whether an extended resource is one that Ray counts as GPUs: KubeRay v1.7.0 resources.go. */
export function isGpu(resource: string): boolean {
  return resource.endsWith("gpu") || /nvidia\.com\/mig-\d+g\.\d+gb$/.test(resource);
}

/** Parameters of `ray start` for the head or, with the head's address, for a worker: KubeRay v1.7.0 pod.go. */
export function startParameters(
  group: Group,
  container: Container,
  address?: string,
): Record<string, string> {
  const parameters = { ...group.rayStartParams };
  applyGroupResources(parameters, group.resources ?? {});
  const labels = Object.entries(group.labels ?? {}).sort(([left], [right]) => (left < right ? -1 : 1));
  if (labels.length > 0) parameters.labels = labels.map(([key, value]) => `${key}=${value}`).join(",");
  if (address === undefined) parameters["dashboard-host"] ??= "0.0.0.0";
  else parameters.address ??= address;
  parameters["metrics-export-port"] ??= "8080";
  parameters.block = "true";
  parameters["dashboard-agent-listen-port"] ??= "52365";
  applyContainerResources(parameters, container);
  return parameters;
}

/** A group's own `resources` go before what the container asks for. */
function applyGroupResources(parameters: Record<string, string>, resources: Record<string, string>): void {
  const custom: Record<string, number> = {};
  for (const [name, quantity] of Object.entries(resources)) {
    const value = parseQuantity(quantity);
    if (value === undefined) continue;
    const key = name.toLowerCase();
    if (key === "cpu") parameters["num-cpus"] = whole(value);
    else if (key === "memory") parameters.memory = whole(value);
    else if (isGpu(key)) parameters["num-gpus"] = whole(value);
    else custom[name] = value;
  }
  if (Object.keys(custom).length > 0) parameters.resources = `'${sortedJson(custom)}'`;
}

/** CPUs from the limit, else the request, rounded up; memory and GPUs from the limit only. */
function applyContainerResources(parameters: Record<string, string>, container: Container): void {
  const { limits = {}, requests = {} } = container.resources ?? {};
  const cpus = parseQuantity(limits.cpu) || parseQuantity(requests.cpu);
  if (cpus) parameters["num-cpus"] ??= whole(cpus);
  const memory = parseQuantity(limits.memory);
  if (memory) parameters.memory ??= whole(memory);
  for (const resource of Object.keys(limits).sort()) {
    const count = parseQuantity(limits[resource]);
    if (isGpu(resource) && count) parameters["num-gpus"] ??= whole(count);
  }
}

function whole(value: number): string {
  return BigInt(Math.ceil(value)).toString();
}

function sortedJson(values: Record<string, number>): string {
  return JSON.stringify(values, Object.keys(values).sort());
}

/** Flags that take an explicit truth value; every other one is given or left out. */
const EXPLICIT = ["log-color", "include-dashboard", "include-log-monitor"];

/** The command line as KubeRay writes it, with its odd spaces: `RAY_START_CMD` is compared in tests with the real one. */
export function startCommand(isHead: boolean, parameters: Record<string, string>): string {
  const flags = Object.keys(parameters)
    .sort()
    .map((name) => {
      const value = parameters[name] ?? "";
      const isSwitch = /^(true|false)$/i.test(value) && !EXPLICIT.includes(name);
      if (!isSwitch) return ` --${name}=${value} `;
      return value.toLowerCase() === "true" ? ` --${name} ` : "";
    });
  return `ray start ${isHead ? "--head " : ""}${flags.join("")}`;
}
