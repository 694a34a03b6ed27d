import type { AksRayClusterArgs, CpuPoolArgs, GpuPoolArgs } from "../../provider/args";
import { vmSize } from "../../provider/settings/vm-sizes";

/** A way to break legal settings, one rule at a time. */
export interface Break {
  what: string;
  /**
   * Breaks a copy of the settings in place, at the pool that was drawn.
   *
   * @returns paths of which one has to be in the error; undefined where these settings cannot be broken so
   */
  apply(args: AksRayClusterArgs, pool: DrawnPool): string[] | undefined;
}

export interface DrawnPool {
  kind: "gpuPools" | "cpuPools";
  key: string;
  pool: GpuPoolArgs;
  path: string;
}

/** The pools of settings, in a fixed order. */
export function poolsOf(args: AksRayClusterArgs): DrawnPool[] {
  return (["gpuPools", "cpuPools"] as const).flatMap((kind) =>
    Object.entries<GpuPoolArgs | CpuPoolArgs>(args[kind] ?? {}).map(([key, pool]) => ({
      kind,
      key,
      pool,
      path: `${kind}.${key}`,
    })),
  );
}

/** A break of a pool's fields. */
function ofPool(what: string, field: string, change: (pool: GpuPoolArgs) => boolean | void): Break {
  return { what, apply: (_, { pool, path }) => (change(pool) === false ? undefined : [`${path}.${field}`]) };
}

function ofRay(
  what: string,
  path: string,
  change: (ray: NonNullable<AksRayClusterArgs["ray"]>) => void,
): Break {
  return {
    what,
    apply: (args) => {
      change((args.ray ??= {}));
      return [path];
    },
  };
}

function renamed(what: string, name: string): Break {
  return {
    what,
    apply: (args, { kind, key, pool }) => {
      args[kind] = { ...args[kind], [name]: pool };
      delete args[kind][key];
      return [kind];
    },
  };
}

const worker = (pool: GpuPoolArgs) => (pool.worker ??= {});
const figures = ({ vmSize: name }: GpuPoolArgs) => vmSize(name);

/** Rules that span fields, of which the schema knows nothing. */
export const BREAKS: Break[] = [
  { what: "no pool", apply: (args) => (delete args.gpuPools, delete args.cpuPools, ["gpuPools"]) },
  renamed("a pool with capitals", "Big"),
  renamed("a pool with a long name", "abcdefghijklm"),
  renamed("a pool of the system pool's name", "system"),
  renamed("a pool with a hyphen", "a-b"),
  {
    what: "one name for two pools",
    apply: (args, { kind, key, pool }) => {
      if (kind !== "gpuPools") return undefined;
      args.cpuPools = { ...args.cpuPools, [key]: { vmSize: "Standard_D8s_v5", nodes: pool.nodes ?? 1 } };
      return [`gpuPools.${key}`];
    },
  },
  ofPool("both kinds of numbers of nodes", "nodes", (pool) => {
    Object.assign(pool, { nodes: 1, maxNodes: 2 });
  }),
  ofPool("no number of nodes", "maxNodes", (pool) => {
    delete pool.nodes;
    delete pool.minNodes;
    delete pool.maxNodes;
  }),
  ofPool("more nodes at least than at most", "minNodes", (pool) => {
    delete pool.nodes;
    Object.assign(pool, { minNodes: 4, maxNodes: 2 });
  }),
  ofPool("an unknown size", "vmSize", (pool) => {
    pool.vmSize = "Standard_X9_v1";
  }),
  {
    what: "GPUs where there are none",
    apply: (_, { kind, pool, path }) => {
      pool.vmSize = kind === "gpuPools" ? "Standard_D16s_v5" : "Standard_NC4as_T4_v3";
      return [`${path}.vmSize`];
    },
  },
  ofPool("a price without spot", "maxPrice", (pool) => {
    delete pool.spot;
    pool.maxPrice = 1;
  }),
  ofPool("a price of six decimals", "maxPrice", (pool) => {
    Object.assign(pool, { spot: true, maxPrice: 0.123456 });
  }),
  ofPool("a price of nothing", "maxPrice", (pool) => {
    Object.assign(pool, { spot: true, maxPrice: 0 });
  }),
  ofPool("a surge of spot nodes", "upgradeSettings.maxSurge", (pool) => {
    Object.assign(pool, { spot: true, upgradeSettings: { maxSurge: "1" } });
  }),
  ofPool("a surge that is no number", "upgradeSettings.maxSurge", (pool) => {
    if (pool.spot) return false;
    pool.upgradeSettings = { maxSurge: "many" };
  }),
  ofPool("a zone that no region has", "zones", (pool) => {
    pool.zones = ["4"];
  }),
  ofPool("a proximity group over several zones", "zones", (pool) => {
    Object.assign(pool, { proximityPlacementGroupId: "/subscriptions/s/x", zones: ["1", "2"] });
  }),
  ofPool("a reservation of spot nodes", "capacityReservationGroupId", (pool) => {
    Object.assign(pool, { spot: true, capacityReservationGroupId: "/subscriptions/s/x" });
  }),
  ofPool("a disk larger than the local one", "osDiskSizeGb", (pool) => {
    const disk = figures(pool)?.tempDiskGiB;
    if (disk === undefined || disk >= 2048) return false;
    Object.assign(pool, { osDiskType: "Ephemeral", osDiskSizeGb: disk + 1 });
  }),
  ofPool("a label of AKS's", "labels", (pool) => {
    pool.labels = { ...pool.labels, "kubernetes.azure.com/mode": "user" };
  }),
  ofPool("a label that is none", "labels", (pool) => {
    pool.labels = { ...pool.labels, team: "-" };
  }),
  ofPool("a taint that is none", "taints[0]", (pool) => {
    pool.taints = ["gpu"];
  }),
  ofPool("a taint twice", "taints[1]", (pool) => {
    pool.taints = ["a=b:NoSchedule", "a=c:NoSchedule"];
  }),
  ofPool("slices of a GPU that cannot be cut", "migProfile", (pool) => {
    const gpus = figures(pool)?.gpus;
    if (gpus === undefined || /A100|H100|H200/.test(gpus.model ?? "")) return false;
    pool.migProfile = "MIG1g";
    delete pool.sharing;
  }),
  ofPool("slices without AKS's driver", "driver", (pool) => {
    if (pool.migProfile === undefined) return false;
    pool.driver = "None";
  }),
  ofPool("a strategy without slices", "migStrategy", (pool) => {
    if (figures(pool)?.gpus === undefined || pool.migProfile !== undefined) return false;
    pool.migStrategy = "single";
  }),
  ofPool("AKS's driver for AMD", "driver", (pool) => {
    if (figures(pool)?.gpus?.vendor !== "amd") return false;
    pool.driver = "Install";
  }),
  ofPool("shares without AKS's driver", "sharing", (pool) => {
    if (figures(pool)?.gpus?.vendor !== "nvidia" || pool.migProfile !== undefined) return false;
    Object.assign(pool, { driver: "None", sharing: { replicas: 2 } });
  }),
  ofPool("more clients than MPS has", "sharing.replicas", (pool) => {
    if (figures(pool)?.gpus?.vendor !== "nvidia" || pool.driver === "None") return false;
    delete pool.migProfile;
    delete pool.migStrategy;
    pool.sharing = { strategy: "mps", replicas: 49 };
  }),
  ofPool("more CPUs than the node has", "worker.cpu", (pool) => {
    worker(pool).cpu = figures(pool)?.vcpus ?? 0;
  }),
  ofPool("more memory than the node has", "worker.memoryGiB", (pool) => {
    worker(pool).memoryGiB = figures(pool)?.memoryGiB ?? 0;
  }),
  ofPool("more GPUs than the node has", "worker.gpus", (pool) => {
    worker(pool).gpus = 200;
  }),
  ofPool("a computed parameter", "worker.rayStartParams.num-cpus", (pool) => {
    worker(pool).rayStartParams = { "num-cpus": "1" };
  }),
  ofPool("a parameter with dashes", "worker.rayStartParams", (pool) => {
    worker(pool).rayStartParams = { "--block": "true" };
  }),
  ofPool("a resource that Ray has", "worker.resources.GPU", (pool) => {
    worker(pool).resources = { GPU: 1 };
  }),
  ofPool("half a resource", "worker.resources.disk", (pool) => {
    worker(pool).resources = { disk: 0.5 };
  }),
  ofPool("an image without a name", "worker.image", (pool) => {
    worker(pool).image = "a b";
  }),
  ofPool("an image of another Ray", "worker.image", (pool) => {
    worker(pool).image = "rayproject/ray:1.9.0";
  }),
  ofPool("a variable with a space", "worker.env", (pool) => {
    worker(pool).env = { "A B": "1" };
  }),
  ofRay("a name that is no label", "ray.clusterName", (ray) => (ray.clusterName = "Not_A_Label")),
  ofRay("a long name", "ray.clusterName", (ray) => (ray.clusterName = "a".repeat(54))),
  ofRay("a namespace that is there", "ray.namespace", (ray) => (ray.namespace = "kube-system")),
  ofRay("the operator's namespace", "ray.namespace", (ray) => (ray.namespace = "kuberay-system")),
  ofRay("an old Ray with tokens", "ray.version", (ray) =>
    Object.assign(ray, { version: "2.51.0", auth: { mode: "token" }, gcsFaultTolerance: undefined }),
  ),
  ofRay("a Secret without authentication", "ray.auth.secretName", (ray) => {
    ray.auth = { mode: "disabled", secretName: "token" };
  }),
  ofRay("a rotation of another's Secret", "ray.auth.rotation", (ray) => {
    ray.auth = { rotation: "1", secretName: "token" };
  }),
  ofRay("a rotation that reaches no pod", "ray.auth.rotation", (ray) => {
    Object.assign(ray, { auth: { rotation: "1" }, upgradeStrategy: "None" });
  }),
  ofRay("a head larger than its node", "ray.head.cpu", (ray) => (ray.head = { ...ray.head, cpu: 500 })),
  ofRay("a variable that KubeRay refuses", "ray.env.RAY_REDIS_ADDRESS", (ray) => {
    ray.env = { RAY_REDIS_ADDRESS: "x:1" };
  }),
  ofRay("a volume for a Redis elsewhere", "ray.gcsFaultTolerance.redis.storageGiB", (ray) => {
    ray.gcsFaultTolerance = { redis: { address: "a:1", storageGiB: 1 } };
  }),
  ofRay("an address that is none", "ray.gcsFaultTolerance.redis.address", (ray) => {
    ray.gcsFaultTolerance = { redis: { address: "redis" } };
  }),
  ofRay("a RocksDB with a Redis", "ray.gcsFaultTolerance.redis", (ray) => {
    Object.assign(ray, { version: "2.60.0", gcsFaultTolerance: { backend: "rocksdb", redis: {} } });
  }),
  {
    what: "a range of nodes without Ray's autoscaler",
    apply: (args, { pool, path }) => {
      delete pool.nodes;
      delete pool.worker?.numOfHosts;
      Object.assign(pool, { minNodes: 1, maxNodes: 2 });
      args.ray = { ...args.ray, autoscaler: { enabled: false } };
      return [`${path}.maxNodes`];
    },
  },
  {
    what: "no node for AKS itself",
    apply: (args) => ((args.systemPool = { nodes: 0 }), ["systemPool.nodes"]),
  },
  {
    what: "a taint that keeps the head away",
    apply: (args) => {
      delete args.ray?.head?.podTemplate;
      args.systemPool = { ...args.systemPool, taints: ["a=b:NoSchedule"] };
      return ["systemPool.taints[0]"];
    },
  },
  {
    what: "metrics of GPUs that are not there",
    apply: (args) => {
      for (const pool of Object.values(args.gpuPools ?? {})) {
        if (pool.migProfile !== undefined || pool.sharing !== undefined) return undefined;
        pool.driver = "None";
      }
      args.dcgmExporter = {};
      return ["dcgmExporter"];
    },
  },
];
