import type { Input } from "@pulumi/pulumi";

/** Price tier of a container registry. `Premium` has private endpoints and replicas in several regions. */
export type RegistrySku = "Basic" | "Standard" | "Premium";

/** A container registry from which the cluster's nodes may pull images: an existing one, or a new one of a name. */
export interface RegistryArgs {
  /** Resource id of an existing registry; the caller must be allowed to assign roles on it. Excludes `name` and `sku`. */
  resourceId?: Input<string>;
  /**
   * Name of a new registry, unique in all of Azure; its images are at `NAME.azurecr.io`. A change replaces the registry with
   * all its images. Excludes `resourceId`.
   * @pattern ^[a-z0-9]{5,50}$
   */
  name?: string;
  /** Price tier of a new registry. Defaults to `Standard`. */
  sku?: RegistrySku;
}
