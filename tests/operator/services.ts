import type { NewObject } from "../kubernetes/api";
import { copy } from "../kubernetes/values";
import type { KubernetesObject } from "../kubernetes/objects";
import {
  checkLabel,
  headServiceName,
  MAKER_KIND,
  MAKER_NAME,
  ownedBy,
  rayContainer,
  type RayCluster,
} from "./ray-cluster";

const DEFAULT_PORTS: Record<string, number> = {
  client: 10001,
  dashboard: 8265,
  "gcs-server": 6379,
  serve: 8000,
};

/** Ports of the head Service: the Ray container's own, which suppress the defaults, and always `metrics`. */
function servicePorts({ spec }: RayCluster): Record<string, number> {
  const own = rayContainer(spec.headGroupSpec.template.spec)?.ports ?? [];
  const named = own.map(({ name, containerPort }): [string, number] => [
    name || `${containerPort}-port`,
    containerPort,
  ]);
  return { metrics: 8080, ...(named.length === 0 ? DEFAULT_PORTS : Object.fromEntries(named)) };
}

/** The head Service, headless unless another type is asked for: KubeRay v1.7.0 service.go, BuildServiceForHeadPod. */
export function buildHeadService(cluster: RayCluster): NewObject {
  const { headGroupSpec, headServiceAnnotations } = cluster.spec;
  const { name, namespace } = cluster.metadata;
  const selector: Record<string, string> = {
    "ray.io/cluster": name,
    "ray.io/node-type": "head",
    "ray.io/identifier": checkLabel(`${name}-head`),
    "app.kubernetes.io/name":
      headGroupSpec.template.metadata?.labels?.["app.kubernetes.io/name"] ?? "kuberay",
    "app.kubernetes.io/created-by": "kuberay-operator",
  };
  const ports = Object.entries(servicePorts(cluster))
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([port, number]) => ({ name: port, port: number, appProtocol: "tcp" }));
  const own = headGroupSpec.headService;
  const metadata = {
    ...own?.metadata,
    name: headServiceName(cluster),
    namespace,
    labels: { ...own?.metadata?.labels, ...selector },
    annotations: { ...own?.metadata?.annotations, ...headServiceAnnotations },
    ownerReferences: ownedBy(cluster),
  };
  const service = { apiVersion: "v1", kind: "Service", metadata };
  const type = headGroupSpec.serviceType;
  if (own !== undefined) {
    const spec = copy(own.spec ?? {});
    const ownPorts = Array.isArray(spec.ports) ? (spec.ports as unknown[]) : [];
    return {
      ...service,
      spec: { ...spec, selector, ports: [...ownPorts, ...ports], type: type ?? spec.type },
    };
  }
  const headless = type === undefined || type === "ClusterIP";
  return {
    ...service,
    spec: { selector, ports, type, ...(headless && { clusterIP: "None", publishNotReadyAddresses: true }) },
  };
}

/** The Service by which the hosts of a multi-host group find each other; undefined where no group has several. */
export function buildHeadlessService(cluster: RayCluster): NewObject | undefined {
  if (!cluster.spec.workerGroupSpecs?.some(({ numOfHosts = 1 }) => numOfHosts > 1)) return undefined;
  const { name, namespace } = cluster.metadata;
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: `${name}-headless`,
      namespace,
      labels: { "ray.io/headless-worker-svc": name },
      ownerReferences: ownedBy(cluster),
    },
    spec: {
      clusterIP: "None",
      type: "ClusterIP",
      selector: { "ray.io/cluster": name, "ray.io/node-type": "worker" },
      publishNotReadyAddresses: true,
    },
  };
}

/** The Service for Ray Serve, where `ray.io/enable-serve-service` asks for it and the head has a serving port. */
export function buildServeService(cluster: RayCluster): NewObject | undefined {
  const { name, annotations } = cluster.metadata;
  if (annotations?.["ray.io/enable-serve-service"] !== "true") return undefined;
  return serveService(cluster, "RayCluster", cluster, { "ray.io/cluster": name });
}

/** The Service of a RayService's applications: KubeRay v1.7.0 service.go, BuildServeServiceForRayService. */
export function buildServeServiceOf(service: KubernetesObject, cluster: RayCluster): NewObject {
  const selector = { "ray.io/cluster": cluster.metadata.name, "ray.io/serve": "true" };
  return serveService(service, "RayService", cluster, selector);
}

/** The owner's Service for the cluster's pods that the selector finds. */
function serveService(
  owner: KubernetesObject,
  kind: string,
  cluster: RayCluster,
  selector: Record<string, string>,
): NewObject {
  const { name, namespace } = owner.metadata;
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: `${name}-serve-svc`,
      namespace,
      labels: { [MAKER_NAME]: name, [MAKER_KIND]: kind, "ray.io/serve": `${name}-serve` },
      ownerReferences: ownedBy(owner),
    },
    spec: { selector, ports: servingPorts(cluster), type: cluster.spec.headGroupSpec.serviceType },
  };
}

/** The head Service under the name of a RayJob or RayService: service.go and job.go, BuildHeadServiceForRayService and …RayJob. */
export function buildHeadServiceOf(owner: KubernetesObject, cluster: RayCluster): NewObject {
  const { name, namespace } = owner.metadata;
  const { metadata, ...service } = buildHeadService(cluster);
  return {
    ...service,
    metadata: {
      ...metadata,
      name: `${name}-head-svc`,
      namespace,
      labels: {
        [MAKER_NAME]: name,
        [MAKER_KIND]: owner.kind,
        "ray.io/node-type": "head",
        "ray.io/identifier": checkLabel(`${name}-head`),
      },
      ownerReferences: ownedBy(owner),
    },
  } as NewObject;
}

function servingPorts(cluster: RayCluster): { name: string; port: number }[] {
  return Object.entries(servicePorts(cluster))
    .filter(([port]) => port === "serve" || port.startsWith("serve-"))
    .map(([port, number]) => ({ name: port, port: number }));
}
