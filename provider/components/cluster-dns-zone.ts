import * as privatedns from "@pulumi/azure-native/privatedns";
import type * as pulumi from "@pulumi/pulumi";
import { buildPrivateDnsZone, buildVirtualNetworkLink } from "../azure";
import type { AksSettings } from "../settings";

/** Makes the private DNS zone that the settings ask for; its id, or that of the existing zone. */
export function createClusterDnsZone(
  parent: pulumi.Resource,
  name: string,
  settings: AksSettings,
  resourceGroupName: pulumi.Input<string>,
): pulumi.Input<string> | undefined {
  const { apiServerAccess, privateDnsZoneId } = settings.network;
  const asked = apiServerAccess?.createPrivateDNSZone;
  if (asked === undefined) return privateDnsZoneId;
  const zone = new privatedns.PrivateZone(
    `${name}-dns-zone`,
    buildPrivateDnsZone(settings, resourceGroupName),
    {
      parent,
    },
  );
  (asked.virtualNetworkIds ?? []).forEach((id, index) => {
    const link = buildVirtualNetworkLink(settings, resourceGroupName, zone.name, id);
    new privatedns.VirtualNetworkLink(`${name}-dns-link-${index}`, link, { parent });
  });
  return zone.id;
}
