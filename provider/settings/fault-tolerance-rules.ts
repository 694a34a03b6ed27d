import type { GcsFaultToleranceArgs, RayArgs } from "../args";
import { joinPath, type Faults } from "./faults";
import { checkField } from "./inputs";
import { checkManaged, checkManagedEnv } from "./kuberay-managed-rules";
import { isBefore } from "./ray-versions";
import { FIRST_RAY_VERSION_WITH_ROCKSDB, RAY_VERSION } from "./versions";
import { imageNameFault } from "./worker-rules";

/** Gate of KubeRay's operator behind which RocksDB lies (v1.7.0, pkg/features). */
export const ROCKSDB_GATE = "GCSFaultToleranceEmbeddedStorage";

const MANAGED = "is set by KubeRay with 'gcsFaultTolerance'; remove it";

/** What KubeRay sets on the head for its backends (v1.7.0, validation.go, constant.go). */
const REDIS_MANAGED = { reason: MANAGED, env: ["REDIS_PASSWORD"] };
const ROCKSDB_MANAGED = {
  reason: MANAGED,
  env: ["REDIS_PASSWORD", "RAY_gcs_storage", "RAY_gcs_storage_path"],
  volume: { name: "gcs-storage", mountPath: "/data/gcs" },
};

/** Arguments of a new Redis, which have no meaning beside an existing one. */
const OF_A_NEW_REDIS = ["image", "storageGiB", "storageClassName"] as const;

/** Arguments of an existing Redis. */
const OF_AN_EXISTING_REDIS = ["username", "passwordSecret"] as const;

/** Checks fault tolerance as KubeRay does (v1.7.0, validateGcsFaultToleranceBackend), before anything is made. */
export function checkFaultTolerance(ray: RayArgs, at: string, faults: Faults): void {
  const options = ray.gcsFaultTolerance;
  if (options === undefined) return;
  const path = joinPath(at, "gcsFaultTolerance");
  if ((options.backend ?? "redis") === "rocksdb") checkRocksDb(ray, options, at, faults);
  else checkRedis(options, path, faults);
  checkHeadOverrides(ray, at, faults);
}

function checkRedis({ redis = {}, storage }: GcsFaultToleranceArgs, path: string, faults: Faults): void {
  if (storage !== undefined) {
    faults.add(
      joinPath(path, "storage"),
      "is the volume of a RocksDB: remove it, or set 'backend' to 'rocksdb'",
    );
  }
  const existing = redis.address !== undefined;
  for (const key of existing ? OF_A_NEW_REDIS : OF_AN_EXISTING_REDIS) {
    if (redis[key] === undefined) continue;
    faults.add(
      joinPath(path, "redis", key),
      existing
        ? "is of a new Redis, and 'address' names an existing one: remove one of the two"
        : "is of an existing Redis: give its 'address', or remove it",
    );
  }
  checkField(redis, "address", joinPath(path, "redis"), faults, addressFault);
  checkField(redis, "image", joinPath(path, "redis"), faults, imageNameFault);
}

function addressFault(address: string): string | undefined {
  return /^(rediss?:\/\/)?[^\s:/]+:\d{1,5}$/.test(address)
    ? undefined
    : `'${address}' is no address of a Redis: write 'host:port', or 'rediss://host:port' with TLS`;
}

function checkRocksDb(ray: RayArgs, options: GcsFaultToleranceArgs, at: string, faults: Faults): void {
  const path = joinPath(at, "gcsFaultTolerance");
  const version = ray.version ?? RAY_VERSION;
  if (isBefore(version, FIRST_RAY_VERSION_WITH_ROCKSDB) && !faults.touch(joinPath(at, "version"))) {
    faults.add(
      joinPath(at, "version"),
      `must be at least ${FIRST_RAY_VERSION_WITH_ROCKSDB} for 'gcsFaultTolerance.backend: rocksdb', not ${version}; raise it, or use 'redis'`,
    );
  }
  for (const key of ["redis", "externalStorageNamespace"] as const) {
    if (options[key] !== undefined) {
      faults.add(joinPath(path, key), "has no meaning with 'backend: rocksdb': remove it, or use 'redis'");
    }
  }
  const { claimName, sizeGiB, storageClassName, accessModes } = options.storage ?? {};
  if (claimName !== undefined && (sizeGiB ?? storageClassName ?? accessModes) !== undefined) {
    faults.add(
      joinPath(path, "storage", "claimName"),
      "names a volume that is there: remove 'sizeGiB', 'storageClassName' and 'accessModes', or 'claimName' for a new one",
    );
  }
  checkField(options.storage, "subPath", joinPath(path, "storage"), faults, subPathFault);
}

/** Kubernetes refuses such a mount (https://kubernetes.io/docs/concepts/storage/volumes/#using-subpath). */
function subPathFault(text: string): string | undefined {
  return text === "" || text.startsWith("/") || text.split("/").includes("..")
    ? `'${text}' must be a relative path without '..'`
    : undefined;
}

/** KubeRay refuses these beside its own options. */
function checkHeadOverrides(
  { head = {}, env, gcsFaultTolerance }: RayArgs,
  at: string,
  faults: Faults,
): void {
  const managed = gcsFaultTolerance?.backend === "rocksdb" ? ROCKSDB_MANAGED : REDIS_MANAGED;
  checkManaged(head, "ray-head", joinPath(at, "head"), managed, faults);
  checkManagedEnv(env, joinPath(at, "env"), managed, faults);
  if (Object.hasOwn(head.rayStartParams ?? {}, "redis-password")) {
    faults.add(joinPath(at, "head", "rayStartParams", "redis-password"), MANAGED);
  }
}
