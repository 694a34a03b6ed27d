import type { Input } from "@pulumi/pulumi";

/**
 * NVIDIA's DCGM exporter: use, memory, temperature and errors of each GPU as metrics for Prometheus, on port 9400 of a pod on
 * every node whose driver AKS installs. Under `sharing` with `mps` its metrics do not name the pods.
 */
export interface DcgmExporterArgs {
  /** Container image. Defaults to `nvcr.io/nvidia/k8s/dcgm-exporter` in the version that this release was made for. */
  image?: Input<string>;
}
