import type { ConfigureRequest, PluginHost, Provider, ResourceRequest } from "../plugin";
import { checkConfig, diffConfig } from "./configuration";
import { Cluster } from "./cluster";
import { Releases, RELEASE_TYPE } from "./releases";
import { Resources } from "./resources";

/** Everything that is done to one kind of resource. */
type Handler = Required<Pick<Provider, "check" | "diff" | "create" | "read" | "update" | "delete">>;

/** The Kubernetes provider: Helm releases through helm, everything else through the API server. */
export class KubernetesProvider implements Provider {
  private cluster: Cluster | undefined;

  constructor(private readonly host: PluginHost) {}

  readonly checkConfig = checkConfig;
  readonly diffConfig = diffConfig;

  async configure(request: ConfigureRequest): Promise<void> {
    this.cluster = await Cluster.connect(request, this.host.log);
  }

  private handler({ type, urn }: ResourceRequest): Handler {
    if (this.cluster === undefined)
      throw new Error(`the Kubernetes provider is not configured, yet asked for ${urn}`);
    if (type === RELEASE_TYPE) return new Releases(this.cluster);
    if (/:(ConfigGroup|ConfigFile|Chart|Directory)$/.test(type)) {
      throw new Error(
        `${type}: this stand-in of the Kubernetes provider makes resources and Helm releases only`,
      );
    }
    if (/Patch$/.test(type)) {
      throw new Error(`${type}: Patch resources need the real Kubernetes provider`);
    }
    if (/List$/.test(type)) {
      throw new Error(
        `${type}: list resources cannot be created directly; use the underlying resource type instead`,
      );
    }
    return new Resources(this.cluster, this.host.log);
  }

  readonly check: Handler["check"] = (request) => this.handler(request).check(request);
  readonly diff: Handler["diff"] = (request) => this.handler(request).diff(request);
  readonly create: Handler["create"] = (request) => this.handler(request).create(request);
  readonly read: Handler["read"] = (request) => this.handler(request).read(request);
  readonly update: Handler["update"] = (request) => this.handler(request).update(request);
  readonly delete: Handler["delete"] = (request) => this.handler(request).delete(request);

  async cancel(): Promise<void> {
    this.cluster?.reachable?.close();
  }
}
