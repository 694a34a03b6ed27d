/**
 * Kubernetes resource of a node's InfiniBand adapters. NVIDIA's plugin takes letters, digits and underscores
 * (k8s-rdma-shared-dev-plugin, resources_manager.go); an underscore cannot be written in a tag for AKS's autoscaler.
 */
export const RDMA_RESOURCE = "rdma/sharedib";

/** Containers of one node that can have its adapters (Azure/aks-rdma-infiniband, rdma-shared-device-plugin). */
export const RDMA_DEVICES_PER_NODE = 63;

/**
 * Azure tag by which the cluster autoscaler knows what nodes of an empty pool will have; `_` stands for `/`
 * (kubernetes/autoscaler, cloudprovider/azure/azure_template.go, extractAllocatableResourcesFromScaleSet). AKS passes a pool's
 * tags on to its scale set (https://learn.microsoft.com/azure/aks/use-tags).
 */
export const RDMA_SCALE_TAG = {
  [`k8s.io_cluster-autoscaler_node-template_resources_${RDMA_RESOURCE.replace("/", "_")}`]:
    String(RDMA_DEVICES_PER_NODE),
};

/** Environment in which NCCL uses InfiniBand and moves data between GPU and adapter (Azure/aks-rdma-infiniband, tests/scenarios/k8s/values.yaml). */
export const NCCL_ENV = { NCCL_IB_DISABLE: "0", NCCL_NET_GDR_LEVEL: "SYS" };
