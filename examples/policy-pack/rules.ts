/** A resource as a policy sees it. */
export interface Resource {
  type: string;
  name: string;
  props: Record<string, unknown>;
}

/** Ports of a Ray head (https://docs.ray.io/en/latest/ray-core/configure.html): whoever reaches one runs code in the cluster. */
const HEAD_PORTS = new Set<unknown>([8265, 10001, "dashboard", "client"]);

/** Annotation that keeps a load balancer of AKS inside its network. */
const INTERNAL = "service.beta.kubernetes.io/azure-load-balancer-internal";

/** Tags under which images are pushed anew. */
const MOVING_TAGS = new Set(["latest", "nightly", "main", "dev"]);

/** What is wrong with a resource that opens a Ray head to the internet; nothing when it does not. */
export function publicDashboardFaults({ type, props }: Resource): string[] {
  const spec = object(props["spec"]);
  switch (type) {
    case "kubernetes:core/v1:Service":
      return isPublic(spec["type"], props) && list(spec["ports"]).some(leadsToHead)
        ? [
            `spec.type is '${String(spec["type"])}': it opens Ray's dashboard to the internet; use 'ClusterIP', or the annotation ${INTERNAL}: "true"`,
          ]
        : [];
    case "kubernetes:networking.k8s.io/v1:Ingress":
      return ingressPorts(spec).some((port) => HEAD_PORTS.has(port))
        ? [
            "spec.rules lead to a Ray head: they open its dashboard to whoever reaches the ingress; forward the port instead",
          ]
        : [];
    default:
      return rayClusterSpecs(type, spec).flatMap(({ path, cluster }) => {
        const head = object(cluster["headGroupSpec"]);
        const service = object(head["headService"]);
        const serviceType = object(service["spec"])["type"] ?? head["serviceType"];
        return isPublic(serviceType, service)
          ? [
              `${path}.headGroupSpec has a Service of type '${String(serviceType)}': it opens Ray's dashboard to the internet; use 'ClusterIP'`,
            ]
          : [];
      });
  }
}

/** Images in a resource that may be others tomorrow, each with its path. */
export function unpinnedImageFaults({ type, props }: Resource): string[] {
  if (!type.startsWith("kubernetes:")) return [];
  return images(props["spec"], "spec").flatMap(({ path, image }) =>
    isPinned(image)
      ? []
      : [`${path} is '${image}': its content may change; name a version, or better a digest: IMAGE@sha256:…`],
  );
}

/** Whether an image has a digest, or a tag that names a version. */
export function isPinned(image: string): boolean {
  if (/@sha256:[0-9a-f]{64}$/.test(image)) return true;
  const tag = /:([^:/]+)$/.exec(image)?.[1];
  return tag !== undefined && !MOVING_TAGS.has(tag) && /\d/.test(tag);
}

function isPublic(serviceType: unknown, { metadata }: Record<string, unknown>): boolean {
  const annotations = object(object(metadata)["annotations"]);
  return serviceType === "NodePort" || (serviceType === "LoadBalancer" && annotations[INTERNAL] !== "true");
}

function leadsToHead(port: unknown): boolean {
  const { port: number, targetPort, name } = object(port);
  return [number, targetPort, name].some((value) => HEAD_PORTS.has(value));
}

function ingressPorts(spec: Record<string, unknown>): unknown[] {
  return list(spec["rules"])
    .flatMap((rule) => list(object(object(rule)["http"])["paths"]))
    .flatMap((path) => Object.values(object(object(object(object(path)["backend"])["service"])["port"])));
}

/** The RayCluster specs in an object of KubeRay. */
export function rayClusterSpecs(
  type: string,
  spec: Record<string, unknown>,
): { path: string; cluster: Record<string, unknown> }[] {
  switch (type) {
    case "kubernetes:ray.io/v1:RayCluster":
      return [{ path: "spec", cluster: spec }];
    case "kubernetes:ray.io/v1:RayJob":
      return [{ path: "spec.rayClusterSpec", cluster: object(spec["rayClusterSpec"]) }];
    case "kubernetes:ray.io/v1:RayService":
      return [{ path: "spec.rayClusterConfig", cluster: object(spec["rayClusterConfig"]) }];
    case "kubernetes:ray.io/v1:RayCronJob": {
      const cluster = object(object(spec["jobTemplate"])["rayClusterSpec"]);
      return [{ path: "spec.jobTemplate.rayClusterSpec", cluster }];
    }
    default:
      return [];
  }
}

/** Every text under a key `image`, with its path. */
function images(value: unknown, path: string): { path: string; image: string }[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.keys(value).flatMap((key) => {
    const child = known(() => (value as Record<string, unknown>)[key]);
    const place = Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`;
    return key === "image" && typeof child === "string"
      ? [{ path: place, image: child }]
      : images(child, place);
  });
}

/** In previews, reading what only `up` will know throws, and ends the policy; `up` asks the policy again. */
function known(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if ((error as Error).constructor.name === "UnknownValueError") return undefined;
    throw error;
  }
}

export function object(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
