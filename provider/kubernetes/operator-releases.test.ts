import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { OPERATOR } from "../testing/fixture-settings";
import { buildCrdRelease, buildOperatorRelease } from "./operator-releases";
import { buildOperatorValues } from "./operator-values";

const DEFAULT_VALUES = {
  resources: { requests: { cpu: "100m", memory: "512Mi" }, limits: { cpu: "100m", memory: "512Mi" } },
  reconcileConcurrency: 10,
};

describe("the releases of the operator", () => {
  it("should install the CRDs under a fixed name, so that a later installation adopts them", () => {
    expect(buildCrdRelease("./crds", "kuberay-system")).to.deep.equal({
      name: "kuberay-crds",
      chart: "./crds",
      namespace: "kuberay-system",
      maxHistory: 2,
    });
  });

  it("should install the operator without CRDs, and take a failed installation back", () => {
    expect(buildOperatorRelease(OPERATOR, "./operator", "kuberay-system", {})).to.deep.equal({
      name: "kuberay-operator",
      chart: "./operator",
      namespace: "kuberay-system",
      skipCrds: true,
      atomic: true,
      timeout: 600,
      maxHistory: 5,
      values: DEFAULT_VALUES,
    });
  });
});

describe("buildOperatorValues", () => {
  it("should lay the user's values over ours, object by object", () => {
    const values = { resources: { limits: { cpu: "2" } }, replicas: 2 };
    expect(buildOperatorValues({ ...OPERATOR, values }, {})).to.deep.equal({
      ...DEFAULT_VALUES,
      resources: { requests: { cpu: "100m", memory: "512Mi" }, limits: { cpu: "2", memory: "512Mi" } },
      replicas: 2,
    });
  });

  it("should pass on image and watched namespaces", () => {
    const settings = {
      ...OPERATOR,
      image: { repository: "mirror/operator", tag: "v1.7.0" },
      watchNamespaces: ["ray"],
    };
    expect(buildOperatorValues(settings, {})).to.deep.equal({
      ...DEFAULT_VALUES,
      image: { repository: "mirror/operator", tag: "v1.7.0" },
      watchNamespace: ["ray"],
    });
  });

  it("should repeat the chart's own feature gates, since Helm replaces a list as a whole", async () => {
    const settings = { ...OPERATOR, featureGates: { RayCronJob: true, New: false } };
    const { featureGates } = buildOperatorValues(
      settings,
      pulumi.output({ RayMultiHostIndexing: true, RayCronJob: false }),
    );
    const gates = await new Promise((resolve) => (featureGates as pulumi.Output<unknown>).apply(resolve));
    expect(gates).to.deep.equal([
      { name: "RayMultiHostIndexing", enabled: true },
      { name: "RayCronJob", enabled: true },
      { name: "New", enabled: false },
    ]);
  });
});
