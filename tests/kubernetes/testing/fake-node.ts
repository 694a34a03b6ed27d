import type { ApiClient } from "../api";

/** Adds a node, with room for that much, on which KWOK plays the kubelet. */
export async function createFakeNode(
  client: ApiClient,
  name: string,
  room: Record<string, string>,
  fieldManager: string,
): Promise<void> {
  await client.create(
    {
      apiVersion: "v1",
      kind: "Node",
      metadata: {
        name,
        // The kubelet sets it; affinity between pods goes by it.
        labels: { "kubernetes.io/hostname": name },
        annotations: { "kwok.x-k8s.io/node": "fake" },
      },
      status: { capacity: room, allocatable: room },
    },
    { fieldManager },
  );
}
