import type { types } from "@pulumi/kubernetes";
import type { WorkerGroupSettings } from "../../settings";
import { SCRATCH_GIB } from "../../settings/object-spilling-rules";

const VOLUME = "object-spilling";
const DIRECTORY = "/object-spilling";

/** Any group will do: the kubelet makes it the owner of the volume, and adds it to the groups of the pod's processes. */
const GROUP = 1000;

/** What a worker has for spilled objects. */
interface SpillVolume {
  rayStartParams: Record<string, string>;
  volumeMounts: types.input.core.v1.VolumeMount[];
  volumes: types.input.core.v1.Volume[];
  /** Requested and limited alike, so that a worker has a node with room, and none takes that of its neighbours. */
  resources: Record<string, string>;
  securityContext?: types.input.core.v1.PodSecurityContext;
}

/**
 * Builds the volume for spilled objects, instead of the volume at `/tmp/ray` that KubeRay makes without a limit (v1.7.0,
 * pod.go). An `emptyDir` lies on the OS disk; other classes get a generic ephemeral volume, which lives as long as the pod.
 */
export function buildSpillVolume({ objectSpilling }: WorkerGroupSettings): SpillVolume | undefined {
  if (!objectSpilling) return undefined;
  const { sizeGiB, storageClassName } = objectSpilling;
  const common = {
    rayStartParams: { "object-spilling-directory": DIRECTORY },
    volumeMounts: [{ name: VOLUME, mountPath: DIRECTORY }],
  };
  if (storageClassName === undefined) {
    return {
      ...common,
      volumes: [{ name: VOLUME, emptyDir: { sizeLimit: `${sizeGiB}Gi` } }],
      resources: { "ephemeral-storage": `${sizeGiB + SCRATCH_GIB}Gi` },
    };
  }
  const spec = {
    accessModes: ["ReadWriteOnce"],
    storageClassName,
    resources: { requests: { storage: `${sizeGiB}Gi` } },
  };
  return {
    ...common,
    volumes: [{ name: VOLUME, ephemeral: { volumeClaimTemplate: { spec } } }],
    resources: {},
    securityContext: { fsGroup: GROUP, fsGroupChangePolicy: "OnRootMismatch" },
  };
}
