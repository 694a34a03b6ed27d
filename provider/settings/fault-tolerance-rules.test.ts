import { expect } from "chai";
import type { RayClusterArgs } from "../args";
import { aksRayClusterSettings } from "./aks-ray-cluster";
import { rayClusterSettings } from "./ray-cluster";
import { faultsOf } from "./testing/faults-of";
import { REDIS_IMAGE } from "./versions";

const settings = (args: RayClusterArgs) => rayClusterSettings("ray", args).faultTolerance;
const refuse = (args: RayClusterArgs) => faultsOf(() => rayClusterSettings("ray", args));

describe("fault tolerance", () => {
  it("should be off unless asked for", () => {
    expect(settings({})).to.equal(undefined);
  });

  it("should make a Redis where none is named", () => {
    expect(settings({ gcsFaultTolerance: {} })).to.deep.equal({
      backend: "redis",
      redis: { image: REDIS_IMAGE, storageGiB: 8 },
    });
  });

  it("should take an existing Redis, and a volume for RocksDB", () => {
    const redis = {
      address: "rediss://ml.westeurope.redis.azure.net:10000",
      username: "ray",
      passwordSecret: { name: "redis", key: "password" },
    };
    expect(settings({ gcsFaultTolerance: { redis, externalStorageNamespace: "ml" } })).to.deep.equal({
      backend: "redis",
      redis,
      externalStorageNamespace: "ml",
    });
    expect(
      settings({
        gcsFaultTolerance: { backend: "rocksdb", storage: { sizeGiB: 4, deletionPolicy: "Retain" } },
      }),
    ).to.deep.equal({ backend: "rocksdb", storage: { sizeGiB: 4, deletionPolicy: "Retain" } });
  });

  it("should refuse what belongs to the other kind of Redis, and addresses without a port", () => {
    const both = { address: "redis.example.com", storageGiB: 4 };
    expect(refuse({ gcsFaultTolerance: { redis: both } })).to.deep.equal({
      "gcsFaultTolerance.redis.storageGiB":
        "is of a new Redis, and 'address' names an existing one: remove one of the two",
      "gcsFaultTolerance.redis.address":
        "'redis.example.com' is no address of a Redis: write 'host:port', or 'rediss://host:port' with TLS",
    });
    expect(refuse({ gcsFaultTolerance: { redis: { username: "ray" }, storage: {} } })).to.deep.equal({
      "gcsFaultTolerance.redis.username": "is of an existing Redis: give its 'address', or remove it",
      "gcsFaultTolerance.storage": "is the volume of a RocksDB: remove it, or set 'backend' to 'rocksdb'",
    });
  });

  it("should refuse what RocksDB cannot have", () => {
    const gcsFaultTolerance = {
      backend: "rocksdb",
      redis: {},
      externalStorageNamespace: "ml",
      storage: { claimName: "mine", sizeGiB: 2 },
    } as const;
    expect(refuse({ version: "2.56.0", gcsFaultTolerance })).to.deep.equal({
      version:
        "must be at least 2.57.0 for 'gcsFaultTolerance.backend: rocksdb', not 2.56.0; raise it, or use 'redis'",
      "gcsFaultTolerance.redis": "has no meaning with 'backend: rocksdb': remove it, or use 'redis'",
      "gcsFaultTolerance.externalStorageNamespace":
        "has no meaning with 'backend: rocksdb': remove it, or use 'redis'",
      "gcsFaultTolerance.storage.claimName":
        "names a volume that is there: remove 'sizeGiB', 'storageClassName' and 'accessModes', or 'claimName' for a new one",
    });
  });

  it("should refuse what KubeRay sets itself", () => {
    const head = { env: { REDIS_PASSWORD: "x" }, rayStartParams: { "redis-password": "x" } };
    expect(refuse({ gcsFaultTolerance: {}, head })).to.deep.equal({
      "head.env.REDIS_PASSWORD": "is set by KubeRay with 'gcsFaultTolerance'; remove it",
      "head.rayStartParams.redis-password": "is set by KubeRay with 'gcsFaultTolerance'; remove it",
    });
  });

  it("should refuse the name of Redis's user on the head, with fault tolerance and without", () => {
    const head = { rayStartParams: { "redis-username": "ray" } };
    for (const args of [{ head }, { gcsFaultTolerance: {}, head }]) {
      expect(refuse(args)).to.deep.equal({
        "head.rayStartParams.redis-username":
          "is refused by KubeRay on the head; remove it, or give 'gcsFaultTolerance.redis.username'",
      });
    }
  });
});

describe("the operator's feature gates", () => {
  const gpuPools = { t4: { vmSize: "Standard_NC4as_T4_v3", maxNodes: 2 } };
  const ray = { gcsFaultTolerance: { backend: "rocksdb" } } as const;
  const gate = "GCSFaultToleranceEmbeddedStorage";

  it("should be on where the Ray cluster needs them, beside those of the user", () => {
    const { operator } = aksRayClusterSettings("ml", {
      gpuPools,
      ray,
      operator: { featureGates: { RayCronJob: true } },
    });
    expect(operator.featureGates).to.deep.equal({ RayCronJob: true, [gate]: true });
    expect(aksRayClusterSettings("ml", { gpuPools }).operator).to.not.have.property("featureGates");
  });

  it("should not be off where the Ray cluster needs them", () => {
    const operator = { featureGates: { [gate]: false } };
    expect(faultsOf(() => aksRayClusterSettings("ml", { gpuPools, ray, operator }))).to.deep.equal({
      [`operator.featureGates.${gate}`]:
        "is off, and 'ray.gcsFaultTolerance.backend: rocksdb' needs it: remove one of the two",
    });
  });
});

describe("the folder of a RocksDB's volume", () => {
  for (const subPath of ["/ml", "a/../b", ""]) {
    it(`should not be '${subPath}'`, () => {
      const gcsFaultTolerance = { backend: "rocksdb", storage: { subPath } } as const;
      expect(faultsOf(() => rayClusterSettings("ml", { gcsFaultTolerance }))).to.deep.equal({
        "gcsFaultTolerance.storage.subPath": `'${subPath}' must be a relative path without '..'`,
      });
    });
  }
});
