import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import type { KubeRayOperatorArgs } from "../args";
import { operatorSettings } from "./operator";
import { faultsOf, settled } from "./testing/faults-of";
import { KUBERAY_CRD_DIGESTS } from "./versions";

const DIGEST = "a".repeat(64);

describe("operatorSettings", () => {
  it("should fill in the defaults", () => {
    expect(operatorSettings({})).to.deep.equal({
      install: "helm",
      version: "1.7.0",
      namespace: "kuberay-system",
      chart: {
        version: "1.7.0",
        repository: "https://ray-project.github.io/kuberay-helm/",
        crdDigests: KUBERAY_CRD_DIGESTS["1.7.0"],
      },
      featureGates: { RayCronJob: true },
      resources: { cpu: "100m", memory: "512Mi" },
      watchNamespaces: [],
      reconcileConcurrency: 10,
      deployment: {},
      values: {},
    });
  });

  it("should leave out a gate that an earlier KubeRay does not know, or that is switched off", () => {
    const early = { version: "1.5.1", chart: { crdDigests: { "a.yaml": "0".repeat(64) } } };
    expect(operatorSettings(early).featureGates).to.deep.equal({});
    expect(operatorSettings({ featureGates: { RayCronJob: false } }).featureGates).to.deep.equal({
      RayCronJob: false,
    });
  });

  it("should take another version whose digests are given, with or without 'v'", () => {
    const args = {
      version: "v1.6.1",
      chart: { path: "charts/kuberay-operator", crdDigests: { "a.yaml": DIGEST } },
    };
    expect(operatorSettings(args)).to.deep.include({
      version: "1.6.1",
      chart: { version: "1.6.1", path: "charts/kuberay-operator", crdDigests: { "a.yaml": DIGEST } },
    });
  });

  it("should leave the chart's values as they are, outputs and nulls too", async () => {
    const values = { a: null, b: { c: pulumi.output("d") } };
    const settings = operatorSettings({ values });
    expect(settings.values).to.have.property("a", null);
    expect(await settled((settings.values.b as { c: pulumi.Output<string> }).c)).to.equal("d");
  });

  it("should take null for absent, as other languages send it", () => {
    expect(operatorSettings({ chart: null, version: null } as unknown as KubeRayOperatorArgs)).to.deep.equal(
      operatorSettings({}),
    );
    expect(operatorSettings(undefined as unknown as KubeRayOperatorArgs)).to.deep.equal(operatorSettings({}));
  });

  const cases: [string, KubeRayOperatorArgs, Record<string, string>][] = [
    [
      "a version whose CRDs are not known",
      { version: "1.6.0" },
      {
        "chart.crdDigests":
          "must be given for version 1.6.0, whose custom resource definitions are not known here (known: 1.7.0); give the SHA-256 digest of each file in the chart's 'crds' folder",
      },
    ],
    [
      "two sources",
      { chart: { path: "x", repository: "https://example.com" } },
      { "chart.path": "excludes 'repository': give one source of the chart" },
    ],
    [
      "a repository that is a folder",
      { chart: { repository: "./charts" } },
      {
        "chart.repository":
          "must be the address of a Helm repository, 'https://…', not './charts'; for a folder or file use 'path'",
      },
    ],
    [
      "a digest that is none",
      { chart: { crdDigests: { "a.yaml": "abc" } } },
      { 'chart.crdDigests["a.yaml"]': "must be a SHA-256 digest of 64 hexadecimal digits (see 'sha256sum')" },
    ],
    [
      "a feature gate that is none",
      { featureGates: { "ray-cron": true } },
      { "featureGates.ray-cron": "is no name of a feature gate, such as 'RayCronJob'" },
    ],
    [
      "namespaces that are none, or repeated",
      { watchNamespaces: ["a", "A", "a"] },
      {
        "watchNamespaces[1]":
          "'A' is no namespace: use lower-case letters, digits and '-', at most 63 characters",
        "watchNamespaces[2]": "repeats 'a'; name each namespace once",
      },
    ],
    [
      "amounts that are none",
      { resources: { cpu: "much", memory: "512" } },
      {
        "resources.cpu": "must be an amount of CPU such as '500m' or '2'",
        "resources.memory": "must be an amount of memory with its unit, such as '512Mi' or '8Gi'",
      },
    ],
    [
      "an empty tag",
      { image: { tag: "" } },
      { "image.tag": "must not be empty, nor have spaces: it names a container image" },
    ],
    [
      "an unknown key",
      { reconcileConcurency: 1 } as KubeRayOperatorArgs,
      { reconcileConcurency: "is not known here; did you mean 'reconcileConcurrency'?" },
    ],
  ];
  for (const [what, args, faults] of cases) {
    it(`should refuse ${what}`, () => expect(faultsOf(() => operatorSettings(args))).to.deep.equal(faults));
  }
});
