import type { GpuVendor } from "../args";

/** Versions that this release was made for and tried with. */

/** KubeRay: chart and operator image have the same version. https://github.com/ray-project/kuberay/releases */
export const KUBERAY_VERSION = "1.7.0";

/** Helm repository of the KubeRay project. */
export const KUBERAY_REPOSITORY = "https://ray-project.github.io/kuberay-helm/";

/** SHA-256 digests of the files in `crds/` of the kuberay-operator chart, by chart version. */
export const KUBERAY_CRD_DIGESTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "1.7.0": {
    "ray.io_rayclusters.yaml": "c44704442eef0c6721ad40c1d66782c8bd3fdab9d3344306a5820910a679baa1",
    "ray.io_raycronjobs.yaml": "31c2c753bba01f7e8e89cb8e8c504131b58ee42090ca536d87f5ac27605a568e",
    "ray.io_rayjobs.yaml": "01a5cf3b17c1769fda44af7e82debcd98722f0c27b9ab84d084681c6649121f5",
    "ray.io_rayservices.yaml": "0a8fc325e6e22b9231c1f282b309555e2ecf94227ca20a03df3d1d9a403907ab",
  },
};

/**
 * The container that does nothing, in the version that Kubernetes 1.31 and later use themselves
 * (https://github.com/kubernetes/kubernetes/tree/master/build/pause); the digest is that of all platforms, as in Cilium's
 * Dockerfiles (https://github.com/cilium/cilium).
 */
export const PAUSE_IMAGE =
  "registry.k8s.io/pause:3.10@sha256:ee6521f290b2168b6e0935a181d4cff9be1ac3f505666ef0e3c98fae8199917a";

/** Collector of KubeRay's History Server, in the operator's version (KubeRay docs, "History Server"). https://quay.io/repository/kuberay/collector */
export const COLLECTOR_IMAGE = "quay.io/kuberay/collector:v1.7.0";

/** KubeRay's History Server, in the same version; there is no chart for it (v1.7.0, .github/workflows/image-release.yaml). https://quay.io/repository/kuberay/historyserver */
export const HISTORY_SERVER_IMAGE = "quay.io/kuberay/historyserver:v1.7.0";

/** cert-manager: the version that KubeRay v1.7.0 is built with (go.mod). https://github.com/cert-manager/cert-manager/releases */
export const CERT_MANAGER_VERSION = "v1.19.4";

/** Helm repository of cert-manager. */
export const CERT_MANAGER_REPOSITORY = "https://charts.jetstack.io";

/** First Ray version that takes Kubernetes tokens (KubeRay v1.7.0, validation.go). */
export const FIRST_RAY_VERSION_WITH_K8S_TOKEN = "2.55.0";

/** Ray. https://pypi.org/project/ray/ */
export const RAY_VERSION = "2.60.0";

/** First Ray version with token authentication (KubeRay v1.7.0, validation.go). */
export const FIRST_RAY_VERSION_WITH_TOKEN = "2.52.0";

/** First Ray version with `ray start --object-spilling-directory`; the wheel of 2.44.1 lacks it. https://pypi.org/project/ray */
export const FIRST_RAY_VERSION_WITH_SPILLING_DIRECTORY = "2.45.0";

/** First Ray version whose control services can keep their state in a RocksDB (Ray docs, kuberay-gcs-rocksdb-ft). */
export const FIRST_RAY_VERSION_WITH_ROCKSDB = "2.57.0";

/**
 * Redis, in the version of KubeRay's own examples (v1.7.0, ray-cluster.external-redis.yaml); the digest is that of all platforms, as
 * `docker pull` reports it. https://hub.docker.com/_/redis
 */
export const REDIS_IMAGE =
  "docker.io/library/redis:7.4.0@sha256:6725a7dc7a44a6486b9d0a5172b10ccaf0c2ea600df87c0b93450d0e7769297f";
/** First Ray version whose autoscaler knows priorities of groups (KubeRay v1.7.0, validation.go). */
export const FIRST_RAY_VERSION_WITH_PRIORITY = "2.56.0";

/** Image of the Ray project for x86-64, with Python 3.11; the `-gpu` variant brings CUDA. https://hub.docker.com/r/rayproject/ray */
export function rayImage(version: string, variant: "cpu" | "gpu"): string {
  return `rayproject/ray:${version}-py311${variant === "gpu" ? "-gpu" : ""}`;
}

/** Kubernetes on AKS. https://learn.microsoft.com/azure/aks/supported-kubernetes-versions */
export const KUBERNETES_VERSION = "1.36";

/**
 * Images of the GPU device plugins. NVIDIA: the version in AKS's own manifest
 * (https://learn.microsoft.com/azure/aks/use-nvidia-gpu). AMD: the version in the chart amd-gpu 0.21.0
 * (https://github.com/ROCm/k8s-device-plugin).
 */
export const DEVICE_PLUGIN_IMAGES: Readonly<Record<GpuVendor, string>> = {
  nvidia: "nvcr.io/nvidia/k8s-device-plugin:v0.18.0",
  amd: "docker.io/rocm/k8s-device-plugin:1.31.0.9",
};

/** DCGM exporter, in the version of NVIDIA's own manifest (https://github.com/NVIDIA/dcgm-exporter, deployment/examples). */
export const DCGM_EXPORTER_IMAGE = "nvcr.io/nvidia/k8s/dcgm-exporter:4.6.1-4.8.4-distroless";

/** NVIDIA's GPU Operator: the version with the device plugin v0.18. https://github.com/NVIDIA/gpu-operator/releases */
export const GPU_OPERATOR_VERSION = "v25.10.1";

/** NVIDIA's Network Operator, and the network driver that goes with it (Azure/aks-rdma-infiniband, configs/nicclusterpolicy). */
export const NETWORK_OPERATOR_VERSION = "25.10.0";
export const DOCA_DRIVER_VERSION = "doca3.2.0-25.10-1.2.8.0-2";

/** Helm repository of NVIDIA. */
export const NVIDIA_REPOSITORY = "https://helm.ngc.nvidia.com/nvidia";

/** kube-prometheus-stack with Prometheus operator 0.92.1. https://github.com/prometheus-community/helm-charts/releases */
export const PROMETHEUS_STACK_VERSION = "87.19.2";

/** Helm repository of the Prometheus community. */
export const PROMETHEUS_REPOSITORY = "https://prometheus-community.github.io/helm-charts";
/** Kueue: chart and image have the same version. https://github.com/kubernetes-sigs/kueue/releases */
export const KUEUE_VERSION = "0.20.1";

/** Kueue's chart in Kubernetes' registry (kubernetes-sigs/kueue, charts/kueue/README.md). */
export const KUEUE_CHART = "oci://registry.k8s.io/kueue/charts/kueue";

/** Volcano: the version that KubeRay v1.7.0 is built with (go.mod, volcano.sh/apis). https://github.com/volcano-sh/volcano/releases */
export const VOLCANO_VERSION = "1.13.0";

/** Helm repository of Volcano (volcano-sh/helm-charts, README.md). */
export const VOLCANO_REPOSITORY = "https://volcano-sh.github.io/helm-charts";

/** YuniKorn: the first version for Kubernetes 1.33 and later. https://apache.github.io/yunikorn-release */
export const YUNIKORN_VERSION = "1.8.0";

/** Helm repository of YuniKorn (apache/yunikorn-release, helm-charts/README.md). */
export const YUNIKORN_REPOSITORY = "https://apache.github.io/yunikorn-release";

/** KAI: the first version whose chart takes an empty `admission.gpuPodRuntimeClassName` (NVIDIA/KAI-Scheduler, CHANGELOG.md). */
export const KAI_VERSION = "v0.13.0";

/** KAI's chart in GitHub's registry (https://docs.nvidia.com/cloud-functions, "KAI Scheduler Integration Guide"). */
export const KAI_CHART = "oci://ghcr.io/kai-scheduler/kai-scheduler/kai-scheduler";
