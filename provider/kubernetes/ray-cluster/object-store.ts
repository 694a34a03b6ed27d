import type { types } from "@pulumi/kubernetes";
import type { WorkerGroupSettings } from "../../settings";

const VOLUME = "object-store";
const DIRECTORY = "/object-store";

/** Share of a node's memory that Ray gives its object store by default (Ray docs, "Memory Management"). */
const MEMORY_SHARE = 0.3;

/** What a worker has in place of Ray's object store in `/dev/shm`. */
interface ObjectStore {
  rayStartParams: Record<string, string>;
  volumeMounts: types.input.core.v1.VolumeMount[];
  volumes: types.input.core.v1.Volume[];
}

/**
 * Builds the object store of workers whose `/dev/shm` is taken by the Multi-Process Service: 64 MiB that the device plugin
 * mounts (NVIDIA/k8s-device-plugin v0.18.0, server.go, updateResponseForMPS). KubeRay mounts memory of its own there, which
 * would hide it, unless Ray is told another directory (v1.7.0, pod.go). Ray sizes its store by `/dev/shm`, so the size is
 * stated.
 */
export function buildObjectStore({ mps, memoryGiB }: WorkerGroupSettings): ObjectStore | undefined {
  if (!mps) return undefined;
  return {
    rayStartParams: {
      "plasma-directory": DIRECTORY,
      "object-store-memory": String(Math.floor(memoryGiB * MEMORY_SHARE * 2 ** 30)),
    },
    volumeMounts: [{ name: VOLUME, mountPath: DIRECTORY }],
    volumes: [{ name: VOLUME, emptyDir: { medium: "Memory" } }],
  };
}
