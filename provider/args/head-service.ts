import type { Input } from "@pulumi/pulumi";

/**
 * How the head's Service is reached: inside the cluster, by a port of every node, or by a load balancer, which Azure makes
 * public unless `serviceAnnotations` has `service.beta.kubernetes.io/azure-load-balancer-internal: "true"`.
 */
export type HeadServiceType = "ClusterIP" | "NodePort" | "LoadBalancer";

/** A further port of the head's Service. */
export interface HeadServicePortArgs {
  /**
   * Name of the port: lower-case letters, digits and `-`, at most 15 characters. KubeRay's own names (`client`,
   * `dashboard`, `gcs-server`, `metrics`, `serve`) are refused.
   * @pattern ^[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?$
   */
  name: string;
  /**
   * The port.
   * @asType integer
   * @minimum 1
   * @maximum 65535
   */
  port: number;
  /**
   * Port of the head's container. Defaults to `port`.
   * @asType integer
   * @minimum 1
   * @maximum 65535
   */
  targetPort?: number;
}

/** What KubeRay's Service of the head, `<clusterName>-head-svc`, has beside KubeRay's own. */
export interface HeadServiceArgs {
  /** Labels. KubeRay's own cannot be overridden. Defaults to none. */
  labels?: Record<string, Input<string>>;
  /** Ports beside KubeRay's. Defaults to none. */
  ports?: HeadServicePortArgs[];
  /** Address ranges in CIDR notation from which a load balancer takes requests; needs `serviceType: LoadBalancer`. Defaults to every one. */
  loadBalancerSourceRanges?: Input<string>[];
}

/** How an Ingress compares a path. */
export type IngressPathType = "Exact" | "Prefix" | "ImplementationSpecific";

/**
 * An Ingress to Ray's dashboard and job API, which KubeRay makes. It needs an ingress controller in the cluster, and token
 * authentication: whoever reaches an open dashboard runs code on the cluster (CVE-2023-48022).
 */
export interface HeadIngressArgs {
  /** Name of the existing IngressClass. */
  className: string;
  /** Full domain name under which the dashboard is reached. */
  host: Input<string>;
  /** Name of an existing Secret of type `kubernetes.io/tls` in the Ray namespace, with the certificate for the host. */
  tlsSecretName: Input<string>;
  /** Path of the dashboard. Defaults to `/`. */
  path?: Input<string>;
  /** How the path is compared. Defaults to `Prefix`. */
  pathType?: Input<IngressPathType>;
  /** Annotations of the Ingress, such as its controller's. They stand on the RayCluster too, from which KubeRay copies them. Defaults to none. */
  annotations?: Record<string, Input<string>>;
}
