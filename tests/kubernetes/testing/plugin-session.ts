import { collectLogs, PluginClient, type LogCollector, type ResourceName } from "../../plugin/client";
import { servePlugin, type PropertyMap } from "../../plugin";
import { KubernetesProvider } from "../provider";

/** A resource as an engine keeps it. */
export interface Recorded {
  id: string;
  inputs: PropertyMap;
  outputs: PropertyMap;
}

/** The provider over its gRPC interface, as an engine drives it. */
export interface PluginSession {
  client: PluginClient;
  logs: LogCollector;
  /** Check and create; the recorded resource. */
  create(resource: ResourceName, news: PropertyMap): Promise<Recorded>;
  /** Check, diff and, where it says so, update. Fails when a replacement is asked for. */
  update(resource: ResourceName, old: Recorded, news: PropertyMap): Promise<Recorded>;
  /** What the diff of new program inputs says. */
  diff(resource: ResourceName, old: Recorded, news: PropertyMap): ReturnType<PluginClient["diff"]>;
  delete(resource: ResourceName, old: Recorded): Promise<void>;
  close(): Promise<void>;
}

/** Serves the provider in this process and configures it with the given provider inputs. */
export async function openSession(configuration: PropertyMap): Promise<PluginSession> {
  const logs = await collectLogs();
  const server = await servePlugin({
    name: "kubernetes",
    version: "4.34.2",
    acceptSecrets: true,
    provider: (host) => new KubernetesProvider(host),
    args: [logs.address],
    printPort: false,
  });
  const client = new PluginClient(server.port);
  await client.configure(configuration);

  const checked = async (resource: ResourceName, news: PropertyMap, olds: PropertyMap = {}) => {
    const { inputs, failures } = await client.check(resource, news, olds);
    if (failures.length > 0) throw new Error(failures.join("\n"));
    return inputs;
  };
  const diff: PluginSession["diff"] = async (resource, old, news) =>
    client.diff(resource, old.id, old.inputs, old.outputs, await checked(resource, news, old.inputs));

  return {
    client,
    logs,
    diff,
    async create(resource, news) {
      const inputs = await checked(resource, news);
      const { id, properties } = await client.create(resource, inputs);
      return { id, inputs, outputs: properties };
    },
    async update(resource, old, news) {
      const { changed, replaces } = await diff(resource, old, news);
      if (replaces.length > 0) throw new Error(`replacement because of ${replaces.join(", ")}`);
      if (!changed) return old;
      const inputs = await checked(resource, news, old.inputs);
      const outputs = await client.update(resource, old.id, old.inputs, old.outputs, inputs);
      return { id: old.id, inputs, outputs };
    },
    delete: (resource, old) => client.delete(resource, old.id, old.outputs, old.inputs),
    async close() {
      await client.cancel();
      client.close();
      await server.close();
      logs.close();
    },
  };
}
