import { expect } from "chai";
import { isPinned, publicDashboardFaults, unpinnedImageFaults } from "./rules";

const resource = (type: string, props: Record<string, unknown>) => ({ type, name: "ray", props });
const service = (type: string, port: number, annotations?: Record<string, string>) =>
  resource("kubernetes:core/v1:Service", { metadata: { annotations }, spec: { type, ports: [{ port }] } });
const rayCluster = (headGroupSpec: object) =>
  resource("kubernetes:ray.io/v1:RayCluster", { spec: { headGroupSpec } });

describe("no-public-dashboard", () => {
  it("should forbid a Service that leads to a Ray head from outside", () => {
    expect(publicDashboardFaults(service("LoadBalancer", 8265))[0]).to.match(
      /^spec\.type is 'LoadBalancer': it opens Ray's dashboard to the internet; use 'ClusterIP'/,
    );
    expect(publicDashboardFaults(service("LoadBalancer", 10001))).to.have.lengthOf(1);
    expect(publicDashboardFaults(service("NodePort", 8265))).to.have.lengthOf(1);
  });

  it("should allow one inside, and one that leads elsewhere", () => {
    const internal = { "service.beta.kubernetes.io/azure-load-balancer-internal": "true" };
    expect(publicDashboardFaults(service("ClusterIP", 8265))).to.deep.equal([]);
    expect(publicDashboardFaults(service("LoadBalancer", 8265, internal))).to.deep.equal([]);
    expect(publicDashboardFaults(service("LoadBalancer", 8000))).to.deep.equal([]);
  });

  it("should forbid an Ingress that leads to a Ray head", () => {
    const ingress = (port: object) =>
      resource("kubernetes:networking.k8s.io/v1:Ingress", {
        spec: { rules: [{ http: { paths: [{ backend: { service: { name: "ray", port } } }] } }] },
      });
    expect(publicDashboardFaults(ingress({ number: 8265 }))).to.have.lengthOf(1);
    expect(publicDashboardFaults(ingress({ name: "dashboard" }))).to.have.lengthOf(1);
    expect(publicDashboardFaults(ingress({ number: 8000 }))).to.deep.equal([]);
  });

  it("should forbid a head with a public Service, in every kind of KubeRay", () => {
    const headGroupSpec = { serviceType: "LoadBalancer" };
    expect(publicDashboardFaults(rayCluster(headGroupSpec))).to.deep.equal([
      "spec.headGroupSpec has a Service of type 'LoadBalancer': it opens Ray's dashboard to the internet; use 'ClusterIP'",
    ]);
    expect(
      publicDashboardFaults(rayCluster({ headService: { spec: { type: "NodePort" } } })),
    ).to.have.lengthOf(1);
    for (const [kind, spec] of Object.entries({
      RayJob: { rayClusterSpec: { headGroupSpec } },
      RayService: { rayClusterConfig: { headGroupSpec } },
      RayCronJob: { jobTemplate: { rayClusterSpec: { headGroupSpec } } },
    })) {
      expect(
        publicDashboardFaults(resource(`kubernetes:ray.io/v1:${kind}`, { spec })),
        kind,
      ).to.have.lengthOf(1);
    }
    expect(publicDashboardFaults(rayCluster({ serviceType: "ClusterIP" }))).to.deep.equal([]);
  });
});

describe("no-unpinned-image", () => {
  for (const image of [
    "rayproject/ray:2.60.0",
    "rayproject/ray:2.60.0-py311-gpu",
    "registry.example.com:5000/team/ray:1.4",
    `rayproject/ray@sha256:${"a".repeat(64)}`,
  ]) {
    it(`should allow ${image}`, () => expect(isPinned(image)).to.equal(true));
  }

  for (const image of [
    "rayproject/ray",
    "rayproject/ray:latest",
    "rayproject/ray:nightly",
    "registry.example.com:5000/team/ray",
    "rayproject/ray:stable",
    "rayproject/ray@sha256:abc",
  ]) {
    it(`should forbid ${image}`, () => expect(isPinned(image)).to.equal(false));
  }

  it("should find the images of all groups and containers, with their places", () => {
    const group = (image: string) => ({ template: { spec: { containers: [{ name: "ray", image }] } } });
    const spec = {
      headGroupSpec: group("rayproject/ray:2.60.0"),
      workerGroupSpecs: [group("rayproject/ray:2.60.0-gpu"), group("team/ray:latest")],
    };
    expect(unpinnedImageFaults(resource("kubernetes:ray.io/v1:RayCluster", { spec }))).to.deep.equal([
      "spec.workerGroupSpecs[1].template.spec.containers[0].image is 'team/ray:latest': its content may change; name a version, or better a digest: IMAGE@sha256:…",
    ]);
    expect(unpinnedImageFaults(resource("azure-native:compute:Image", { image: "x" }))).to.deep.equal([]);
  });

  it("should pass over what a preview cannot know, and find the rest", () => {
    // As @pulumi/policy wraps the properties of a resource.
    class UnknownValueError extends Error {}
    const container = { image: "team/ray" };
    Object.defineProperty(container, "env", {
      enumerable: true,
      get: () => {
        throw new UnknownValueError("array value at .env can't be known during preview");
      },
    });
    expect(
      unpinnedImageFaults(resource("kubernetes:core/v1:Pod", { spec: { containers: [container] } })),
    ).to.have.lengthOf(1);
  });
});
