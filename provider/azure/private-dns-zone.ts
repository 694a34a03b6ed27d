import type * as privatedns from "@pulumi/azure-native/privatedns";
import * as pulumi from "@pulumi/pulumi";
import { cloudOfRegion, CLOUDS, regionName, type AksSettings } from "../settings";

/** Private DNS zones belong to no region. */
const LOCATION = "Global";

/** Builds the zone for a private API server's name, which AKS takes only under this name (https://learn.microsoft.com/azure/aks/private-clusters). */
export function buildPrivateDnsZone(
  { location, tags }: AksSettings,
  resourceGroupName: pulumi.Input<string>,
): privatedns.PrivateZoneArgs {
  return {
    resourceGroupName,
    location: LOCATION,
    tags,
    privateZoneName: pulumi.output(location).apply((region) => privateDnsZoneName(region ?? "")),
  };
}

/** Name of the zone for a region, given as `westeurope` or as `West Europe`, in the cloud of the region. */
export function privateDnsZoneName(location: string): string {
  const { apiServerDomain } = CLOUDS[cloudOfRegion(location) ?? "public"];
  return `privatelink.${regionName(location)}.${apiServerDomain}`;
}

/** Builds the link through which a further virtual network resolves the API server's name. */
export function buildVirtualNetworkLink(
  { tags }: AksSettings,
  resourceGroupName: pulumi.Input<string>,
  privateZoneName: pulumi.Input<string>,
  virtualNetworkId: pulumi.Input<string>,
): privatedns.VirtualNetworkLinkArgs {
  return {
    resourceGroupName,
    location: LOCATION,
    tags,
    privateZoneName,
    virtualNetwork: { id: virtualNetworkId },
    registrationEnabled: false,
  };
}
