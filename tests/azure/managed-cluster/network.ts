import { isMap, type PropertyMap } from "../../plugin";
import { badRequest, invalidParameter } from "../arm-error";

const ENUMS: Record<string, readonly string[]> = {
  networkPlugin: ["azure", "kubenet", "none"],
  networkPluginMode: ["overlay"],
  networkDataplane: ["azure", "cilium"],
  networkPolicy: ["none", "azure", "calico", "cilium"],
  loadBalancerSku: ["standard", "basic"],
  outboundType: [
    "loadBalancer",
    "userDefinedRouting",
    "managedNATGateway",
    "userAssignedNATGateway",
    "none",
    "block",
  ],
};

/** Outbound types that take a subnet of one's own, and the one that does not (AKS docs, "egress outbound type"). */
const OWN_NETWORK_ONLY = ["userDefinedRouting", "userAssignedNATGateway"];

/** Refuses network settings that AKS does not combine. */
export function validateNetwork(body: PropertyMap): void {
  const network = isMap(body["networkProfile"]) ? body["networkProfile"] : {};
  for (const [property, values] of Object.entries(ENUMS)) {
    const value = network[property];
    if (value !== undefined && !values.includes(String(value))) {
      throw invalidParameter(`networkProfile.${property}`, value, `must be one of ${values.join(", ")}`);
    }
  }
  const {
    networkPlugin = "azure",
    networkPluginMode,
    networkDataplane,
    networkPolicy,
    outboundType,
  } = network;
  if (networkPluginMode === "overlay" && networkPlugin !== "azure") {
    throw badRequest(`networkPluginMode overlay needs networkPlugin azure, not ${String(networkPlugin)}.`);
  }
  // AKS docs, "Azure CNI powered by Cilium": needs Azure CNI, and its own policy engine.
  if (networkDataplane === "cilium" && networkPlugin !== "azure") {
    throw badRequest(`networkDataplane cilium needs networkPlugin azure, not ${String(networkPlugin)}.`);
  }
  if (networkDataplane === "cilium" && networkPolicy !== undefined && networkPolicy !== "cilium") {
    throw badRequest(`networkDataplane cilium needs networkPolicy cilium, not ${String(networkPolicy)}.`);
  }
  if (networkPolicy === "cilium" && networkDataplane !== "cilium") {
    throw badRequest("networkPolicy cilium needs networkDataplane cilium.");
  }
  const pools: unknown = body["agentPoolProfiles"];
  const ownNetwork =
    Array.isArray(pools) && pools.some((pool) => isMap(pool) && pool["vnetSubnetID"] !== undefined);
  if (OWN_NETWORK_ONLY.includes(String(outboundType)) && !ownNetwork) {
    throw badRequest(
      `outboundType ${String(outboundType)} needs agent pools in a subnet of your own (vnetSubnetID).`,
    );
  }
  if (outboundType === "managedNATGateway" && ownNetwork) {
    throw badRequest(
      "outboundType managedNATGateway is not for subnets of your own; use userAssignedNATGateway.",
    );
  }
}
