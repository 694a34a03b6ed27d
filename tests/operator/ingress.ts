import type { NewObject } from "../kubernetes/api";
import { checkLabel, checkName, headServiceName, ownedBy, type RayCluster } from "./ray-cluster";

const CLASS = "kubernetes.io/ingress.class";

/** The Ingress to the dashboard, with the cluster's annotations: KubeRay v1.7.0 ingress.go, BuildIngressForHeadService. */
export function buildIngress(cluster: RayCluster): NewObject | undefined {
  const { enableIngress, ingressOptions = {} } = cluster.spec.headGroupSpec;
  if (!enableIngress) return undefined;
  const { name, namespace, annotations = {} } = cluster.metadata;
  const { [CLASS]: ingressClassName, ...others } = annotations;
  const { host, path = "/", pathType = "Prefix", tls } = ingressOptions;
  const backend = { service: { name: headServiceName(cluster), port: { number: 8265 } } };
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: {
      name: checkName(`${name}-head-ingress`),
      namespace,
      labels: {
        "ray.io/cluster": name,
        "ray.io/identifier": checkLabel(`${name}-head`),
        "app.kubernetes.io/name": "kuberay",
        "app.kubernetes.io/created-by": "kuberay-operator",
      },
      annotations: others,
      ownerReferences: ownedBy(cluster),
    },
    spec: {
      ...(ingressClassName !== undefined && { ingressClassName }),
      ...(tls && { tls }),
      rules: [{ ...(host && { host }), http: { paths: [{ path, pathType, backend }] } }],
    },
  };
}
