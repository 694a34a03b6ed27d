import { numberAt, stringAt, valueAt, type KubernetesObject } from "../../kubernetes/objects";
import { findVmSize, migSlicesOf } from "../vm-sizes";
import { MIG_PROFILE_ANNOTATION } from "./nodes";

/**
 * What NVIDIA's device plugin makes of a node: the GPUs that it advertises, by the DaemonSet and ConfigMap through which the
 * plugin is configured. Source: NVIDIA/k8s-device-plugin v0.18.0: README.md, api/config/v1, cmd/config-manager/main.go.
 */

/** Files of a ConfigMap, by the ConfigMap's name. */
export type ConfigMaps = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** The plugin's own image, whichever registry it comes from. */
const IMAGE = /(^|\/)k8s-device-plugin:/;

const NVIDIA_GPU = "nvidia.com/gpu";
const MPS_CLIENTS_AT_MOST = 48;

/** What a plugin's pod on the node advertises, by resource name; nothing where it does not come up. */
export function advertisedGpus(
  node: KubernetesObject,
  daemonSet: KubernetesObject,
  configMaps: ConfigMaps,
): Record<string, number> {
  const spec = valueAt(daemonSet, "spec", "template", "spec");
  const environment = variables(pluginContainer(daemonSet));
  const config = environment["CONFIG_FILE"] === undefined ? {} : chosenConfig(node, spec, configMaps);
  if (config === undefined || !isSound(config)) return {};
  const strategy = environment["MIG_STRATEGY"] ?? stringAt(config, "flags", "migStrategy") ?? "none";
  const devices = nodeDevices(node, strategy);
  if (devices === undefined) return {};
  const [resource, count] = devices;
  const replicas = replicasOf(
    config,
    resource,
    stringAt(node, "metadata", "annotations", MIG_PROFILE_ANNOTATION),
  );
  return replicas === undefined ? {} : { [resource]: count * replicas };
}

/** Whether the DaemonSet is one of NVIDIA's plugin with a pod on the node. */
export function hasDevicePlugin(node: KubernetesObject, daemonSet: KubernetesObject): boolean {
  return pluginContainer(daemonSet) !== undefined && isSelected(node, daemonSet);
}

function pluginContainer(daemonSet: KubernetesObject): unknown {
  const containers = listAt(daemonSet, "spec", "template", "spec", "containers");
  // The image has further programs, which are named as commands.
  return containers.find(
    (container) =>
      IMAGE.test(stringAt(container, "image") ?? "") && valueAt(container, "command") === undefined,
  );
}

/** By the required node affinity, with the operators `In` and `NotIn`. */
function isSelected(node: KubernetesObject, daemonSet: KubernetesObject): boolean {
  const affinity = valueAt(daemonSet, "spec", "template", "spec", "affinity", "nodeAffinity");
  const terms = listAt(affinity, "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms");
  return (
    terms.length === 0 ||
    terms.some((term) =>
      listAt(term, "matchExpressions").every((expression) => {
        const label = node.metadata.labels?.[stringAt(expression, "key") ?? ""];
        return listAt(expression, "values").includes(label) === (stringAt(expression, "operator") === "In");
      }),
    )
  );
}

/** The file that config-manager links: the one named by a label of the node. Undefined where its pod fails for want of it. */
function chosenConfig(node: KubernetesObject, spec: unknown, configMaps: ConfigMaps): unknown {
  const manager = listAt(spec, "initContainers").find((container) =>
    listAt(container, "command").includes("config-manager"),
  );
  const { NODE_LABEL: label = "nvidia.com/device-plugin.config" } = variables(manager);
  const name = node.metadata.labels?.[label] ?? "";
  for (const volume of listAt(spec, "volumes")) {
    const file = configMaps.get(stringAt(volume, "configMap", "name") ?? "")?.[name];
    if (file !== undefined) return JSON.parse(file);
  }
  return undefined;
}

/** config.go and sharing.go refuse another version, and both ways of sharing at once. */
function isSound(config: unknown): boolean {
  const version = stringAt(config, "version");
  const both =
    valueAt(config, "sharing", "timeSlicing") !== undefined &&
    valueAt(config, "sharing", "mps") !== undefined;
  return (version === undefined || version === "v1") && !both;
}

/** Resource and number of a node's devices before any sharing. */
function nodeDevices(node: KubernetesObject, strategy: string): [string, number] | undefined {
  const size = findVmSize(node.metadata.labels?.["node.kubernetes.io/instance-type"] ?? "");
  const profile = node.metadata.annotations?.[MIG_PROFILE_ANNOTATION];
  if (size?.gpus?.vendor !== "nvidia") return undefined;
  if (profile === undefined || strategy === "none") return [NVIDIA_GPU, size.gpus.count];
  const slices = migSlicesOf(size, profile);
  return slices && [strategy === "single" ? NVIDIA_GPU : slices.resource, slices.count];
}

/** How often each device is advertised; undefined where the plugin refuses to share it (MPS: whole GPUs, 48 clients). */
function replicasOf(config: unknown, resource: string, migProfile: string | undefined): number | undefined {
  const strategy = valueAt(config, "sharing", "mps") === undefined ? "timeSlicing" : "mps";
  const shared = listAt(config, "sharing", strategy, "resources").find(
    (entry) => stringAt(entry, "name") === resource,
  );
  if (shared === undefined) return 1;
  const replicas = numberAt(shared, ["replicas"]);
  const refused = strategy === "mps" && (migProfile !== undefined || replicas > MPS_CLIENTS_AT_MOST);
  return replicas < 1 || refused ? undefined : replicas;
}

function variables(container: unknown): Record<string, string | undefined> {
  return Object.fromEntries(
    listAt(container, "env").map((variable) => [
      stringAt(variable, "name") ?? "",
      stringAt(variable, "value"),
    ]),
  );
}

function listAt(root: unknown, ...path: string[]): unknown[] {
  const value = valueAt(root, ...path);
  return Array.isArray(value) ? value : [];
}
