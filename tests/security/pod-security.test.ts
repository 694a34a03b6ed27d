import { expect } from "chai";
import type { AksRayClusterArgs } from "../../provider/args";
import { AksRayCluster, RayCronJob, RayJob, RayService } from "../../provider/components";
import { openFixtureProject, type FixtureProject } from "../../provider/testing/fixture-project";
import { recordResources, type Registration } from "../../provider/testing/record";
import { beyondRestricted, containersOf } from "./containers";

/** Images of Ray are the user's, and many of them run as root; `podTemplate` says otherwise where they do not. */
const IMAGE_OF_THE_USER = "may be root";

/** The kubelet's socket for device plugins belongs to root. */
const SOCKET_OF_ROOT = "may be root";

/** What is not restricted, and why it cannot be. */
const EXCEPTIONS: Record<string, string[]> = {
  "RayCluster/ray-head": [IMAGE_OF_THE_USER],
  "RayCluster/ray-worker": [IMAGE_OF_THE_USER],
  "RayCluster/autoscaler": [IMAGE_OF_THE_USER],
  "RayJob/ray-head": [IMAGE_OF_THE_USER],
  "RayJob/ray-worker": [IMAGE_OF_THE_USER],
  "RayJob/ray-job-submitter": [IMAGE_OF_THE_USER],
  "RayCronJob/ray-head": [IMAGE_OF_THE_USER],
  "RayCronJob/ray-worker": [IMAGE_OF_THE_USER],
  "RayCronJob/ray-job-submitter": [IMAGE_OF_THE_USER],
  "RayService/ray-head": [IMAGE_OF_THE_USER],
  "RayService/ray-worker": [IMAGE_OF_THE_USER],
  // With the head's image, so that it needs no pull of its own.
  "Job/readiness": [IMAGE_OF_THE_USER],
  "Job/dashboards": [IMAGE_OF_THE_USER],
  "DaemonSet/choose-config": [SOCKET_OF_ROOT],
  "DaemonSet/amd-device-plugin": [SOCKET_OF_ROOT],
  // With MIG, NVIDIA's own manifest adds SYS_ADMIN for the driver's devices, and restricts nothing beside it.
  "DaemonSet/nvidia-device-plugin": [
    SOCKET_OF_ROOT,
    "may gain rights",
    "keeps capabilities",
    "has SYS_ADMIN",
    "may make any system call",
  ],
  // The driver's profiling counters.
  "DaemonSet/dcgm-exporter": [SOCKET_OF_ROOT, "has SYS_ADMIN"],
  // NVIDIA's chart runs both privileged: the daemon takes hold of the GPUs, and its mount has to reach the node.
  "DaemonSet/nvidia-mps-control-daemon": [
    ...["may be root", "is privileged", "may gain rights", "keeps capabilities", "may make any system call"],
  ],
  "DaemonSet/mount-shm": [
    ...["may be root", "is privileged", "may gain rights", "keeps capabilities", "may make any system call"],
  ],
};

describe("every container that the components make", () => {
  let project: FixtureProject;
  let registrations: Registration[];

  before(async () => {
    project = await openFixtureProject();
    const worker = { image: "registry.example.com/ray:2.60.0" };
    const args: AksRayClusterArgs = {
      cpuPools: { cpu: { vmSize: "Standard_D8s_v5", maxNodes: 2 } },
      gpuPools: {
        mig: { vmSize: "Standard_NC24ads_A100_v4", nodes: 1, migProfile: "MIG1g" },
        mps: { vmSize: "Standard_NC4as_T4_v3", nodes: 1, sharing: { strategy: "mps", replicas: 2 } },
        amd: { vmSize: "Standard_ND96isr_MI300X_v5", nodes: 1, worker },
      },
      dcgmExporter: {},
      monitoring: { kind: "azure" },
      operator: project.operator,
      ray: { gcsFaultTolerance: {} },
    };
    const own = { workerGroups: { cpu: { cpu: 1, memoryGiB: 2, replicas: 1 } } };
    const job = { entrypoint: "python train.py", code: { files: { "train.py": "print(1)" } } };
    ({ registrations } = await recordResources(() => {
      const all = new AksRayCluster("ml", args);
      new RayJob("job", { ...job, namespace: "jobs", cluster: own });
      new RayCronJob("cron", { namespace: "jobs", schedule: "0 3 * * *", job: { ...job, cluster: own } });
      new RayService("service", { serveConfigV2: "applications: []", namespace: "services", cluster: own });
      return all.outputs();
    }));
  });

  after(() => project.close());

  it("is restricted, or an exception with a reason", () => {
    const found = containersOf(registrations);
    for (const rendered of found) {
      const beyond = beyondRestricted(rendered);
      expect(EXCEPTIONS[rendered.where] ?? [], rendered.where).to.include.members(beyond);
    }
    const seen = found.map(({ where }) => where);
    expect(seen).to.include("StatefulSet/redis");
    expect(seen).to.include.members(Object.keys(EXCEPTIONS));
  });

  it("is an exception in nothing that it does not need", () => {
    const found = containersOf(registrations);
    for (const [where, exceptions] of Object.entries(EXCEPTIONS)) {
      const beyond = found.filter((rendered) => rendered.where === where).flatMap(beyondRestricted);
      expect(beyond, where).to.include.members(exceptions);
    }
  });
});
