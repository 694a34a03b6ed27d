import type { ApiClient } from "../kubernetes/api";
import { isNotFound } from "../kubernetes/api-error";
import { listAt, stringAt, type KubernetesObject } from "../kubernetes/objects";

/** Characters of a termination message: the kubelet's limit. */
const MESSAGE_CHARACTERS = 4096;

/** Says in a pod's status that its containers have ended; a pod that is gone needs none. */
export async function endPod(
  client: ApiClient,
  pod: KubernetesObject,
  { exitCode, message }: { exitCode: number; message: string },
): Promise<void> {
  const succeeded = exitCode === 0;
  const now = new Date().toISOString().replace(/\.\d+Z$/, "Z");
  const condition = {
    status: "False",
    reason: succeeded ? "PodCompleted" : "PodFailed",
    lastTransitionTime: now,
  };
  const terminated = {
    exitCode,
    reason: succeeded ? "Completed" : "Error",
    message: message.slice(-MESSAGE_CHARACTERS),
    finishedAt: now,
  };
  const status = {
    phase: succeeded ? "Succeeded" : "Failed",
    conditions: [
      { type: "Initialized", status: "True", lastTransitionTime: now },
      { type: "Ready", ...condition },
      { type: "ContainersReady", ...condition },
    ],
    containerStatuses: listAt(pod, "spec", "containers").map((container) => ({
      name: stringAt(container, "name"),
      image: stringAt(container, "image"),
      imageID: "",
      ready: false,
      started: false,
      restartCount: 0,
      state: { terminated },
    })),
  };
  const { namespace, name } = pod.metadata;
  try {
    await client.request({
      method: "PATCH",
      path: `/api/v1/namespaces/${namespace}/pods/${name}/status?fieldManager=sandbox`,
      body: { metadata: { uid: pod.metadata.uid }, status },
      // As a kubelet does: conditions of others, such as PodScheduled, stay.
      contentType: "application/strategic-merge-patch+json",
    });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
