import { createHash } from "node:crypto";
import type { ApiClient } from "../kubernetes/api";
import type { KubernetesObject } from "../kubernetes/objects";

/**
 * Records what happened to a RayCluster, RayJob, RayCronJob or RayService as Kubernetes Events. Like client-go's recorder it makes one Event of all
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
    object: KubernetesObject,
    type: "Normal" | "Warning",
    reason: string,
    action: "Create" | "Delete" | "Suspend" | "Update" | "Validate",
    note: string,
  ): Promise<void> {
    const { name, namespace = "default", uid = "", resourceVersion } = object.metadata;
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
      reportingController: `${object.kind.toLowerCase()}-controller`,
      reportingInstance: `${object.kind.toLowerCase()}-controller`,
      regarding: {
        apiVersion: object.apiVersion,
        kind: object.kind,
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
