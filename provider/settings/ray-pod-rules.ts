import type { PodTemplateOverride, RayPodArgs } from "../args";
import { joinPath, type Faults } from "./faults";
import { checkField, checkItems } from "./inputs";
import { objectNameRule } from "./kubernetes-names";
import { labelKeyFault } from "./node-label-rules";
import { plainObjects, podSpec } from "./pod-template";

/** Volumes that KubeRay adds to its pods (v1.7.0, pod.go). */
const KUBERAY_VOLUMES = ["shared-mem", "ray-logs"];

/** Checks what head and workers have beside image, size and environment, at the path of the head or worker. */
export function checkRayPod(
  pod: RayPodArgs & { podTemplate?: PodTemplateOverride },
  path: string,
  faults: Faults,
): void {
  checkField(pod, "serviceAccountName", path, faults, objectNameRule("a service account"));
  checkField(pod, "priorityClassName", path, faults, objectNameRule("a PriorityClass"));
  checkItems(pod.imagePullSecrets, joinPath(path, "imagePullSecrets"), faults, objectNameRule("a Secret"));
  checkAnnotationKeys(pod.annotations, joinPath(path, "annotations"), faults);
  checkVolumes(pod, joinPath(path, "volumes"), faults);
  checkMounts(pod.volumeMounts, volumeNames(pod), joinPath(path, "volumeMounts"), faults);
}

/** Checks the keys of annotations. */
export function checkAnnotationKeys(annotations: object | undefined, path: string, faults: Faults): void {
  for (const key of Object.keys(annotations ?? {})) {
    const reason = labelKeyFault(key);
    if (reason !== undefined) faults.add(joinPath(path, key), reason);
  }
}

function checkVolumes({ volumes }: RayPodArgs, path: string, faults: Faults): void {
  const names = plainObjects(volumes).map(({ name }) => name);
  for (const [index, name] of names.entries()) {
    const at = joinPath(path, index, "name");
    if (name === undefined) {
      faults.add(at, "must be given: by it 'volumeMounts' name the volume");
    } else if (typeof name !== "string") {
      continue;
    } else if (KUBERAY_VOLUMES.includes(name)) {
      faults.add(at, `'${name}' is a volume of KubeRay's; choose another name`);
    } else if (names.indexOf(name) < index) {
      faults.add(at, `repeats '${name}'; each volume of a pod needs a name of its own`);
    }
  }
}

/** Names of the volumes that a pod's arguments define; undefined when one of them is known only later. */
export function volumeNames(
  pod: Pick<RayPodArgs, "volumes"> & { podTemplate?: PodTemplateOverride },
): string[] | undefined {
  const { podTemplate } = pod;
  if (podTemplate?.spec !== undefined && podSpec(podTemplate) === undefined) return undefined;
  const own = podSpec(podTemplate)?.volumes;
  if (own !== undefined && !Array.isArray(own)) return undefined;
  const names = [...plainObjects(pod.volumes), ...plainObjects(own)].map(({ name }) => name);
  return names.every((name) => typeof name === "string") ? [...names, ...KUBERAY_VOLUMES] : undefined;
}

/**
 * Checks that mounts lead somewhere: Kubernetes refuses a pod with a mount of no volume, and all a user sees of it is an
 * Event of the RayCluster.
 */
export function checkMounts(
  mounts: RayPodArgs["volumeMounts"],
  volumes: string[] | undefined,
  path: string,
  faults: Faults,
): void {
  const list = plainObjects(mounts);
  const mountPaths = list.map(({ mountPath }) => mountPath);
  for (const [index, { name, mountPath }] of list.entries()) {
    const at = (key: string) => joinPath(path, index, key);
    if (name === undefined) {
      faults.add(at("name"), "must be given: it names one of the pod's volumes");
    } else if (typeof name === "string" && volumes && !volumes.includes(name)) {
      faults.add(at("name"), `'${name}' is no volume of the pod; add it to 'volumes', or correct the name`);
    }
    if (mountPath === undefined) {
      faults.add(at("mountPath"), "must be given: it is where the container has the volume");
    } else if (typeof mountPath !== "string") {
      continue;
    } else if (!mountPath.startsWith("/")) {
      faults.add(at("mountPath"), `'${mountPath}' must start with '/'`);
    } else if (mountPaths.indexOf(mountPath) < index) {
      faults.add(at("mountPath"), `'${mountPath}' is taken by another volume; choose another path`);
    }
  }
}
