import { readFileSync } from "node:fs";
import * as kubernetes from "@pulumi/kubernetes";
import { AksRayCluster, RayJob } from "pulumi-aks-ray";

const ray = new AksRayCluster("ml", {
  location: "westeurope",
  // Reading and writing needs CPUs alone, so GPUs do not wait for it.
  cpuPools: { loader: { vmSize: "Standard_D8s_v5", minNodes: 0, maxNodes: 2 } },
  gpuPools: { t4: { vmSize: "Standard_NC4as_T4_v3", maxNodes: 4 } },
  // Input and output, as files in head and workers.
  storage: { containers: { texts: {}, labels: {} } },
});
const cluster = new kubernetes.Provider("jobs", { kubeconfig: ray.kubeconfig });

// An edit of infer.py runs the job anew.
const job = new RayJob(
  "infer",
  {
    rayClusterName: ray.rayClusterName,
    namespace: ray.namespace,
    entrypoint: "python infer.py",
    code: { files: { "infer.py": readFileSync("infer.py", "utf8") } },
    runtimeEnv: { pip: ["torch==2.9.1", "transformers==4.57.3"] },
  },
  { providers: { kubernetes: cluster } },
);

export const { storageAccountName, storagePaths } = ray;
export const { jobId, statusCommand, logsCommand } = job;
