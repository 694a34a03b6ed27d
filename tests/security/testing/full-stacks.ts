import type { AksRayClusterArgs } from "../../../provider/args";
import { AksRayCluster, RayCronJob, RayJob, RayService } from "../../../provider/components";
import { openFixtureProject } from "../../../provider/testing/fixture-project";
import { recordResources, type Registration } from "../../../provider/testing/record";

const T4 = "Standard_NC4as_T4_v3";

/** A stack with everything that brings containers and charts of its own and goes together. */
const STACK: AksRayClusterArgs = {
  cpuPools: { cpu: { vmSize: "Standard_D8s_v5", maxNodes: 2 } },
  gpuPools: {
    mig: { vmSize: "Standard_NC24ads_A100_v4", nodes: 1, migProfile: "MIG1g" },
    mps: { vmSize: T4, nodes: 1, sharing: { strategy: "mps", replicas: 2 } },
    ib: { vmSize: "Standard_ND96isr_H100_v5", nodes: 1, driver: "None", rdma: true },
    amd: {
      vmSize: "Standard_ND96isr_MI300X_v5",
      nodes: 1,
      worker: { image: "registry.example.com/ray:2.60.0" },
    },
  },
  dcgmExporter: {},
  gpuOperator: {},
  networkOperator: {},
  monitoring: { kind: "prometheus" },
  storage: {},
  operator: { certManager: {} },
  queue: { manager: "kueue", elastic: true, kueue: { install: true } },
  ray: {
    gcsFaultTolerance: {},
    tls: true,
    networkPolicy: {},
    imagePrePull: true,
  },
};

/** What excludes something above: another scheduler, and pools of which Karpenter makes the nodes. */
const OTHER_STACK: AksRayClusterArgs = {
  systemPool: { nodes: 1 },
  provisionedPools: { any: { vmSizes: [T4], maxNodes: 2 } },
  queue: { manager: "volcano", scheduler: {} },
  ray: {
    historyServer: {
      accountUrl: "https://logs.blob.core.windows.net",
      clientId: "33333333-3333-4333-8333-333333333333",
    },
  },
};

const OWN_CLUSTER = { workerGroups: { cpu: { cpu: 1, memoryGiB: 2, replicas: 1 } } };
const JOB = {
  entrypoint: "python train.py",
  code: { files: { "train.py": "print(1)" } },
  cluster: OWN_CLUSTER,
};

let recorded: Promise<Registration[]> | undefined;

/** Every resource of stacks in which each component and each option with containers occurs; made once for all tests. */
export function recordFullStacks(): Promise<Registration[]> {
  return (recorded ??= record());
}

async function record(): Promise<Registration[]> {
  const project = await openFixtureProject();
  const withChart = (args: AksRayClusterArgs) => ({
    ...args,
    operator: { ...args.operator, ...project.operator },
  });
  try {
    const { registrations } = await recordResources(() => {
      const stacks = [
        new AksRayCluster("ml", withChart(STACK)),
        new AksRayCluster("other", withChart(OTHER_STACK)),
      ];
      new RayJob("job", { ...JOB, namespace: "jobs" });
      new RayCronJob("cron", { namespace: "jobs", schedule: "0 3 * * *", job: JOB });
      new RayService("service", {
        serveConfigV2: "applications: []",
        namespace: "serving",
        cluster: OWN_CLUSTER,
      });
      return stacks.map((stack) => stack.outputs());
    });
    return registrations;
  } finally {
    await project.close();
  }
}
