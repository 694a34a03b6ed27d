import { findPlugin, isAddress, startPlugin, type RunningPlugin } from "./plugin-process";
import { ProviderConnection } from "./provider-connection";

/** Starts plugins, one process for each provider, and ends them all. */
export class PluginHost {
  private readonly connections = new Set<ProviderConnection>();
  private closed = false;
  /** host:port of the engine; has to be set before a plugin is loaded. */
  engineAddress = "";

  /**
   * `plugins`: package → folder of its plugin, its executable, or the host:port at which it listens already;
   * `workingDirectory`: the program's, in which Pulumi runs plugins too (pkg/resource/plugin, newPlugin).
   */
  constructor(
    private readonly plugins: Readonly<Record<string, string>>,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly workingDirectory: string | undefined,
  ) {}

  /** A new connection to a package's plugin, not configured yet. */
  async load(packageName: string): Promise<ProviderConnection> {
    const { plugins, engineAddress, environment, workingDirectory } = this;
    const location = plugins[packageName];
    const plugin =
      location !== undefined && isAddress(location)
        ? attached(location)
        : await startPlugin(findPlugin(packageName, location), engineAddress, environment, workingDirectory);
    let connection: ProviderConnection;
    try {
      connection = await ProviderConnection.open(plugin, engineAddress);
    } catch (error) {
      await plugin.stop();
      throw error;
    }
    this.connections.add(connection);
    if (this.closed) await this.unload(connection);
    return connection;
  }

  async unload(connection: ProviderConnection): Promise<void> {
    this.connections.delete(connection);
    await connection.close();
  }

  /** Asks every provider to give up what it is doing. */
  async cancel(): Promise<void> {
    await Promise.all([...this.connections].map((connection) => connection.cancel()));
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.connections].map((connection) => this.unload(connection)));
  }
}

function attached(address: string): RunningPlugin {
  return { address, ended: new Promise(() => undefined), stop: () => Promise.resolve() };
}
