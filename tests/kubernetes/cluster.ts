import type { ConfigureRequest, Log } from "../plugin";
import { ApiClient } from "./api";
import { chosenConfig, kubeconfigOf, readSettings, type Settings } from "./configuration";
import { messageOf } from "./write";

/** The cluster that the provider was configured for, and whether it answers. */
export class Cluster {
  private constructor(
    readonly settings: Settings,
    /** Undefined while the cluster is not known or does not answer. */
    readonly reachable: ApiClient | undefined,
    readonly unreachableReason: string,
  ) {}

  /** Never fails: a cluster that cannot be reached matters only to what needs it. */
  static async connect(request: ConfigureRequest, log: Log): Promise<Cluster> {
    let settings = readSettings(request, undefined);
    let client: ApiClient | undefined;
    try {
      settings = readSettings(request, kubeconfigOf(request));
      client = new ApiClient(chosenConfig(settings), (message) => log("warning", message));
      await client.request({
        method: "GET",
        path: "/version",
        signal: AbortSignal.timeout(CONNECT_MILLISECONDS),
      });
      return new Cluster(settings, client, "");
    } catch (error) {
      client?.close();
      return new Cluster(settings, undefined, messageOf(error));
    }
  }

  /** The client. Throws, with the reason, where the cluster does not answer. */
  demand(): ApiClient {
    if (this.reachable === undefined) {
      throw new Error(`configured Kubernetes cluster is unreachable: ${this.unreachableReason}`);
    }
    return this.reachable;
  }
}

const CONNECT_MILLISECONDS = 10_000;
