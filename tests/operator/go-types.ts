import { copy } from "../kubernetes/values";
import type { RayClusterSpec } from "./ray-cluster";

/**
 * A cluster's spec with the empty objects that Go's types write for fields that are not set. They change `workerGroupSpecs`,
 * so the operator becomes a field manager of that list, and a later server-side apply meets a conflict.
 */
export function writtenByGo(spec: RayClusterSpec): RayClusterSpec {
  const written = copy(spec);
  for (const group of [written.headGroupSpec, ...(written.workerGroupSpecs ?? [])]) {
    group.rayStartParams ??= {};
    group.template.metadata ??= {};
    for (const container of group.template.spec?.containers ?? []) container.resources ??= {};
  }
  for (const group of written.workerGroupSpecs ?? []) group.scaleStrategy ??= {};
  return written;
}
