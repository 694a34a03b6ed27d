import { expect } from "chai";
import type { RayClusterArgs } from "../args";
import { rayClusterSettings } from "./ray-cluster";
import { rayJobSettings } from "./ray-job";
import { faultsOf } from "./testing/faults-of";

const INGRESS = { className: "nginx", host: "ray.example.com", tlsSecretName: "ray-cert" };
const refuse = (args: RayClusterArgs) => faultsOf(() => rayClusterSettings("ml", args));

describe("how the head is reached", () => {
  it("should take a load balancer with a token, and an Ingress with TLS", () => {
    const head = {
      serviceType: "LoadBalancer",
      serviceAnnotations: { "service.beta.kubernetes.io/azure-load-balancer-internal": "true" },
      service: {
        labels: { team: "vision" },
        ports: [{ name: "debugger", port: 5678 }],
        loadBalancerSourceRanges: ["203.0.113.0/24"],
      },
      ingress: INGRESS,
    } as const;
    expect(
      rayClusterSettings("ml", {
        head: {
          ...head,
          service: {
            ...head.service,
            ports: [...head.service.ports],
            loadBalancerSourceRanges: ["203.0.113.0/24"],
          },
        },
      }).head,
    ).to.deep.include(head);
  });

  const open =
    "needs 'auth.mode: token': whoever reaches an open dashboard runs code on the cluster (CVE-2023-48022)";
  const cases: [string, RayClusterArgs, Record<string, string>][] = [
    [
      "a dashboard that everybody may use",
      { auth: { mode: "disabled" }, head: { serviceType: "LoadBalancer", ingress: INGRESS } },
      {
        "head.serviceType": `'LoadBalancer' ${open}; or choose 'ClusterIP'`,
        "head.ingress": `${open}; or remove it`,
      },
    ],
    [
      "an Ingress without certificate or host",
      { head: { ingress: { className: "nginx" } as typeof INGRESS } },
      {
        "head.ingress.host": "must be given: full domain name under which the dashboard is reached",
        "head.ingress.tlsSecretName":
          "must be given: name of an existing Secret of type 'kubernetes.io/tls' in the Ray namespace, with the certificate for the host",
      },
    ],
    [
      "a host and a path that are none, and the class in an annotation",
      {
        head: {
          ingress: {
            ...INGRESS,
            host: "https://ray",
            path: "ray",
            annotations: { "kubernetes.io/ingress.class": "nginx" },
          },
        },
      },
      {
        "head.ingress.host": "'https://ray' is no domain name, such as 'ray.example.com'",
        "head.ingress.path": "'ray' must start with '/'",
        'head.ingress.annotations["kubernetes.io/ingress.class"]': "is set from 'className'; remove it",
      },
    ],
    [
      "ports of KubeRay's, or twice",
      {
        head: {
          service: {
            ports: [
              { name: "dashboard", port: 9000 },
              { name: "a", port: 8265 },
              { name: "a", port: 9000 },
            ],
          },
        },
      },
      {
        "head.service.ports[0].name": "'dashboard' is a port of KubeRay's; choose another name",
        "head.service.ports[1].port": "8265 is in KubeRay's Service already; choose another port",
        "head.service.ports[2].name": "repeats 'a'; each port needs a name of its own",
        "head.service.ports[2].port": "repeats 9000; name each port once",
      },
    ],
    [
      "source ranges without a load balancer",
      { head: { service: { loadBalancerSourceRanges: ["everybody"] } } },
      {
        "head.service.loadBalancerSourceRanges": "needs 'serviceType: LoadBalancer'; remove one of the two",
        "head.service.loadBalancerSourceRanges[0]":
          "'everybody' is no address range: write it as '203.0.113.0/24'",
      },
    ],
  ];
  for (const [what, args, expected] of cases) {
    it(`should refuse ${what}`, () => expect(refuse(args)).to.deep.equal(expected));
  }

  it("should refuse an Ingress to the clusters of a job", () => {
    const args = { entrypoint: "python x.py", cluster: { head: { ingress: INGRESS } } };
    expect(faultsOf(() => rayJobSettings("job", args))).to.deep.equal({
      "cluster.head.ingress":
        "is for a RayCluster, whose name stays: clusters of a job or service come and go; remove it",
    });
  });

  it("should refuse labels and names that Kubernetes refuses", () => {
    const labels = { "a b": "c", team: "not a value" };
    expect(refuse({ head: { service: { labels } } })).to.have.all.keys(
      'head.service.labels["a b"]',
      "head.service.labels.team",
    );
    const ingress = { ...INGRESS, className: "No Class", tlsSecretName: "No Secret" };
    const reasons = refuse({ head: { ingress: { ...ingress, annotations: { "a b": "c" } } } });
    expect(reasons).to.have.all.keys(
      "head.ingress.className",
      "head.ingress.tlsSecretName",
      'head.ingress.annotations["a b"]',
    );
    expect(reasons["head.ingress.className"]).to.contain("an IngressClass");
    expect(reasons["head.ingress.tlsSecretName"]).to.contain("a Secret");
  });

  it("should take hosts of a wildcard, and paths that start with a slash", () => {
    const take = (ingress: object) => () =>
      rayClusterSettings("ml", { head: { ingress: { ...INGRESS, ...ingress } } });
    expect(take({ host: "*.example.com", path: "/ray" })).not.to.throw();
    for (const host of ["ray.*.example.com", "a*.example.com"]) {
      expect(refuse({ head: { ingress: { ...INGRESS, host } } })["head.ingress.host"], host).to.equal(
        `'${host}' is no domain name, such as 'ray.example.com'`,
      );
    }
    expect(refuse({ head: { ingress: { ...INGRESS, path: "ray/" } } })).to.have.all.keys("head.ingress.path");
  });

  it("should take several ports of one's own", () => {
    const ports = [
      { name: "a", port: 9000 },
      { name: "b", port: 9001 },
    ];
    expect(() => rayClusterSettings("ml", { head: { service: { ports } } })).not.to.throw();
    expect(() =>
      rayClusterSettings("ml", { auth: { mode: "disabled" }, head: { serviceType: "ClusterIP" } }),
    ).not.to.throw();
  });
});
