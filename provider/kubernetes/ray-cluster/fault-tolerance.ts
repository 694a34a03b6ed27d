import type { RaySettings } from "../../settings";
import { REDIS_PASSWORD_KEY, redisAddress, redisName } from "../redis";
import type { GcsFaultToleranceOptions } from "./spec";

/** Builds `gcsFaultToleranceOptions`; undefined without fault tolerance. */
export function buildFaultTolerance(settings: RaySettings): GcsFaultToleranceOptions | undefined {
  const { faultTolerance } = settings;
  if (faultTolerance === undefined) return undefined;
  if (faultTolerance.backend === "rocksdb") {
    const { claimName, sizeGiB, storageClassName, accessModes, subPath, deletionPolicy } =
      faultTolerance.storage;
    return {
      backend: "rocksdb",
      storage: {
        ...(claimName !== undefined && { claimName }),
        ...(sizeGiB !== undefined && { size: `${sizeGiB}Gi` }),
        ...(storageClassName !== undefined && { storageClassName }),
        ...(accessModes && { accessModes }),
        ...(subPath !== undefined && { subPath }),
        ...(deletionPolicy !== undefined && { deletionPolicy }),
      },
    };
  }
  const { redis, externalStorageNamespace } = faultTolerance;
  const namespace = externalStorageNamespace !== undefined && { externalStorageNamespace };
  if (!("address" in redis)) {
    return {
      backend: "redis",
      redisAddress: redisAddress(settings),
      redisPassword: fromSecret(redisName(settings), REDIS_PASSWORD_KEY),
      ...namespace,
    };
  }
  const { address, username, passwordSecret } = redis;
  return {
    backend: "redis",
    redisAddress: address,
    ...(username !== undefined && { redisUsername: { value: username } }),
    ...(passwordSecret && { redisPassword: fromSecret(passwordSecret.name, passwordSecret.key) }),
    ...namespace,
  };
}

function fromSecret(name: string, key: string) {
  return { valueFrom: { secretKeyRef: { name, key } } };
}
