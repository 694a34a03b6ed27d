import type { PodTemplateOverride } from "../args";
import { isEventual } from "./inputs";

/** The `spec` of a pod template, unless it is known only later. */
export function podSpec(template: PodTemplateOverride | undefined): Record<string, unknown> | undefined {
  const spec: unknown = template?.spec;
  return isPlainObject(spec) ? spec : undefined;
}

/** What is known now of a container in a pod template; undefined when it is not there. */
export function templateContainer(
  template: PodTemplateOverride | undefined,
  name: string,
): Record<string, unknown> | undefined {
  return plainObjects(podSpec(template)?.containers).find((container) => container.name === name);
}

/** The objects of a list that are known now. */
export function plainObjects(list: unknown): Record<string, unknown>[] {
  return Array.isArray(list) ? list.filter(isPlainObject) : [];
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !isEventual(value);
}
