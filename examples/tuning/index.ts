import { readFileSync } from "node:fs";
import * as kubernetes from "@pulumi/kubernetes";
import { AksRayCluster, RayJob } from "pulumi-aks-ray";

const ray = new AksRayCluster("ml", {
  location: "westeurope",
  // One trial a GPU; no node while no trial asks for one.
  gpuPools: { t4spot: { vmSize: "Standard_NC4as_T4_v3", spot: true, maxNodes: 4 } },
  // Checkpoints lie outside of the nodes, which can be evicted at any time.
  storage: {},
});
const cluster = new kubernetes.Provider("jobs", { kubeconfig: ray.kubeconfig });

// An edit of tune.py runs the search anew.
const job = new RayJob(
  "tune",
  {
    rayClusterName: ray.rayClusterName,
    namespace: ray.namespace,
    entrypoint: "python tune.py",
    code: { files: { "tune.py": readFileSync("tune.py", "utf8") } },
  },
  { providers: { kubernetes: cluster } },
);

export const { storageAccountName } = ray;
export const { jobId, statusCommand, logsCommand } = job;
