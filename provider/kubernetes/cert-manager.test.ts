import { expect } from "chai";
import { RAY } from "../testing/fixture-settings";
import { buildCertManagerRelease } from "./cert-manager";
import { buildRayClusterSpec } from "./ray-cluster/ray-cluster";

const SETTINGS = {
  version: "v1.19.4",
  namespace: "cert-manager",
  chart: { repository: "https://charts.jetstack.io" },
  values: {},
};

describe("buildCertManagerRelease", () => {
  it("should install the pinned chart with its definitions, and keep them", () => {
    expect(buildCertManagerRelease(SETTINGS, "cert-manager")).to.deep.equal({
      name: "cert-manager",
      chart: "cert-manager",
      version: "v1.19.4",
      repositoryOpts: { repo: "https://charts.jetstack.io" },
      namespace: "cert-manager",
      atomic: true,
      timeout: 600,
      maxHistory: 5,
      values: { crds: { enabled: true, keep: true } },
    });
  });

  it("should take a chart of the user's, and values that win", () => {
    const release = buildCertManagerRelease(
      { ...SETTINGS, chart: { path: "charts/cm.tgz" }, values: { crds: { keep: false }, replicaCount: 2 } },
      "certs",
    );
    expect(release).to.deep.include({
      chart: "charts/cm.tgz",
      namespace: "certs",
      values: { crds: { enabled: true, keep: false }, replicaCount: 2 },
    });
    expect(release).not.to.have.property("repositoryOpts");
  });

  it("should go with a RayCluster that asks for TLS", () => {
    expect(buildRayClusterSpec({ ...RAY, tls: true }).tlsOptions).to.deep.equal({ enabled: true });
    expect(buildRayClusterSpec(RAY)).not.to.have.property("tlsOptions");
  });
});
