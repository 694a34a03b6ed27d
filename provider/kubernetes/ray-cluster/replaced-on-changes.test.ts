import { expect } from "chai";
import { RAY } from "../../testing/fixture-settings";
import { clusterReplacedOnChanges } from "./replaced-on-changes";

describe("clusterReplacedOnChanges", () => {
  it("should replace a cluster that loses its fault tolerance, and not one in which it changes", () => {
    const options = "spec.gcsFaultToleranceOptions";
    const tolerant = { ...RAY, faultTolerance: { backend: "rocksdb", storage: {} } } as const;
    expect(clusterReplacedOnChanges(RAY)).to.include(options);
    expect(clusterReplacedOnChanges(tolerant)).to.not.include(options);
    expect(clusterReplacedOnChanges(tolerant)).to.include(`${options}.backend`);
  });
});
