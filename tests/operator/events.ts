import { createHash } from "node:crypto";
import type { ApiClient } from "../kubernetes/api";
import type { RayCluster } from "./ray-cluster";

/**
 * Records what happened to a RayCluster as Kubernetes Events. Like client-go's recorder it makes one Event of all
 * that happen to one state of the object for one reason: the first note stands.
 */
export class EventRecorder {
  private readonly recorded = new Set<string>();

  constructor(
    private readonly client: ApiClient,
    private readonly log: (line: string) => void,
  ) {}

  /** Never fails: an Event that cannot be written must not stop the operator. */
  async record(
    cluster: RayCluster,
    type: "Normal" | "Warning",
    reason: string,
    action: "Create" | "Delete" | "Validate",
    note: string,
  ): Promise<void> {
    const { name, namespace = "default", uid = "", resourceVersion } = cluster.metadata;
    this.log(`${namespace}/${name}: ${reason}: ${note}`);
    const digest = createHash("sha1")
      .update([uid, resourceVersion, type, action, reason].join("\0"))
      .digest("hex")
      .slice(0, 16);
    if (this.recorded.has(digest)) return;
    this.recorded.add(digest);
    const event = {
      apiVersion: "events.k8s.io/v1",
      kind: "Event",
      metadata: { name: `${name}.${digest}`, namespace },
      type,
      reason,
      action,
      // The API's limit.
      note: note.slice(0, 1024),
      eventTime: new Date().toISOString().replace(/(\.\d{3})Z$/, "$1000Z"),
      reportingController: "raycluster-controller",
      reportingInstance: "raycluster-controller",
      regarding: {
        apiVersion: cluster.apiVersion,
        kind: cluster.kind,
        name,
        namespace,
        uid,
        resourceVersion,
      },
    };
    await this.client.create(event, { fieldManager: "kuberay-operator" }).catch((error: unknown) => {
      this.log(`${namespace}/${name}: cannot record ${reason}: ${String(error)}`);
    });
  }
}
