import { readFileSync } from "node:fs";
import * as kubernetes from "@pulumi/kubernetes";
import { AksRayCluster, RayJob } from "pulumi-aks-ray";

const ray = new AksRayCluster("ml", {
  location: "westeurope",
  gpuPools: { t4: { vmSize: "Standard_NC4as_T4_v3", maxNodes: 2 } },
  // A storage account whose container `ray` is at /mnt/ray in head and workers; it outlives the stack.
  storage: {},
});
const cluster = new kubernetes.Provider("jobs", { kubeconfig: ray.kubeconfig });

// An edit of train.py runs the job anew.
const job = new RayJob(
  "train",
  {
    rayClusterName: ray.rayClusterName,
    namespace: ray.namespace,
    entrypoint: "python train.py",
    code: { files: { "train.py": readFileSync("train.py", "utf8") } },
  },
  { providers: { kubernetes: cluster } },
);

export const { storageAccountName } = ray;
export const { jobId, statusCommand, logsCommand } = job;
