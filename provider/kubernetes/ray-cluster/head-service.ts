import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import type { RaySettings } from "../../settings";
import type { IngressOptions } from "./spec";

interface HeadAccess {
  serviceType: NonNullable<RaySettings["head"]["serviceType"]>;
  headService?: { metadata?: types.input.meta.v1.ObjectMeta; spec: types.input.core.v1.ServiceSpec };
  enableIngress?: true;
  ingressOptions?: IngressOptions;
}

/** Builds how the head is reached: its Service, and its Ingress where one is asked for. */
export function buildHeadAccess({
  serviceType = "ClusterIP",
  service,
  ingress,
}: RaySettings["head"]): HeadAccess {
  return {
    serviceType,
    ...(service && { headService: buildHeadService(serviceType, service) }),
    ...(ingress && { enableIngress: true, ingressOptions: buildIngressOptions(ingress) }),
  };
}

/**
 * KubeRay makes the head's Service headless, and open before the head is ready, only where it has no Service of the user's
 * (v1.7.0, service.go, BuildServiceForHeadPod); so both are stated here.
 */
function buildHeadService(
  type: string,
  { labels, ports, loadBalancerSourceRanges }: NonNullable<RaySettings["head"]["service"]>,
): NonNullable<HeadAccess["headService"]> {
  return {
    ...(labels && { metadata: { labels } }),
    spec: {
      ...(type === "ClusterIP" && { clusterIP: "None", publishNotReadyAddresses: true }),
      ...(ports && {
        ports: ports.map(({ name, port, targetPort = port }) => ({
          name,
          port,
          targetPort,
          protocol: "TCP",
        })),
      }),
      ...(loadBalancerSourceRanges && { loadBalancerSourceRanges }),
    },
  };
}

function buildIngressOptions({
  host,
  path,
  pathType,
  tlsSecretName,
}: NonNullable<RaySettings["head"]["ingress"]>): IngressOptions {
  return {
    host,
    ...(path !== undefined && { path }),
    ...(pathType !== undefined && { pathType }),
    tls: [{ hosts: [host], secretName: tlsSecretName }],
  };
}

/** Annotations of the RayCluster from which KubeRay makes those, and the class, of its Ingress (v1.7.0, ingress.go). */
export function ingressAnnotations({ head: { ingress } }: RaySettings): Record<string, Input<string>> {
  return ingress ? { "kubernetes.io/ingress.class": ingress.className, ...ingress.annotations } : {};
}
