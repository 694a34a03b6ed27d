import * as fc from "fast-check";
import type { PodTemplateOverride } from "../../../provider/args";
import { env, labels, rayResources, rayStartParams } from "./names";

/** Parts of a pod template that any pod can have. */
export const podTemplate: fc.Arbitrary<PodTemplateOverride> = fc.record(
  {
    metadata: fc.record({ annotations: fc.constant({ "example.com/owner": "vision" }) }),
    spec: fc.record(
      {
        terminationGracePeriodSeconds: fc.integer({ min: 1, max: 600 }),
        priorityClassName: fc.constant("training"),
        tolerations: fc.constant([{ key: "example.com/team", operator: "Exists" }]),
        volumes: fc.constant([{ name: "scratch", emptyDir: {} }]),
        // The type of a pod template asks for containers; those that are not named stay as they are.
        containers: fc.constant([]),
      },
      { requiredKeys: ["containers"] },
    ),
  },
  { requiredKeys: [] },
);

/** Overrides of a worker; sizes are shares of the node in percent, which the pool's own figures scale. */
export const worker = fc.record(
  {
    cpuShare: fc.integer({ min: 5, max: 100 }),
    memoryShare: fc.integer({ min: 5, max: 100 }),
    gpuShare: fc.integer({ min: 0, max: 100 }),
    perNode: fc.integer({ min: 1, max: 16 }),
    numOfHosts: fc.integer({ min: 1, max: 4 }),
    labels,
    resources: rayResources,
    env,
    rayStartParams,
    podTemplate,
    idleTimeoutSeconds: fc.integer({ min: 1, max: 3600 }),
    priority: fc.integer({ min: 0, max: 100 }),
  },
  { requiredKeys: [] },
);
