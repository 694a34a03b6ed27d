import { expect } from "chai";
import { RAY } from "../testing/fixture-settings";
import { buildRayClusterSpec } from "./ray-cluster/ray-cluster";
import { buildTokenSecret } from "./token";

const rotated = (rotation?: string) => ({
  ...RAY,
  auth: { mode: "token" as const, ...(rotation !== undefined && { rotation }) },
});
const secretOf = (rotation?: string) => buildTokenSecret(rotated(rotation), "ray").metadata.name;

describe("the rotation of the token", () => {
  it("should keep the Secret while its value stays", () => {
    expect(secretOf()).to.equal("ml-token");
    expect(secretOf("2026-11")).to.equal(secretOf("2026-11"));
  });

  it("should give the RayCluster another Secret with each value", () => {
    expect(new Set([secretOf(), secretOf("2026-11"), secretOf("2026-12")]).size).to.equal(3);
    expect(buildRayClusterSpec(rotated("2026-12")).authOptions).to.deep.equal({
      mode: "token",
      secretName: secretOf("2026-12"),
    });
  });
});
