import { isMap, type PropertyMap } from "../../plugin";
import { texts } from "../agent-pool/values";
import { aksError, badRequest, invalidParameter } from "../arm-error";
import { validateIsolation } from "./isolation";
import { contains, overlap, parseCidr, type Cidr } from "../../../provider/settings/cidr";

const ENUMS: Record<string, readonly string[]> = {
  networkPlugin: ["azure", "kubenet", "none"],
  networkPluginMode: ["overlay"],
  networkDataplane: ["azure", "cilium"],
  networkPolicy: ["none", "azure", "calico", "cilium"],
  loadBalancerSku: ["standard", "basic"],
  outboundType: ["loadBalancer", "userDefinedRouting", "managedNATGateway", "userAssignedNATGateway", "none"],
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
  validateFamilies(network);
  validateApiServer(body, ownNetwork);
  validateProxy(body);
  validateIsolation(body, ownNetwork);
  if (outboundType === "managedNATGateway" && ownNetwork) {
    throw badRequest(
      "outboundType managedNATGateway is not for subnets of your own; use userAssignedNATGateway.",
    );
  }
}

/** AKS docs, "dual-stack networking with Azure CNI overlay": the families' order, one range each, and what has no IPv6. */
function validateFamilies(network: PropertyMap): void {
  const families = texts(network["ipFamilies"]);
  if (families.length > 0 && families[0] !== "IPv4") {
    throw invalidParameter("networkProfile.ipFamilies", families, "must start with IPv4");
  }
  const dualStack = families.includes("IPv6");
  if (dualStack && network["networkPluginMode"] !== "overlay") {
    throw badRequest("Dual-stack clusters need networkPluginMode overlay.");
  }
  if (dualStack && /NATGateway$/.test(String(network["outboundType"]))) {
    throw badRequest(
      `outboundType ${String(network["outboundType"])} is not supported for dual-stack clusters.`,
    );
  }
  for (const property of ["podCidrs", "serviceCidrs"]) {
    const ranges = texts(network[property]);
    if (ranges.length > 0 && ranges.length !== Math.max(1, families.length)) {
      throw invalidParameter(`networkProfile.${property}`, ranges, "must have one range for each IP family");
    }
  }
  validateRanges(network);
}

/** AKS docs, "configure Azure CNI": what services, pods and DNS may have for addresses. */
function validateRanges(network: PropertyMap): void {
  const services = texts(network["serviceCidrs"] ?? [network["serviceCidr"] ?? "10.0.0.0/16"]).flatMap(parse);
  const overlay = network["networkPluginMode"] === "overlay";
  const pods = overlay
    ? texts(network["podCidrs"] ?? [network["podCidr"] ?? "10.244.0.0/16"]).flatMap(parse)
    : [];
  const [service] = services;
  const clash = pods.find((pod) => services.some((other) => overlap(pod, other)));
  if (clash !== undefined) {
    throw aksError(
      400,
      "PodCidrOverlapWithServiceCidr",
      `The podCidr ${clash.text} overlaps with a serviceCidr.`,
    );
  }
  const dns = parse(`${String(network["dnsServiceIP"] ?? "10.0.0.10")}/32`)[0];
  if (
    service !== undefined &&
    (dns === undefined || !contains(service, dns) || dns.first === service.first + 1n)
  ) {
    const message = `The DNS service IP ${String(network["dnsServiceIP"] ?? "10.0.0.10")} must be in the service CIDR ${service.text} and not its first address.`;
    throw aksError(400, "ServiceCidrInvalid", message);
  }
}

/** AKS docs, "private clusters" and "API server VNet integration". */
function validateApiServer(body: PropertyMap, ownNetwork: boolean): void {
  const access = isMap(body["apiServerAccessProfile"]) ? body["apiServerAccessProfile"] : {};
  const isPrivate = access["enablePrivateCluster"] === true;
  const zone = access["privateDNSZone"];
  if (isPrivate && texts(access["authorizedIPRanges"]).length > 0) {
    throw badRequest("authorizedIPRanges can't be set for a private cluster.");
  }
  if (!isPrivate && zone !== undefined) throw badRequest("privateDNSZone is only for private clusters.");
  if (zone === "none" && access["enablePrivateClusterPublicFQDN"] === false) {
    throw badRequest("A private cluster with privateDNSZone none needs its public FQDN.");
  }
  const ownZone = typeof zone === "string" && zone.startsWith("/");
  const { type } = (isMap(body["identity"]) ? body["identity"] : {}) as { type?: string };
  if (ownZone && type !== "UserAssigned") {
    throw badRequest("A custom private DNS zone needs a user-assigned identity.");
  }
  if (body["fqdnSubdomain"] !== undefined && !ownZone) {
    throw badRequest("fqdnSubdomain needs a custom private DNS zone.");
  }
  const integrated = access["enableVnetIntegration"] === true;
  if (integrated && ownNetwork && access["subnetId"] === undefined) {
    throw badRequest(
      "API server VNet integration in a virtual network of your own needs apiServerAccessProfile.subnetId.",
    );
  }
}

/** AKS docs, "HTTP proxy": schemes, and no authentication. */
function validateProxy(body: PropertyMap): void {
  const proxy = isMap(body["httpProxyConfig"]) ? body["httpProxyConfig"] : {};
  for (const [property, pattern] of [
    ["httpProxy", /^http:\/\/[^@/]+(\/|$)/],
    ["httpsProxy", /^https?:\/\/[^@/]+(\/|$)/],
  ] as const) {
    const value = proxy[property];
    if (value !== undefined && !pattern.test(String(value))) {
      throw aksError(
        400,
        "InvalidHTTPProxyConfig",
        `The value of httpProxyConfig.${property} is not a proxy address.`,
      );
    }
  }
}

function parse(text: string): Cidr[] {
  const range = parseCidr(text);
  return range ? [range] : [];
}
