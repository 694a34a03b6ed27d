import type { EnvVars, PodTemplateOverride, RayPodArgs } from "../args";
import { joinPath, type Faults } from "./faults";
import { plainObjects, podSpec, templateContainer } from "./pod-template";

/** What KubeRay sets on Ray containers by itself, so that it refuses it from users (v1.7.0, validation.go). */
export interface KubeRayManaged {
  reason: string;
  env: readonly string[];
  /** Present where KubeRay mounts a volume. */
  volume?: { name: string; mountPath: string };
}

type Pod = Pick<RayPodArgs, "volumes" | "volumeMounts"> & {
  env?: EnvVars;
  podTemplate?: PodTemplateOverride;
};

/** Checks that a pod leaves alone what KubeRay manages, in its arguments and in its pod template. */
export function checkManaged(
  pod: Pod,
  container: "ray-head" | "ray-worker",
  path: string,
  managed: KubeRayManaged,
  faults: Faults,
): void {
  const own = templateContainer(pod.podTemplate, container);
  const spec = joinPath(path, "podTemplate", "spec");
  checkManagedEnv(pod.env, joinPath(path, "env"), managed, faults);
  for (const { name } of plainObjects(own?.env)) {
    if (typeof name !== "string" || !managed.env.includes(name)) continue;
    faults.add(joinPath(spec, "containers", container, "env", name), managed.reason);
  }
  checkManagedMounts(pod.volumeMounts, joinPath(path, "volumeMounts"), managed, faults);
  checkManagedMounts(
    own?.volumeMounts,
    joinPath(spec, "containers", container, "volumeMounts"),
    managed,
    faults,
  );
  for (const [volumes, at] of [
    [pod.volumes, joinPath(path, "volumes")],
    [podSpec(pod.podTemplate)?.volumes, joinPath(spec, "volumes")],
  ] as const) {
    for (const [index, { name }] of plainObjects(volumes).entries()) {
      if (managed.volume && name === managed.volume.name)
        faults.add(joinPath(at, index, "name"), managed.reason);
    }
  }
}

/** Checks environment variables alone. */
export function checkManagedEnv(
  env: EnvVars | undefined,
  path: string,
  managed: KubeRayManaged,
  faults: Faults,
): void {
  for (const name of managed.env.filter((variable) => Object.hasOwn(env ?? {}, variable))) {
    faults.add(joinPath(path, name), managed.reason);
  }
}

/** Checks volume mounts alone. */
export function checkManagedMounts(
  mounts: unknown,
  path: string,
  { volume, reason }: KubeRayManaged,
  faults: Faults,
): void {
  if (!volume) return;
  for (const [index, { name, mountPath }] of plainObjects(mounts).entries()) {
    if (name === volume.name) faults.add(joinPath(path, index, "name"), reason);
    if (mountPath === volume.mountPath) faults.add(joinPath(path, index, "mountPath"), reason);
  }
}
