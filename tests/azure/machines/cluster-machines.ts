import { CoreV1Api, KubeConfig, type V1Node } from "@kubernetes/client-node";
import { equalValues } from "../../plugin";
import type { MachineCluster, MachinePool, Machines } from "../settle";
import { ignoring } from "./api-status";
import { addDisks } from "./disks";
import { installRayDefinitions } from "./ray-definitions";
import { addMonitorDefinitions } from "./monitor-definitions";
import { installKarpenterDefinitions } from "./karpenter-definitions";
import { wipeCluster } from "./wipe";
import { buildNodes, CLUSTER_LABEL } from "./nodes";

/** Machines without a cluster to stand in: nothing but Azure's own records. */
export const NO_MACHINES: Machines = {
  sync: () => Promise.resolve(),
  install: () => Promise.resolve(),
  provision: () => Promise.resolve(),
  remove: () => Promise.resolve(),
};

/** Node objects in the cluster of a kubeconfig, kept alive by KWOK, stand in for machines. */
export class ClusterMachines implements Machines {
  private readonly config = new KubeConfig();
  private readonly core: CoreV1Api;

  constructor(kubeconfigPath: string) {
    this.config.loadFromFile(kubeconfigPath);
    this.core = this.config.makeApiClient(CoreV1Api);
  }

  async sync(cluster: MachineCluster, pools: MachinePool[]): Promise<void> {
    await addDisks(this.config);
    if (cluster.metrics) await addMonitorDefinitions(this.config);
    const wanted = new Map(
      pools.flatMap((pool) => buildNodes(cluster, pool)).map((node) => [node.metadata?.name ?? "", node]),
    );
    const present = await this.nodes(cluster);
    for (const node of present) {
      const name = node.metadata?.name ?? "";
      const desired = wanted.get(name);
      if (desired === undefined) await this.removeNode(name);
      else if (!sameNode(node, desired)) await this.replaceNode(node, desired);
      wanted.delete(name);
    }
    for (const node of wanted.values()) {
      await ignoring(409, this.core.createNode({ body: node }));
    }
  }

  async install(): Promise<void> {
    await installRayDefinitions(this.config);
  }

  provision(): Promise<void> {
    return installKarpenterDefinitions(this.config);
  }

  async remove(cluster: MachineCluster, shared: boolean): Promise<void> {
    if (!shared) await wipeCluster(this.config);
    for (const node of await this.nodes(cluster)) await this.removeNode(node.metadata?.name ?? "");
  }

  private async nodes({ nodeResourceGroup }: MachineCluster): Promise<V1Node[]> {
    const labelSelector = `${CLUSTER_LABEL}=${nodeResourceGroup.toLowerCase()}`;
    return (await this.core.listNode({ labelSelector })).items;
  }

  /** A machine goes with its pods; nobody else would end those of a node that KWOK no longer plays. */
  private async removeNode(name: string): Promise<void> {
    await ignoring(404, this.core.deleteNode({ name }));
    const pods = await this.core.listPodForAllNamespaces({ fieldSelector: `spec.nodeName=${name}` });
    for (const { metadata } of pods.items) {
      const pod = { name: metadata?.name ?? "", namespace: metadata?.namespace ?? "" };
      await ignoring(404, this.core.deleteNamespacedPod({ ...pod, gracePeriodSeconds: 0 }));
    }
  }

  private async replaceNode(present: V1Node, desired: V1Node): Promise<void> {
    const name = present.metadata?.name ?? "";
    const others = present.spec?.taints?.filter(({ key }) => key.startsWith("node.kubernetes.io/")) ?? [];
    await this.core.replaceNode({
      name,
      body: {
        ...present,
        metadata: { ...present.metadata, labels: { ...desired.metadata?.labels } },
        spec: { ...present.spec, taints: [...(desired.spec?.taints ?? []), ...others] },
      },
    });
  }
}

/** Whether labels and taints are as they should be; the kubelet's own taints do not count. */
function sameNode(present: V1Node, desired: V1Node): boolean {
  const own = present.spec?.taints?.filter(({ key }) => !key.startsWith("node.kubernetes.io/")) ?? [];
  const taints = own.map(({ key, value, effect }) => `${key}=${value ?? ""}:${effect}`).sort();
  const wanted = (desired.spec?.taints ?? [])
    .map(({ key, value, effect }) => `${key}=${value ?? ""}:${effect}`)
    .sort();
  return (
    equalValues({ ...present.metadata?.labels }, { ...desired.metadata?.labels }) &&
    equalValues(taints, wanted)
  );
}
