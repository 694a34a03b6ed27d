import type { Taint } from "../settings";

/** Some guides and charts taint GPU nodes with the resource's own name; daemons for GPUs tolerate it on any node. */
export const NVIDIA_TAINT: Taint = { key: "nvidia.com/gpu", value: "", effect: "NoSchedule" };
export const AMD_TAINT: Taint = { key: "amd.com/gpu", value: "", effect: "NoSchedule" };
