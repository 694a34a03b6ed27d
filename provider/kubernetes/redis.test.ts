import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { RAY } from "../testing/fixture-settings";
import { buildRedis, buildRedisSecret, buildRedisService, newRedis } from "./redis";

const REDIS = { image: "redis:7", storageGiB: 8 };

describe("newRedis", () => {
  it("should be there only where the cluster is to have one of its own", () => {
    expect(newRedis(RAY)).to.equal(undefined);
    expect(newRedis({ ...RAY, faultTolerance: { backend: "rocksdb", storage: {} } })).to.equal(undefined);
    const existing = { backend: "redis", redis: { address: "r:6379" } } as const;
    expect(newRedis({ ...RAY, faultTolerance: existing })).to.equal(undefined);
    expect(newRedis({ ...RAY, faultTolerance: { backend: "redis", redis: REDIS } })).to.deep.equal(REDIS);
  });
});

describe("buildRedis", () => {
  it("should build one pod that keeps every write on a volume", () => {
    const { metadata, spec } = buildRedis(RAY, REDIS, "ray");
    const labels = { "app.kubernetes.io/name": "redis", "app.kubernetes.io/instance": "ml-redis" };
    expect(metadata).to.deep.equal({
      name: "ml-redis",
      namespace: "ray",
      labels: { "app.kubernetes.io/managed-by": "aks-ray" },
    });
    expect(spec.selector).to.deep.equal({ matchLabels: labels });
    expect(spec.template.metadata.labels).to.deep.include(labels);
    expect(spec.volumeClaimTemplates[0]?.spec).to.deep.equal({
      accessModes: ["ReadWriteOnce"],
      storageClassName: undefined,
      resources: { requests: { storage: "8Gi" } },
    });
    expect(JSON.stringify(spec)).to.contain("appendonly yes");
  });

  it("should name its password's Secret, and hold no password itself", async () => {
    const { stringData } = buildRedisSecret(RAY, "ray");
    expect(await pulumi.isSecret(stringData)).to.equal(true);
    const { spec } = buildRedis(RAY, REDIS, "ray");
    expect(JSON.stringify(spec)).to.contain('"secretKeyRef":{"name":"ml-redis","key":"password"}');
  });

  it("should be found at the address that the head is given", () => {
    expect(buildRedisService(RAY, "ray").metadata.name).to.equal("ml-redis");
    expect(buildRedisService(RAY, "ray").spec.ports).to.deep.equal([
      { name: "redis", port: 6379, targetPort: 6379, protocol: "TCP" },
    ]);
  });
});
