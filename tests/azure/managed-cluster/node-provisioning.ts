import { isMap, type PropertyMap } from "../../plugin";
import { texts } from "../agent-pool/values";
import { badRequest, invalidParameter } from "../arm-error";

/** Whether AKS makes nodes of a cluster by itself. */
export function provisionsNodes(cluster: PropertyMap): boolean {
  return map(cluster["nodeProvisioningProfile"])["mode"] === "Auto";
}

/** Refuses what AKS does not combine with node auto provisioning (AKS docs, "node auto provisioning", limitations and networking). */
export function validateNodeProvisioning(body: PropertyMap, pools: PropertyMap[]): void {
  const { mode = "Manual", defaultNodePools = "Auto" } = map(body["nodeProvisioningProfile"]);
  if (mode !== "Manual" && mode !== "Auto") {
    throw invalidParameter("nodeProvisioningProfile.mode", mode, "must be one of Auto, Manual");
  }
  if (defaultNodePools !== "Auto" && defaultNodePools !== "None") {
    throw invalidParameter(
      "nodeProvisioningProfile.defaultNodePools",
      defaultNodePools,
      "must be one of Auto, None",
    );
  }
  if (mode !== "Auto") return;
  const network = map(body["networkProfile"]);
  const refused: [boolean, string][] = [
    [pools.some(isAutoscaled), "node pools with the cluster autoscaler"],
    [pools.some(({ podSubnetID }) => podSubnetID !== undefined), "dynamic IP allocation for pods"],
    [texts(network["ipFamilies"]).includes("IPv6"), "IPv6"],
    [network["networkPolicy"] === "calico", "Calico network policy"],
    [isMap(body["httpProxyConfig"]), "HTTP proxies"],
    [body["diskEncryptionSetID"] !== undefined, "disk encryption sets"],
    [map(body["servicePrincipalProfile"])["secret"] !== undefined, "service principals"],
  ];
  const found = refused.find(([applies]) => applies);
  if (found) throw badRequest(`Node auto provisioning does not support ${found[1]}.`);
}

/** Refuses what such a cluster does not take of a node pool (same page, and "start and stop a node pool"). */
export function validatePoolBesideProvisioning(cluster: PropertyMap, pool: PropertyMap): void {
  if (!provisionsNodes(cluster)) return;
  if (isAutoscaled(pool)) {
    throw badRequest("Node auto provisioning does not support node pools with the cluster autoscaler.");
  }
  if (map(pool["powerState"])["code"] === "Stopped") {
    throw badRequest("Node pools of a cluster with node auto provisioning can't be stopped.");
  }
}

function isAutoscaled({ enableAutoScaling }: PropertyMap): boolean {
  return enableAutoScaling === true;
}

function map(value: unknown): PropertyMap {
  return isMap(value) ? value : {};
}
