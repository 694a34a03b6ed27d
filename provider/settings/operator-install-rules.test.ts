import { expect } from "chai";
import type { AksRayClusterArgs, KubeRayOperatorArgs, OperatorArgs } from "../args";
import { aksRayClusterSettings } from "./aks-ray-cluster";
import { operatorSettings } from "./operator";
import { faultsOf } from "./testing/faults-of";

const aksCluster = { resourceGroupName: "rg", clusterName: "ml" };
const gpuPools = { t4: { vmSize: "Standard_NC4as_T4_v3", nodes: 1 } };
const rocksDb: AksRayClusterArgs["ray"] = { gcsFaultTolerance: { backend: "rocksdb" } };
const GATE = "GCSFaultToleranceEmbeddedStorage";

describe("the way in which the operator is installed", () => {
  it("should be the extension in Azure's preview train, or at a version", () => {
    expect(operatorSettings({ install: "extension", aksCluster }).extension).to.deep.equal({
      name: "kuberay",
      releaseTrain: "preview",
      cluster: aksCluster,
    });
    const extension = { name: "ray", version: "0.1.4", configurationSettings: { a: "b" } };
    const namespace = "ray-system";
    expect(
      operatorSettings({ install: "extension", aksCluster, extension, namespace }).extension,
    ).to.deep.equal({
      ...extension,
      namespace,
      cluster: aksCluster,
    });
  });

  const cases: [string, KubeRayOperatorArgs, Record<string, string>][] = [
    [
      "values of the chart beside the extension",
      { install: "extension", aksCluster, version: "1.7.0", replicas: 2, values: {} },
      Object.fromEntries(
        ["version", "replicas", "values"].map((key) => [
          key,
          "belongs to the Helm chart, and Azure runs the operator with 'install: extension': remove it, or use 'helm'",
        ]),
      ),
    ],
    [
      "values of the chart for an operator that is there",
      { install: "none", version: "1.7.0", chart: {}, namespace: "ray-system" },
      Object.fromEntries(
        ["chart", "namespace"].map((key) => [
          key,
          "belongs to the Helm chart, and nothing is installed with 'install: none': remove it, or use 'helm'",
        ]),
      ),
    ],
    [
      "an extension without a cluster",
      { install: "extension" },
      { aksCluster: "must name the AKS cluster with 'install: extension'" },
    ],
    [
      "an extension beside Helm",
      { extension: {}, aksCluster },
      {
        aksCluster: "has no effect with 'install: helm': remove it, or use 'extension'",
        extension: "has no effect with 'install: helm': set 'extension', or remove it",
      },
    ],
    [
      "a release train for a version that stays",
      { install: "extension", aksCluster, extension: { version: "0.1.4", releaseTrain: "preview" } },
      {
        "extension.releaseTrain":
          "has no effect with 'version', at which the extension stays: remove one of the two",
      },
    ],
  ];
  for (const [what, args, faults] of cases) {
    it(`should refuse ${what}`, () => expect(faultsOf(() => operatorSettings(args))).to.deep.equal(faults));
  }

  it("should leave the operator's arguments alone where Helm does not install it", () => {
    const settings = (operator: OperatorArgs) => aksRayClusterSettings("ml", { gpuPools, operator }).operator;
    expect(settings({ install: "extension" })).to.deep.equal({ install: "extension" });
    expect(settings({ install: "none" })).to.deep.equal({ install: "none" });
  });

  it("should have the gates that the Ray cluster needs, by the word of whoever installed it", () => {
    const operator: OperatorArgs = { install: "none", featureGates: { [GATE]: true } };
    expect(aksRayClusterSettings("ml", { gpuPools, ray: rocksDb, operator }).operator).to.deep.equal(
      operator,
    );
  });

  const inStack: [string, AksRayClusterArgs, Record<string, string>][] = [
    [
      "the extension on an early Kubernetes",
      { operator: { install: "extension" }, kubernetesVersion: "1.33.2" },
      {
        "operator.install":
          "'extension' needs Kubernetes 1.34 or later, and 'kubernetesVersion' is 1.33.2: raise that, or use 'helm'",
      },
    ],
    [
      "the extension where a gate is needed",
      { operator: { install: "extension" }, ray: rocksDb },
      {
        "operator.install": `is 'extension', whose feature gates are Azure's, and 'ray.gcsFaultTolerance.backend: rocksdb' needs the gate '${GATE}': use 'helm', or remove the other`,
      },
    ],
    [
      "an operator that is there and of which nobody says that it has the gate",
      { operator: { install: "none" }, ray: rocksDb },
      {
        [`operator.featureGates.${GATE}`]:
          "must be true, since 'ray.gcsFaultTolerance.backend: rocksdb' needs the gate: switch it on in the operator that is there, and say so here",
      },
    ],
  ];
  for (const [what, args, faults] of inStack) {
    it(`should refuse ${what}`, () => {
      expect(faultsOf(() => aksRayClusterSettings("ml", { gpuPools, ...args }))).to.deep.equal(faults);
    });
  }
});
