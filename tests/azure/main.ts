import { servePlugin } from "../plugin";
import { ApiClient } from "../kubernetes/api";
import { runDevicePlugins } from "./machines/run-device-plugins";
import { readOptions } from "./options";
import { AzureProvider } from "./provider";

/** Stands in for the plugin pulumi-resource-azure-native; `readOptions` says what its environment can set. */
async function main(): Promise<void> {
  const options = readOptions();
  await servePlugin({
    name: "azure-native",
    version: "3.28.0",
    provider: (host) => new AzureProvider(options, host),
  });
  // Nodes live as long as the process here: what is configured when it starts counts as well.
  if (options.kubeconfig !== undefined) {
    await runDevicePlugins(ApiClient.fromFile(options.kubeconfig), new AbortController().signal);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
