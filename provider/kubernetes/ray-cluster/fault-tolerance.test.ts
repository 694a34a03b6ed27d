import { expect } from "chai";
import type { GcsStorageArgs } from "../../args";
import { RAY } from "../../testing/fixture-settings";
import { buildFaultTolerance } from "./fault-tolerance";
import { buildRayCluster } from "./ray-cluster";

const NEW_REDIS = { image: "redis:7", storageGiB: 8 };

describe("buildFaultTolerance", () => {
  it("should leave it out where there is none", () => {
    expect(buildFaultTolerance(RAY)).to.equal(undefined);
  });

  it("should point at the Redis that is made beside the cluster, with its password", () => {
    const faultTolerance = { backend: "redis", redis: NEW_REDIS } as const;
    expect(buildFaultTolerance({ ...RAY, faultTolerance })).to.deep.equal({
      backend: "redis",
      redisAddress: "ml-redis:6379",
      redisPassword: { valueFrom: { secretKeyRef: { name: "ml-redis", key: "password" } } },
    });
  });

  it("should point at an existing Redis", () => {
    const redis = {
      address: "rediss://r:10000",
      username: "ray",
      passwordSecret: { name: "s", key: "k" },
    };
    const faultTolerance = { backend: "redis", redis, externalStorageNamespace: "team" } as const;
    expect(buildFaultTolerance({ ...RAY, faultTolerance })).to.deep.equal({
      backend: "redis",
      redisAddress: "rediss://r:10000",
      redisUsername: { value: "ray" },
      redisPassword: { valueFrom: { secretKeyRef: { name: "s", key: "k" } } },
      externalStorageNamespace: "team",
    });
  });

  it("should ask for a volume for RocksDB", () => {
    const storage: GcsStorageArgs = {
      sizeGiB: 2,
      storageClassName: "managed-csi",
      accessModes: ["ReadWriteMany"],
      subPath: "ml",
      deletionPolicy: "Retain",
    };
    const faultTolerance = { backend: "rocksdb", storage } as const;
    expect(buildFaultTolerance({ ...RAY, faultTolerance })).to.deep.equal({
      backend: "rocksdb",
      storage: {
        size: "2Gi",
        storageClassName: "managed-csi",
        accessModes: ["ReadWriteMany"],
        subPath: "ml",
        deletionPolicy: "Retain",
      },
    });
  });

  it("should force later applies, since the operator's finalizer makes it own the whole spec", () => {
    const faultTolerance = { backend: "redis", redis: NEW_REDIS } as const;
    const { metadata } = buildRayCluster({ ...RAY, autoscaler: undefined, faultTolerance }, "ray");
    expect(metadata.annotations).to.deep.equal({ "pulumi.com/patchForce": "true" });
  });
});
