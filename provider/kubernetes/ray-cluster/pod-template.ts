import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { PodTemplateOverride } from "../../args";

type PodTemplateSpec = types.input.core.v1.PodTemplateSpec;

/** Lists of a pod spec whose elements have a name; the override's element is laid over the one of the same name. */
const MERGED_BY_NAME = new Set(["containers", "initContainers", "volumes", "env", "volumeMounts", "ports"]);

/** Lists to which the override's elements are added. */
const ADDED = new Set(["tolerations", "imagePullSecrets"]);

/** Lays a user's pod template over the computed one; see {@link PodTemplateOverride} for how lists are treated. */
export function mergePodTemplate(
  base: PodTemplateSpec,
  override: PodTemplateOverride | undefined,
): pulumi.Input<PodTemplateSpec> {
  if (!override) return base;
  return pulumi
    .output([base, override])
    .apply(([below, above]) => merge("", below, above) as PodTemplateSpec);
}

function merge(key: string, base: unknown, override: unknown): unknown {
  if (override === undefined || override === null) return base;
  if (Array.isArray(base) && Array.isArray(override)) return mergeLists(key, base, override);
  if (isRecord(base) && isRecord(override)) return mergeRecords(base, override);
  return override;
}

function mergeRecords(
  base: Record<string, unknown>,
  override: Record<string, unknown>,
): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(override)) merged[key] = merge(key, base[key], value);
  return merged;
}

function mergeLists(key: string, base: unknown[], override: unknown[]): unknown[] {
  if (ADDED.has(key)) return [...base, ...override];
  if (!MERGED_BY_NAME.has(key)) return override;
  const above = new Map(override.map((element) => [identity(key, element), element]));
  const below = base.map((element) => layOver(key, element, above.get(identity(key, element))));
  const known = new Set(base.map((element) => identity(key, element)));
  return [...below, ...override.filter((element) => !known.has(identity(key, element)))];
}

/** A variable is replaced as a whole, since `value` and `valueFrom` exclude each other. */
function layOver(key: string, below: unknown, above: unknown): unknown {
  return key === "env" ? (above ?? below) : merge("", below, above);
}

/** Two mounts of one volume differ in their path; everything else is told apart by its name. */
function identity(key: string, element: unknown): unknown {
  if (!isRecord(element)) return element;
  return key === "volumeMounts" ? element["mountPath"] : element["name"];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
