import { expect } from "chai";
import { RAY } from "../../testing/fixture-settings";
import { buildRayCluster } from "./ray-cluster";
import { buildHeadAccess } from "./head-service";

describe("buildHeadAccess", () => {
  it("should keep the Service inside the cluster unless told otherwise", () => {
    expect(buildHeadAccess(RAY.head)).to.deep.equal({ serviceType: "ClusterIP" });
  });

  it("should keep a Service with ports of the user's headless", () => {
    const service = { labels: { team: "vision" }, ports: [{ name: "debugger", port: 5678 }] };
    expect(buildHeadAccess({ ...RAY.head, service })).to.deep.equal({
      serviceType: "ClusterIP",
      headService: {
        metadata: { labels: { team: "vision" } },
        spec: {
          clusterIP: "None",
          publishNotReadyAddresses: true,
          ports: [{ name: "debugger", port: 5678, targetPort: 5678, protocol: "TCP" }],
        },
      },
    });
  });

  it("should give a load balancer an address of its own", () => {
    const service = { loadBalancerSourceRanges: ["203.0.113.0/24"] };
    expect(buildHeadAccess({ ...RAY.head, serviceType: "LoadBalancer", service })).to.deep.equal({
      serviceType: "LoadBalancer",
      headService: { spec: { loadBalancerSourceRanges: ["203.0.113.0/24"] } },
    });
  });

  it("should ask for an Ingress with TLS, its class and annotations on the RayCluster", () => {
    const ingress = {
      className: "nginx",
      host: "ray.example.com",
      tlsSecretName: "ray-cert",
      annotations: { "nginx.ingress.kubernetes.io/proxy-read-timeout": "3600" },
    };
    const cluster = buildRayCluster({ ...RAY, head: { ...RAY.head, ingress } }, "ray");
    expect(cluster.spec.headGroupSpec).to.deep.include({
      serviceType: "ClusterIP",
      enableIngress: true,
      ingressOptions: {
        host: "ray.example.com",
        tls: [{ hosts: ["ray.example.com"], secretName: "ray-cert" }],
      },
    });
    expect(cluster.metadata.annotations).to.deep.equal({
      "kubernetes.io/ingress.class": "nginx",
      "nginx.ingress.kubernetes.io/proxy-read-timeout": "3600",
      "pulumi.com/patchForce": "true",
    });
  });
});
