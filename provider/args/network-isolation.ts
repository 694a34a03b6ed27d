import type { Input } from "@pulumi/pulumi";

/** From where nodes get AKS's own images and binaries: straight from Microsoft's registry, or through a container registry that is reached privately. */
export type ArtifactSource = "Direct" | "Cache";

/** From where a node gets what it needs to join the cluster, and the images of AKS's own pods. */
export interface BootstrapProfileArgs {
  /** The source. `Cache` lets nodes start without a way out of the network. A change reaches nodes when they are reimaged. Defaults to `Direct`. */
  artifactSource?: Input<ArtifactSource>;
  /**
   * Resource id of an existing container registry that caches Microsoft's: of the tier Premium, with anonymous pulls, a cache rule for
   * `mcr.microsoft.com/*`, and a private endpoint in the network of `network.subnetId`. Only with `Cache`; needs
   * `identity.kubeletIdentity`, which gets the role AcrPull on it unless `identity.assignRoles` is false. Defaults to a registry that AKS makes and manages.
   */
  containerRegistryId?: Input<string>;
}

/** Container images of the device plugins that advertise GPUs to Kubernetes. */
export interface DevicePluginArgs {
  /** Image of NVIDIA's device plugin. Defaults to `nvcr.io/nvidia/k8s-device-plugin` in the version that AKS names. */
  nvidiaImage?: Input<string>;
  /** Image of AMD's device plugin. Defaults to `docker.io/rocm/k8s-device-plugin` in the version of AMD's chart. */
  amdImage?: Input<string>;
}
