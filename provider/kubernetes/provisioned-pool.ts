import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import { defined } from "../settings/defined";
import type { AksSettings, ProvisionedPoolSettings } from "../settings";
import { MANAGED_BY } from "./namespace";

/** A requirement on nodes; all have to hold. */
interface Requirement {
  key: string;
  operator: "In";
  values: string[];
}

/** The spec of a NodePool, as far as this package sets it (karpenter.sh/v1; Azure/karpenter-provider-azure, pkg/apis/crds). */
interface NodePoolSpec {
  template: {
    metadata: { labels: Record<string, string> };
    spec: {
      nodeClassRef: { group: string; kind: string; name: string };
      requirements: Requirement[];
      taints: types.input.core.v1.Taint[];
      expireAfter: string;
    };
  };
  limits: Record<string, string>;
  disruption: { consolidationPolicy: "WhenEmpty"; consolidateAfter: string };
}

/** The spec of an AKSNodeClass, as far as this package sets it (karpenter.azure.com/v1beta1; pkg/apis/v1beta1/aksnodeclass.go). */
interface NodeClassSpec {
  imageFamily: string;
  maxPods: number;
  osDiskSizeGB?: Input<number>;
  vnetSubnetID?: Input<string>;
  tags?: Input<Record<string, Input<string>>>;
}

interface CustomObject<Spec> {
  apiVersion: string;
  kind: string;
  metadata: types.input.meta.v1.ObjectMeta;
  spec: Spec;
}

/** Builds what the nodes of a pool are in Azure. */
export function buildNodeClass(
  { key, imageFamily, maxPods, osDiskSizeGb, subnetId }: ProvisionedPoolSettings,
  { tags }: Pick<AksSettings, "tags">,
): CustomObject<NodeClassSpec> {
  return {
    apiVersion: "karpenter.azure.com/v1beta1",
    kind: "AKSNodeClass",
    metadata: { name: key, labels: MANAGED_BY },
    spec: defined<NodeClassSpec>({
      imageFamily,
      maxPods,
      osDiskSizeGB: osDiskSizeGb,
      vnetSubnetID: subnetId,
      tags,
    }),
  };
}

/**
 * Builds which nodes come and go. Ray's autoscaler ends idle workers, and an empty node goes after that: Karpenter moves no
 * worker to a cheaper node, and ends none for its age, since either would end the tasks on it.
 */
export function buildNodePool(pool: ProvisionedPoolSettings): CustomObject<NodePoolSpec> {
  const { key, labels, taints, vmSizes, capacityType, zoneNames, limits, gpus } = pool;
  return {
    apiVersion: "karpenter.sh/v1",
    kind: "NodePool",
    metadata: { name: key, labels: MANAGED_BY },
    spec: {
      template: {
        metadata: { labels },
        spec: {
          nodeClassRef: { group: "karpenter.azure.com", kind: "AKSNodeClass", name: key },
          requirements: [
            isIn("karpenter.azure.com/sku-name", vmSizes),
            isIn("karpenter.sh/capacity-type", [capacityType]),
            ...(zoneNames ? [isIn("topology.kubernetes.io/zone", zoneNames)] : []),
          ],
          taints: taints.map(({ key: taint, value, effect }) => ({
            key: taint,
            ...(value !== "" && { value }),
            effect,
          })),
          expireAfter: "Never",
        },
      },
      limits: {
        cpu: String(limits.cpu),
        ...(gpus && { "nvidia.com/gpu": String(limits.gpus) }),
      },
      disruption: { consolidationPolicy: "WhenEmpty", consolidateAfter: pool.consolidateAfter },
    },
  };
}

function isIn(key: string, values: string[]): Requirement {
  return { key, operator: "In", values };
}
