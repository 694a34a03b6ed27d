import { servePlugin } from "../plugin";
import { KubernetesProvider } from "./provider";

/** The plugin `pulumi-resource-kubernetes`, standing in for the release that package.json pins. */
void servePlugin({
  name: "kubernetes",
  version: "4.34.2",
  acceptSecrets: true,
  provider: (host) => new KubernetesProvider(host),
});
