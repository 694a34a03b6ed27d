import * as fc from "fast-check";
import type { GcsFaultToleranceArgs, HeadArgs, RayArgs } from "../../../provider/args";
import { dnsLabel, env, labels, rayResources, rayStartParams } from "./names";
import { podTemplate } from "./workers";

const head: fc.Arbitrary<HeadArgs> = fc.record(
  {
    cpu: fc.constantFrom(0.5, 1, 2, 3.5, 4),
    memoryGiB: fc.constantFrom(5, 6.5, 8, 12),
    labels,
    resources: rayResources,
    serviceAnnotations: fc.constant({ "example.com/team": "vision" }),
    env,
    rayStartParams,
    podTemplate,
  },
  { requiredKeys: [] },
);

const autoscalerDetails = fc.record(
  {
    idleTimeoutSeconds: fc.integer({ min: 1, max: 3600 }),
    upscalingMode: fc.constantFrom("Default" as const, "Aggressive" as const, "Conservative" as const),
    cpu: fc.constantFrom("250m", "1"),
    memory: fc.constantFrom("512Mi", "1Gi"),
  },
  { requiredKeys: [] },
);

/** The autoscaler; off is legal only where no pool's number of nodes varies. */
export const autoscaler = fc.record({
  enabled: fc.constantFrom(true, false, undefined),
  details: autoscalerDetails,
});

const redis: fc.Arbitrary<GcsFaultToleranceArgs> = fc.record(
  {
    backend: fc.constant("redis" as const),
    redis: fc.oneof(
      fc.record(
        { storageGiB: fc.integer({ min: 1, max: 64 }), storageClassName: fc.constant("managed-csi") },
        { requiredKeys: [] },
      ),
      fc.record(
        {
          address: fc.constantFrom("redis.example.com:6379", "rediss://redis.example.com:6380"),
          username: fc.constant("ray"),
          passwordSecret: fc.record({ name: dnsLabel(40), key: fc.constant("password") }),
        },
        { requiredKeys: ["address"] },
      ),
    ),
    externalStorageNamespace: fc.constantFrom("team-a", "b"),
  },
  { requiredKeys: [] },
);

const rocksdb: fc.Arbitrary<GcsFaultToleranceArgs> = fc.record(
  {
    backend: fc.constant("rocksdb" as const),
    storage: fc.oneof(
      fc.record(
        {
          sizeGiB: fc.integer({ min: 1, max: 64 }),
          storageClassName: fc.constant("managed-csi"),
          deletionPolicy: fc.constantFrom("DeleteWithCluster" as const, "Retain" as const),
        },
        { requiredKeys: [] },
      ),
      fc.record({ claimName: dnsLabel(40) }),
    ),
  },
  { requiredKeys: ["backend"] },
);

/** Versions of Ray with what each is too old for left out. */
const versioned: fc.Arbitrary<Pick<RayArgs, "version" | "auth" | "gcsFaultTolerance">> = fc
  .record({
    version: fc.constantFrom(undefined, "2.60.0", "2.57.1", "2.56.0", "2.52.0", "2.40.0"),
    auth: fc.constantFrom(
      undefined,
      { mode: "token" as const },
      { secretName: "team-token" },
      { rotation: "2026-12" },
      { mode: "disabled" as const },
    ),
    tolerance: fc.oneof(fc.constant(undefined), redis, rocksdb),
  })
  .map(({ version, auth, tolerance }) => {
    const old = version === "2.40.0";
    const withoutRocksDb = old || version === "2.52.0" || version === "2.56.0";
    const gcsFaultTolerance = withoutRocksDb && tolerance?.backend === "rocksdb" ? undefined : tolerance;
    return {
      ...(version && { version }),
      ...(old ? { auth: { mode: "disabled" as const } } : auth && { auth }),
      ...(gcsFaultTolerance && { gcsFaultTolerance }),
    };
  });

/** Everything of Ray but the autoscaler, which depends on the pools. */
export const ray: fc.Arbitrary<RayArgs> = fc
  .tuple(
    versioned,
    fc.record(
      {
        head,
        env,
        clusterName: dnsLabel(53),
        namespace: dnsLabel(50).map((name) => `n-${name}`),
        serviceAccountName: dnsLabel(60),
        upgradeStrategy: fc.constantFrom("Recreate" as const, "None" as const),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([versions, rest]) => {
    const { upgradeStrategy, ...others } = rest;
    const rotates = versions.auth?.rotation !== undefined;
    return { ...others, ...versions, ...(upgradeStrategy && !rotates && { upgradeStrategy }) };
  });
