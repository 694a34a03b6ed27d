import { isMap, type PropertyMap } from "../../plugin";
import { aksError, badRequest, invalidParameter } from "../arm-error";

/** Channels of the nodes' operating system that work through a cache (AKS docs, "network isolated clusters", limitations). */
const NODE_OS_CHANNELS = ["NodeImage", "None"];

/** Refuses what AKS refuses of clusters without a way out (AKS docs, "network isolated clusters"). */
export function validateIsolation(body: PropertyMap, ownNetwork: boolean): void {
  const { artifactSource = "Direct", containerRegistryId } = map(body["bootstrapProfile"]);
  if (artifactSource !== "Direct" && artifactSource !== "Cache") {
    throw invalidParameter("bootstrapProfile.artifactSource", artifactSource, "must be one of Cache, Direct");
  }
  const cached = artifactSource === "Cache";
  // azure-cli's check of --bootstrap-container-registry-resource-id.
  if (containerRegistryId !== undefined && !cached) {
    throw badRequest("bootstrapProfile.containerRegistryId needs the artifactSource Cache.");
  }
  // AKS docs, "network isolated clusters": a registry of one's own is reached by its private endpoint in one's own network.
  if (containerRegistryId !== undefined && !ownNetwork) {
    throw badRequest("bootstrapProfile.containerRegistryId needs agent pools in a subnet of your own.");
  }
  const channel = map(body["autoUpgradeProfile"])["nodeOSUpgradeChannel"];
  if (cached && channel !== undefined && !NODE_OS_CHANNELS.includes(String(channel))) {
    throw badRequest(
      `nodeOSUpgradeChannel ${String(channel)} is not supported in network isolated clusters.`,
    );
  }
  validateStart(body, cached, ownNetwork);
}

/**
 * Without a way out the nodes of AKS's own network do not come up: its subnets are private since March 2026 (AKS docs,
 * "egress outbound types"), so that a node reaches neither Microsoft's registry nor a public API server.
 */
function validateStart(body: PropertyMap, cached: boolean, ownNetwork: boolean): void {
  if (map(body["networkProfile"])["outboundType"] !== "none" || ownNetwork) return;
  const access = map(body["apiServerAccessProfile"]);
  const reachesServer = access["enablePrivateCluster"] === true || access["enableVnetIntegration"] === true;
  if (cached && reachesServer) return;
  const what = cached ? "the API server" : "the container registry";
  throw aksError(
    400,
    "VMExtensionError_OutboundConnFail",
    `Agents are unable to establish an outbound connection to ${what}. Please see https://aka.ms/aks/vmextensionerror_outboundconnfail`,
  );
}

function map(value: unknown): PropertyMap {
  return isMap(value) ? value : {};
}
