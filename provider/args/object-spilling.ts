/** Where a worker's Ray puts objects for which its object store has no room. */
export interface ObjectSpillingArgs {
  /**
   * Room for spilled objects of one worker, in GiB. Without `storageClassName` it lies on the node's OS disk, which AKS puts on
   * the VM's local disk where that holds at least 128 GiB (or with `osDiskType: Ephemeral`); the worker then asks for this
   * much ephemeral storage, and Kubernetes evicts it when it takes more. Refused where the workers of a node want more than
   * its OS disk has.
   * @asType integer
   * @minimum 1
   */
  sizeGiB: number;
  /**
   * Storage class of a volume that is made with each worker and deleted with it, such as `managed-csi-premium`, or `local` of
   * Azure Container Storage for local NVMe disks. The class has to be in the cluster. For `local` the pool wants a fixed number of
   * nodes, since AKS's cluster autoscaler does not count NVMe disks of nodes to come (Azure/AKS #5403). Defaults to the node's OS disk.
   * @minLength 1
   */
  storageClassName?: string;
}
