import * as fc from "fast-check";
import type { MonitoringArgs, QueueArgs, StorageArgs, StorageContainerArgs } from "../../../provider/args";

const storage: fc.Arbitrary<StorageArgs> = fc.record(
  {
    accountName: fc.constantFrom("mldata", "a".repeat(24)),
    sku: fc.constantFrom("Standard_LRS" as const, "Premium_ZRS" as const),
    hierarchicalNamespace: fc.boolean(),
    onDestroy: fc.constantFrom("retain" as const, "delete" as const),
    containers: fc.constantFrom<Record<string, StorageContainerArgs>>(
      { results: {} },
      { data: { readOnly: true, mountPath: "/data", mountOptions: ["--tmp-path=/mnt/cache"] }, results: {} },
    ),
  },
  { requiredKeys: [] },
);

const monitoring: fc.Arbitrary<MonitoringArgs> = fc.oneof(
  fc.record({ kind: fc.constant("prometheus" as const) }),
  fc.record({ kind: fc.constant("none" as const) }),
  fc.record(
    {
      kind: fc.constant("azure" as const),
      azure: fc.constantFrom({}, { grafana: {} }, { grafana: { dashboards: false } }),
      logAnalytics: fc.constant({}),
    },
    { requiredKeys: ["kind"] },
  ),
);

/** A queue of Kueue with quotas of its own, in a cohort or alone. */
const queue: fc.Arbitrary<QueueArgs> = fc.record({
  manager: fc.constant("kueue" as const),
  elastic: fc.constant(true),
  kueue: fc.oneof(
    fc.constant({ install: true }),
    fc.record(
      {
        createQueues: fc.constant(true),
        cohort: fc.constant("research"),
        reclaimWithinCohort: fc.constantFrom("Never" as const, "LowerPriority" as const, "Any" as const),
        quotas: fc.constant({
          head: {
            nominal: { cpu: "8", memory: "64Gi" },
            borrowingLimit: { cpu: "8" },
            lendingLimit: { cpu: "4" },
          },
        }),
      },
      { requiredKeys: ["createQueues", "cohort"] },
    ),
  ),
});

/** What stands beside the pools of an AksRayCluster, each there or not. */
export const parts = fc.record({ storage, monitoring, queue }, { requiredKeys: [] });
