import * as fc from "fast-check";
import type { AksRayClusterArgs, RayArgs, SystemPoolArgs, WorkerPoolArgs } from "../../../provider/args";
import { poolKey } from "./names";
import { commonPool, cpuPool, gpuPool, OTHER_IMAGE } from "./pools";
import { parts } from "./parts";
import { autoscaler, ray } from "./ray";
import { systemSize, type KnownSize } from "./sizes";

/** First versions of Ray whose autoscaler knows priorities are these, and the default one. */
const VERSIONS_WITH_PRIORITY = [undefined, "2.60.0", "2.57.1", "2.56.0"];

const IDENTITY =
  "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/aks";

const systemPool: fc.Arbitrary<{ pool: SystemPoolArgs; size?: KnownSize } | undefined> = fc.option(
  systemSize.chain((size) =>
    fc
      .tuple(
        commonPool(size),
        fc.constantFrom<SystemPoolArgs>({}, { nodes: 1 }, { nodes: 3 }, { minNodes: 1, maxNodes: 5 }),
      )
      .map(([common, nodes]) => ({ pool: { vmSize: size.name, ...common, ...nodes }, size })),
  ),
  { nil: undefined },
);

/** Arguments of an AksRayCluster that break no rule. */
export const legalSettings: fc.Arbitrary<AksRayClusterArgs> = fc
  .record({
    keys: fc.uniqueArray(poolKey, { minLength: 1, maxLength: 5 }),
    gpuPools: fc.array(gpuPool, { minLength: 1, maxLength: 3 }),
    cpuPools: fc.array(cpuPool, { maxLength: 2 }),
    systemPool,
    ray: fc.option(ray, { nil: undefined }),
    autoscaler,
    parts,
    readiness: fc.constantFrom(undefined, "none" as const, "head" as const, "workers" as const),
    more: fc.record(
      {
        poolCreation: fc.constantFrom("serial" as const, "parallel" as const),
        skuTier: fc.constantFrom("Free" as const, "Standard" as const),
        kubernetesVersion: fc.constantFrom("1.36", "1.35.5"),
        dcgmExporter: fc.constant({}),
        tags: fc.constant({ team: "vision" }),
      },
      { requiredKeys: [] },
    ),
  })
  .map((drawn) => {
    const keys = [...drawn.keys];
    const take = <T>(pools: T[]) =>
      Object.fromEntries(pools.flatMap((pool) => keys.splice(0, 1).map((key) => [key, pool] as const)));
    const gpuPools = take(drawn.gpuPools);
    const cpuPools = take(drawn.cpuPools);
    const pools = [...Object.values(gpuPools), ...Object.values(cpuPools)];
    const reserved = pools.some(({ capacityReservationGroupId }) => capacityReservationGroupId !== undefined);
    const scaling = scalingOf(pools, drawn.autoscaler);
    const rayArgs = withHeadImage(drawn.systemPool?.size, { ...drawn.ray, ...scaling.ray });
    const priorities = VERSIONS_WITH_PRIORITY.includes(rayArgs.version);
    for (const { worker } of scaling.on ? [] : pools) delete worker?.idleTimeoutSeconds;
    for (const { worker } of scaling.on && priorities ? [] : pools) delete worker?.priority;
    const { dcgmExporter, ...more } = drawn.more;
    if (drawn.parts.storage) delete rayArgs.serviceAccountName;
    return {
      ...more,
      ...drawn.parts,
      gpuPools,
      ...(Object.keys(cpuPools).length > 0 && { cpuPools }),
      ...(drawn.systemPool && { systemPool: drawn.systemPool.pool }),
      ...(reserved && {
        identity: { type: "UserAssigned" as const, resourceId: IDENTITY, assignRoles: false },
      }),
      ...(dcgmExporter && Object.values(gpuPools).some(isWatched) && { dcgmExporter }),
      ...(drawn.readiness && { readiness: drawn.readiness }),
      ...((drawn.ray ?? Object.keys(rayArgs).length > 0) && { ray: rayArgs }),
    };
  });

interface DrawnAutoscaler {
  enabled: boolean | undefined;
  details: object;
}

/** Whether Ray's autoscaler is on, and how that is said. */
function scalingOf(
  pools: WorkerPoolArgs[],
  { enabled, details }: DrawnAutoscaler,
): { on: boolean; ray: Pick<RayArgs, "autoscaler"> } {
  const varies = pools.some(({ minNodes = 0, maxNodes = 0 }) => minNodes < maxNodes);
  const on = varies || enabled === true;
  if (enabled === undefined) return { on, ray: {} };
  if (!on) return { on, ray: { autoscaler: { enabled: false } } };
  return { on, ray: { autoscaler: { ...(enabled && { enabled }), ...details } } };
}

function withHeadImage(system: KnownSize | undefined, args: RayArgs): RayArgs {
  if (system?.size.architecture !== "arm64") return args;
  return { ...args, head: { ...args.head, image: OTHER_IMAGE } };
}

/** Whether DCGM has something to watch in the pool. */
function isWatched({ vmSize, driver }: { vmSize: string; driver?: string }): boolean {
  return driver !== "None" && !/mi300x|v710/i.test(vmSize);
}
