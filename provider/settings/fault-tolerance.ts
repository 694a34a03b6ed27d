import type { GcsFaultToleranceArgs } from "../args";
import { defined } from "./defined";
import type { FaultToleranceSettings } from "./types";
import { REDIS_IMAGE } from "./versions";

/** Volume of a new Redis in GiB, by default: AKS's disks are cheap, and a full one ends the cluster. */
const REDIS_GIB = 8;

/** Settings of sound arguments; undefined without fault tolerance. */
export function faultToleranceSettings(
  args: GcsFaultToleranceArgs | undefined,
): FaultToleranceSettings | undefined {
  if (args === undefined) return undefined;
  if (args.backend === "rocksdb") return { backend: "rocksdb", storage: args.storage ?? {} };
  const { redis = {}, externalStorageNamespace } = args;
  const { address, username, passwordSecret, image, storageGiB, storageClassName } = redis;
  return defined<FaultToleranceSettings>({
    backend: "redis",
    externalStorageNamespace,
    redis:
      address === undefined
        ? defined({ image: image ?? REDIS_IMAGE, storageGiB: storageGiB ?? REDIS_GIB, storageClassName })
        : defined({ address, username, passwordSecret }),
  });
}
