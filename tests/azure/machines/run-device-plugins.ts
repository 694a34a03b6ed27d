import { setTimeout as delay } from "node:timers/promises";
import type { ApiClient } from "../../kubernetes/api";
import { ApiError } from "../../kubernetes/api-error";
import { valueAt, type KubernetesObject } from "../../kubernetes/objects";
import { advertisedGpus, hasDevicePlugin } from "./device-plugin";
import { advertisedRdma } from "./rdma-plugin";

/** How long to wait for an API server that does not answer. */
const RETRY_MILLISECONDS = 500;

/**
 * Plays the pods of NVIDIA's device plugins, that of GPUs and that of InfiniBand adapters, on the cluster's nodes until the signal
 * is aborted: each node's status says what the plugins would advertise there. A node without a plugin keeps what it has.
 */
export async function runDevicePlugins(client: ApiClient, signal: AbortSignal): Promise<void> {
  const nodes = new Map<string, KubernetesObject>();
  const daemonSets = new Map<string, KubernetesObject>();
  const configMaps = new Map<string, Record<string, string>>();
  const policies = new Map<string, KubernetesObject>();

  const update = async (): Promise<void> => {
    for (const node of nodes.values()) {
      const plugin = [...daemonSets.values()].find((daemonSet) => hasDevicePlugin(node, daemonSet));
      if (plugin !== undefined) {
        await advertise(client, node, "nvidia.com/", advertisedGpus(node, plugin, configMaps));
      }
      for (const policy of policies.values()) {
        await advertise(client, node, "rdma/", advertisedRdma(node, policy));
      }
    }
  };
  // One update at a time; whatever is reported meanwhile is in the next one.
  let updates = Promise.resolve();
  const changed = () => (updates = updates.catch(() => {}).then(update));

  const follow = async (
    apiVersion: string,
    kind: string,
    namespace: string | undefined,
    keep: (object: KubernetesObject, gone: boolean) => void,
  ) => {
    while (!signal.aborted) {
      try {
        for await (const { type, object } of client.follow(apiVersion, kind, { namespace, signal })) {
          keep(object, type === "DELETED");
          await changed();
        }
      } catch {
        await delay(RETRY_MILLISECONDS, undefined, { signal }).catch(() => {});
      }
    }
  };
  await Promise.all([
    follow("v1", "Node", undefined, (node, gone) => put(nodes, node.metadata.name, gone ? undefined : node)),
    follow("apps/v1", "DaemonSet", undefined, (daemonSet, gone) => {
      const { namespace = "", name } = daemonSet.metadata;
      put(daemonSets, `${namespace}/${name}`, gone ? undefined : daemonSet);
    }),
    follow("v1", "ConfigMap", undefined, (configMap, gone) => {
      const data = valueAt(configMap, "data") as Record<string, string> | undefined;
      put(configMaps, configMap.metadata.name, gone ? undefined : (data ?? {}));
    }),
    follow("mellanox.com/v1alpha1", "NicClusterPolicy", undefined, (policy, gone) =>
      put(policies, policy.metadata.name, gone ? undefined : policy),
    ),
  ]);
}

function put<T>(map: Map<string, T>, key: string, value: T | undefined): void {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
}

/** Takes the place of every resource of a plugin's prefix that the node has, as the kubelet does when a plugin registers. */
async function advertise(
  client: ApiClient,
  { metadata, status }: KubernetesObject,
  prefix: string,
  devices: Record<string, number>,
): Promise<void> {
  const wanted = Object.fromEntries(Object.entries(devices).map(([name, count]) => [name, String(count)]));
  const capacity = valueAt(status, "capacity") as Record<string, string> | undefined;
  const present = Object.entries(capacity ?? {}).filter(([name]) => name.startsWith(prefix));
  const same =
    present.length === Object.keys(wanted).length && present.every(([name, count]) => wanted[name] === count);
  if (same) return;
  const patch = { ...Object.fromEntries(present.map(([name]) => [name, null])), ...wanted };
  try {
    await client.request({
      method: "PATCH",
      path: `/api/v1/nodes/${metadata.name}/status`,
      body: { status: { capacity: patch, allocatable: patch } },
      contentType: "application/merge-patch+json",
    });
  } catch (error) {
    if (!(error instanceof ApiError && error.isNotFound)) throw error;
  }
}
