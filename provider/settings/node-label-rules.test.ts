import { expect } from "chai";
import { aksClusterSettings } from "./aks-cluster";
import { faultsOf } from "./testing/faults-of";

const refuse = (pool: { labels?: Record<string, string>; taints?: string[] }) =>
  faultsOf(() =>
    aksClusterSettings("ml", { cpuPools: { a: { vmSize: "Standard_D8s_v5", nodes: 1, ...pool } } }),
  );

describe("labels of pools", () => {
  for (const [prefix, owner] of [
    ["kubernetes.azure.com", "AKS and Kubernetes"],
    ["kubernetes.io", "AKS and Kubernetes"],
    ["node.kubernetes.io", "AKS and Kubernetes"],
    ["aks-ray.dev", "this package"],
  ]) {
    it(`should refuse the prefix ${prefix}/`, () => {
      expect(refuse({ labels: { [`${prefix}/x`]: "y" } })).to.deep.equal({
        [`cpuPools.a.labels["${prefix}/x"]`]: `the prefix '${prefix}/' is reserved for ${owner}; use one of your own, such as 'example.com/'`,
      });
    });
  }

  for (const key of ["-a", "a b", "a/b/c", "/a", "A.com/x", "x".repeat(64)]) {
    it(`should refuse the key '${key}'`, () => {
      expect(Object.values(refuse({ labels: { [key]: "v" } }))).to.deep.equal([
        `the key '${key}' is not one that Kubernetes allows: letters, digits, '-', '_' and '.', at most 63, perhaps after a domain and '/'`,
      ]);
    });
  }

  for (const value of ["a b", "-a", "a/b", "x".repeat(64)]) {
    it(`should refuse the value '${value}'`, () => {
      expect(refuse({ labels: { team: value } })).to.deep.equal({
        "cpuPools.a.labels.team": `the value '${value}' is not one that Kubernetes allows: at most 63 letters, digits, '-', '_' and '.', a letter or digit first and last`,
      });
    });
  }

  it("should accept what Kubernetes accepts", () => {
    const labels = { "example.com/team": "Vision_1.x", empty: "", notkubernetes: "a" };
    const { pools } = aksClusterSettings("ml", {
      cpuPools: { a: { vmSize: "Standard_D8s_v5", nodes: 1, labels } },
    });
    expect(pools[0]?.labels).to.deep.equal({ ...labels, "aks-ray.dev/pool": "a" });
  });
});

describe("taints of pools", () => {
  for (const taint of [
    "a",
    "a:NoSchedule",
    "a=b",
    "a=b:Never",
    "a=b:noSchedule",
    "=b:NoSchedule",
    "a=b=c:NoSchedule",
  ]) {
    it(`should refuse '${taint}'`, () => {
      expect(refuse({ taints: [taint] })).to.deep.equal({
        "cpuPools.a.taints[0]": `'${taint}' is not a taint: write 'key=value:Effect' with the effect NoSchedule, PreferNoSchedule or NoExecute`,
      });
    });
  }

  it("should refuse two taints of one key and effect", () => {
    expect(refuse({ taints: ["a=1:NoSchedule", "a=1:NoExecute", "a=2:NoSchedule"] })).to.deep.equal({
      "cpuPools.a.taints[2]":
        "repeats the key and effect of an earlier taint ('a:NoSchedule'); keep one of them",
    });
  });

  it("should refuse AKS's own taints", () => {
    expect(refuse({ taints: ["kubernetes.azure.com/scalesetpriority=spot:NoSchedule"] })).to.deep.equal({
      "cpuPools.a.taints[0]":
        "the prefix 'kubernetes.azure.com/' is reserved for AKS and Kubernetes; use one of your own, such as 'example.com/'",
    });
  });
});
