import { expect } from "chai";
import { buildRayCluster } from "../../provider/kubernetes";
import { rayClusterSettings } from "../../provider/settings";
import { buildIngress } from "./ingress";
import type { RayCluster } from "./ray-cluster";

describe("buildIngress", () => {
  const build = (head: object) => {
    const built = buildRayCluster(rayClusterSettings("ml", { head }), "ray");
    return buildIngress(JSON.parse(JSON.stringify(built)) as RayCluster);
  };

  it("should lead to the dashboard, over TLS, by the class of the cluster's annotation", () => {
    const ingress = build({
      ingress: {
        className: "nginx",
        host: "ray.example.com",
        tlsSecretName: "cert",
        annotations: { a: "b" },
      },
    });
    expect(ingress?.metadata).to.deep.include({ name: "ml-head-ingress", annotations: { a: "b" } });
    expect(ingress?.["spec"]).to.deep.equal({
      ingressClassName: "nginx",
      tls: [{ hosts: ["ray.example.com"], secretName: "cert" }],
      rules: [
        {
          host: "ray.example.com",
          http: {
            paths: [
              {
                path: "/",
                pathType: "Prefix",
                backend: { service: { name: "ml-head-svc", port: { number: 8265 } } },
              },
            ],
          },
        },
      ],
    });
  });

  it("should be absent unless asked for", () => expect(build({})).to.equal(undefined));
});
