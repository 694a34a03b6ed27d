/** Why a key stands in the wrong place, by the place; the sentence names the right one. */
const MISPLACED: readonly { place: RegExp; keys: readonly string[]; reason: string }[] = [
  {
    place: /^systemPool$/,
    keys: ["spot", "maxPrice"],
    reason:
      "is not possible for the system pool, which must be on-demand (AKS keeps spot nodes out of it); remove it, and put spot nodes into 'cpuPools' or 'gpuPools'",
  },
  {
    place: /^systemPool$/,
    keys: ["gpus", "gpuVendor", "migProfile", "driver"],
    reason: "is not possible for the system pool; a pool with GPUs belongs into 'gpuPools'",
  },
  {
    place: /^systemPool$/,
    keys: ["worker"],
    reason: "is not possible for the system pool, which carries no Ray workers; size the head in 'ray.head'",
  },
  {
    place: /^cpuPools\.[^.]+$/,
    keys: ["gpus", "gpuVendor", "migProfile", "driver"],
    reason: "is only for pools with GPUs; move the pool into 'gpuPools'",
  },
];

/** What other tools call the same thing. */
const SYNONYMS: Readonly<Record<string, string>> = {
  count: "nodes",
  nodecount: "nodes",
  mincount: "minNodes",
  maxcount: "maxNodes",
  minsize: "minNodes",
  maxsize: "maxNodes",
  instancetype: "vmSize",
  nodevmsize: "vmSize",
  region: "location",
  spotmaxprice: "maxPrice",
  gpuinstanceprofile: "migProfile",
  nodelabels: "labels",
  nodetaints: "taints",
  availabilityzones: "zones",
  rayversion: "version",
  numgpus: "gpus",
  numcpus: "cpu",
  cpus: "cpu",
  memory: "memoryGiB",
};

/** A reason for keys that are known elsewhere or under another name; undefined for others. */
export function misplacedKey(path: string, key: string, known: readonly string[]): string | undefined {
  const misplaced = MISPLACED.find(({ place, keys }) => place.test(path) && keys.includes(key));
  if (misplaced) return misplaced.reason;
  const synonym = SYNONYMS[key.toLowerCase()];
  return synonym !== undefined && known.includes(synonym)
    ? `is not known here; it is called '${synonym}'`
    : undefined;
}
