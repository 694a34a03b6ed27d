import * as fc from "fast-check";
import type {
  GpuPoolArgs,
  MigProfile,
  PoolArgs,
  UpgradeSettingsArgs,
  WorkerArgs,
} from "../../../provider/args";
import { migSlices } from "../../../provider/settings/mig";
import { nodeCapacity, workersPerNode } from "../../../provider/settings/sizing";
import { labels, taints } from "./names";
import { cpuSize, gpuSize, type KnownSize } from "./sizes";
import { worker } from "./workers";

/** Image for nodes that the default image does not suit: Arm processors, AMD's GPUs. */
export const OTHER_IMAGE = "registry.example.com/team/ray:latest";

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

/** Fixed or autoscaled numbers of nodes, as multiples of what makes whole multi-host workers. */
const nodes = fc.oneof(
  fc.record({ nodes: fc.nat(6) }),
  fc.record({ maxNodes: fc.integer({ min: 1, max: 6 }) }),
  fc.tuple(fc.nat(6), fc.nat(6)).map(([min, more]) => ({ minNodes: min, maxNodes: Math.max(1, min + more) })),
);

/** Disk of the size: none said, managed, or on a local disk that holds it. */
function disk({ localDiskGiB }: KnownSize): fc.Arbitrary<Pick<PoolArgs, "osDiskType" | "osDiskSizeGb">> {
  const managed = fc.record(
    { osDiskType: fc.constant("Managed" as const), osDiskSizeGb: fc.integer({ min: 30, max: 2048 }) },
    { requiredKeys: [] },
  );
  if (localDiskGiB < 30) return managed;
  const most = Math.min(2048, localDiskGiB);
  return fc.oneof(
    managed,
    fc.record({
      osDiskType: fc.constant("Ephemeral" as const),
      osDiskSizeGb: fc.integer({ min: 30, max: most }),
    }),
  );
}

interface CommonPool extends Omit<PoolArgs, "vmSize" | "zones" | "upgradeSettings"> {
  zones?: string[];
  upgradeSettings?: UpgradeSettingsArgs;
}

/** What every pool can have. */
export function commonPool(size: KnownSize): fc.Arbitrary<CommonPool> {
  return fc
    .tuple(
      disk(size),
      fc.record(
        {
          zones: fc.subarray(["1", "2", "3"], { minLength: 1 }),
          osSku: fc.constantFrom("Ubuntu", "Ubuntu2204", "AzureLinux", "AzureLinux3"),
          maxPods: fc.integer({ min: 10, max: 250 }),
          labels,
          tags: fc.constant({ team: "vision" }),
        } as const,
        { requiredKeys: [] },
      ),
      optional(
        fc.record(
          {
            maxSurge: fc.oneof(
              fc.integer({ min: 1, max: 20 }).map(String),
              fc.integer({ min: 1, max: 100 }).map((percent) => `${percent}%`),
            ),
            drainTimeoutInMinutes: fc.integer({ min: 1, max: 1440 }),
            nodeSoakDurationInMinutes: fc.integer({ min: 0, max: 30 }),
          },
          { requiredKeys: [] },
        ),
      ),
    )
    .map(([osDisk, rest, upgradeSettings]) => ({
      ...osDisk,
      ...rest,
      ...(upgradeSettings && { upgradeSettings }),
    }));
}

const spot = optional(
  fc.record({
    maxPrice: optional(
      fc.oneof(
        fc.constant(-1),
        fc.integer({ min: 1, max: 2_000_000 }).map((price) => price / 100_000),
      ),
    ),
  }),
);

const CAPACITY_RESERVATION =
  "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/capacityReservationGroups/gpus";
const PROXIMITY_GROUP =
  "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/proximityPlacementGroups/near";

/** What a pool with workers can have, beside its GPUs. */
function workerPool(size: KnownSize, draws: fc.Arbitrary<GpuDraws>): fc.Arbitrary<GpuPoolArgs> {
  return fc
    .record({
      common: commonPool(size),
      nodes,
      spot,
      taints: optional(taints),
      replacement: optional(fc.constantFrom("deleteBeforeCreate" as const, "createBeforeDelete" as const)),
      near: fc.boolean(),
      reserved: fc.boolean(),
      gpu: draws,
      worker: optional(worker),
    })
    .map((drawn) => {
      const { upgradeSettings, zones, ...common } = drawn.common;
      const { maxSurge, ...upgrades } = upgradeSettings ?? {};
      const gpus = gpuOf(size, drawn.gpu);
      const pool: GpuPoolArgs = {
        vmSize: size.name,
        ...common,
        ...drawn.nodes,
        ...(zones && { zones: drawn.near ? zones.slice(0, 1) : zones }),
        ...(drawn.near && { proximityPlacementGroupId: PROXIMITY_GROUP }),
        ...(drawn.reserved && !drawn.spot && { capacityReservationGroupId: CAPACITY_RESERVATION }),
        ...(upgradeSettings && {
          upgradeSettings: { ...upgrades, ...(maxSurge && !drawn.spot && { maxSurge }) },
        }),
        ...(drawn.spot && {
          spot: true,
          ...(drawn.spot.maxPrice !== undefined && { maxPrice: drawn.spot.maxPrice }),
        }),
        ...(drawn.taints && { taints: drawn.taints }),
        ...(drawn.replacement && { replacement: drawn.replacement }),
        ...gpus,
      };
      const fitted = drawn.worker && fitWorker(size, pool, drawn.worker);
      const whole = fitted && wholeWorkers(pool, size, fitted);
      const image = needsImage(size) && whole?.image === undefined ? { image: OTHER_IMAGE } : {};
      return whole || needsImage(size) ? { ...pool, worker: { ...whole, ...image } } : pool;
    });
}

/** Draws for what a pool's GPUs can be; impossible ones are left out. */
interface GpuDraws {
  profile?: MigProfile;
  strategy?: "single" | "mixed";
  driver?: "Install" | "None";
  sharing?: { strategy?: "timeSlicing" | "mps"; replicas: number };
}

const NO_GPUS = fc.constant<GpuDraws>({});

const gpuDraws: fc.Arbitrary<GpuDraws> = fc.record(
  {
    profile: fc.constantFrom<MigProfile>("MIG1g", "MIG2g", "MIG3g", "MIG4g", "MIG7g"),
    strategy: fc.constantFrom("single" as const, "mixed" as const),
    driver: fc.constantFrom("Install" as const, "None" as const),
    sharing: fc.record(
      {
        strategy: fc.constantFrom("timeSlicing" as const, "mps" as const),
        replicas: fc.integer({ min: 2, max: 64 }),
      },
      { requiredKeys: ["replicas"] },
    ),
  },
  { requiredKeys: [] },
);

function gpuOf({ size }: KnownSize, draws: GpuDraws): Partial<GpuPoolArgs> {
  if (!size.gpus) return {};
  const { vendor, model = "", memoryGB = 0 } = size.gpus;
  if (vendor === "amd") return draws.driver === "None" ? { driver: "None" } : {};
  const cut = draws.profile !== undefined && migSlices(model, memoryGB, draws.profile) !== undefined;
  const migProfile = cut ? draws.profile : undefined;
  const driver = cut && draws.driver === "None" ? undefined : draws.driver;
  const gpus: Partial<GpuPoolArgs> = {
    ...(migProfile && { migProfile, ...(draws.strategy && { migStrategy: draws.strategy }) }),
    ...(driver && { driver }),
  };
  const sharing = driver === "None" ? undefined : sharingOf(size, gpus, draws);
  return { ...gpus, ...(sharing && { sharing }) };
}

/** As many shares as leave each worker a CPU and a GiB, whatever `maxPods`. */
function sharingOf(
  size: KnownSize["size"],
  gpus: Partial<GpuPoolArgs>,
  { sharing }: GpuDraws,
): GpuPoolArgs["sharing"] {
  if (sharing === undefined || (sharing.strategy === "mps" && gpus.migProfile !== undefined))
    return undefined;
  const { milliCpu, memoryMiB, gpus: devices } = nodeCapacity(size, 250, gpus);
  const workers = Math.floor(Math.min(milliCpu / 1000, memoryMiB / 1024));
  const most = Math.min(
    sharing.replicas,
    sharing.strategy === "mps" ? 48 : 64,
    Math.floor(workers / (devices?.count ?? 1)),
  );
  return most >= 2 ? { ...sharing, replicas: most } : undefined;
}

function needsImage({ size }: KnownSize): boolean {
  return size.architecture === "arm64" || size.gpus?.vendor === "amd";
}

/** Scales the draws of a worker to what the node has. */
function fitWorker({ size }: KnownSize, pool: GpuPoolArgs, drawn: DrawnWorker): WorkerArgs {
  const { cpuShare, memoryShare, gpuShare, perNode: wanted, ...rest } = drawn;
  const capacity = nodeCapacity(size, pool.maxPods ?? 110, pool);
  const devices = capacity.gpus?.count ?? 0;
  const room = Math.floor(Math.min(capacity.milliCpu / 1000, capacity.memoryMiB / 1024));
  const most = Math.max(1, Math.min(room, devices > 0 ? devices : 64, 64));
  const perNode = wanted === undefined ? undefined : Math.min(wanted, most);
  const workers = perNode ?? workersPerNode(capacity, {});
  const gpusAtMost = capacity.gpus?.shared ? 1 : Math.floor(devices / workers);
  return {
    ...rest,
    ...(perNode !== undefined && { perNode }),
    ...(cpuShare !== undefined && {
      cpu: Math.max(0.1, Math.floor((capacity.milliCpu * cpuShare) / 100 / workers) / 1000),
    }),
    ...(memoryShare !== undefined && {
      memoryGiB: Math.max(0.25, Math.floor((capacity.memoryMiB * memoryShare) / 100 / workers) / 1024),
    }),
    ...(gpuShare !== undefined && { gpus: Math.floor((gpusAtMost * gpuShare) / 100) }),
  };
}

/** A worker of several hosts needs numbers of nodes that make whole ones. */
function wholeWorkers(pool: GpuPoolArgs, { size }: KnownSize, drawn: WorkerArgs): WorkerArgs {
  const { numOfHosts, ...rest } = drawn;
  if (numOfHosts === undefined) return drawn;
  const perNode = workersPerNode(nodeCapacity(size, pool.maxPods ?? 110, pool), drawn);
  const pods = [pool.nodes, pool.minNodes, pool.maxNodes].flatMap((count) => (count ?? 0) * perNode);
  return pods.every((count) => count % numOfHosts === 0) ? drawn : rest;
}

/** A worker as it is drawn: shares of the node in percent. */
export interface DrawnWorker extends Omit<WorkerArgs, "cpu" | "memoryGiB" | "gpus"> {
  cpuShare?: number;
  memoryShare?: number;
  gpuShare?: number;
}

export const gpuPool = gpuSize.chain((size) => workerPool(size, gpuDraws));
export const cpuPool = cpuSize.chain((size) => workerPool(size, NO_GPUS));
