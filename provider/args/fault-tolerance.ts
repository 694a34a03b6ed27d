import type { Input } from "@pulumi/pulumi";

/** Where the head keeps what has to outlive it: in a Redis, or (Ray 2.57 and later) in a RocksDB on a volume of its own. */
export type GcsBackend = "redis" | "rocksdb";

/** What becomes of the RocksDB's volume when the RayCluster goes. */
export type StorageDeletionPolicy = "DeleteWithCluster" | "Retain";

/** How many nodes can have a volume at once, as Kubernetes names it. */
export type VolumeAccessMode = "ReadWriteOnce" | "ReadOnlyMany" | "ReadWriteMany" | "ReadWriteOncePod";

/** A value in an existing Kubernetes Secret of the Ray namespace. */
export interface SecretKeyArgs {
  /** Name of the Secret. */
  name: string;
  /** Key of the value in it. */
  key: string;
}

/** The Redis: an existing one at `address`, such as Azure Managed Redis, or else a new one beside the Ray cluster. */
export interface RedisArgs {
  /**
   * Address of an existing Redis as `host:port`, or `rediss://host:port` with TLS. Defaults to a new Redis with a random
   * password and a volume.
   * @minLength 1
   */
  address?: Input<string>;
  /** User name in the existing Redis. Defaults to Redis's default user. */
  username?: Input<string>;
  /** Password of the existing Redis. Defaults to none. */
  passwordSecret?: SecretKeyArgs;
  /** Image of a new Redis. Defaults to the version that this release was tried with. */
  image?: Input<string>;
  /**
   * Size of a new Redis's volume in GiB. Defaults to 8.
   * @asType integer
   * @minimum 1
   */
  storageGiB?: number;
  /** Storage class of a new Redis's volume. Defaults to the cluster's default class. */
  storageClassName?: Input<string>;
}

/** The volume of a RocksDB. KubeRay makes it, unless `claimName` names one. */
export interface GcsStorageArgs {
  /** Name of an existing PersistentVolumeClaim in the Ray namespace. Excludes `sizeGiB`, `storageClassName` and `accessModes`. */
  claimName?: string;
  /**
   * Size of the volume in GiB. Defaults to 1.
   * @asType integer
   * @minimum 1
   */
  sizeGiB?: number;
  /** Storage class of the volume. Defaults to the cluster's default class. */
  storageClassName?: Input<string>;
  /** How many nodes can have the volume at once; excludes `claimName`. A RocksDB has one writer either way. Defaults to `[ReadWriteOnce]`. */
  accessModes?: VolumeAccessMode[];
  /** Folder of the volume that is used, instead of its root: a relative path without `..`. Defaults to the root. */
  subPath?: Input<string>;
  /** Whether the volume goes with the RayCluster. Defaults to `DeleteWithCluster`. */
  deletionPolicy?: StorageDeletionPolicy;
}

/**
 * Fault tolerance of Ray's control services (GCS): with it, a head that ends comes back with the cluster's jobs, actors and
 * workers; without it, everything starts anew.
 */
export interface GcsFaultToleranceArgs {
  /** Where the state is kept. `rocksdb` is an alpha feature of KubeRay and needs Ray 2.57 or later. Defaults to `redis`. */
  backend?: GcsBackend;
  /** The Redis. Defaults to a new one. */
  redis?: RedisArgs;
  /** The volume of a RocksDB. Defaults to 1 GiB of the cluster's default storage class. */
  storage?: GcsStorageArgs;
  /** Key space in the Redis, when several clusters share it. Defaults to the RayCluster's UID. */
  externalStorageNamespace?: Input<string>;
}
