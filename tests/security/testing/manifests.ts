import type { Registration } from "../../../provider/testing/record";

/** An object as `kubectl` would apply it. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  [field: string]: unknown;
}

/** Kinds of KubeRay; what is in their pods' templates, KubeRay makes pods of. */
const RAY_KINDS = /^(RayCluster|RayJob|RayService|RayCronJob)$/;

/** The objects among the resources, and the pods that KubeRay makes of some of them; what charts bring is their own. */
export function manifestsOf(registrations: Registration[]): Manifest[] {
  return registrations
    .filter(({ type }) => /^kubernetes:[^:]+:\w+$/.test(type) && !type.endsWith(":Release"))
    .flatMap(({ inputs }) => {
      const object = inputs as Manifest;
      return RAY_KINDS.test(object.kind) ? [object, ...rayPods(object)] : [object];
    });
}

/** A pod for each template in an object of KubeRay. */
export function rayPods({ kind, metadata, ...body }: Manifest): Manifest[] {
  const { name, namespace } = metadata;
  return templatesIn(body, kind.toLowerCase()).map(({ at, template: { metadata: own, spec } }) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: `${name}-${at}`, namespace, labels: own?.labels },
    spec,
  }));
}

interface Template {
  metadata?: { labels?: Record<string, string> };
  spec: { containers: object[] };
}

/** Pod templates at any depth, each with the name of its group or of the field that it is of. */
function templatesIn(value: unknown, at: string): { at: string; template: Template }[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]: [string, unknown]) => {
    const place = (value as { groupName?: string }).groupName ?? (/^\d+$/.test(key) ? at : key);
    if (/template$/i.test(key) && isTemplate(child))
      return [{ at: key === "template" ? place : key, template: child }];
    return templatesIn(child, key === "template" ? at : place);
  });
}

function isTemplate(value: unknown): value is Template {
  return (
    typeof value === "object" &&
    value !== null &&
    Array.isArray((value as Partial<Template>).spec?.containers)
  );
}
