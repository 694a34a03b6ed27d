import type { Input } from "@pulumi/pulumi";
import type { BootstrapProfileArgs } from "./network-isolation";

/** How traffic leaves the cluster. `managedNATGateway` is for the network that AKS manages; `userAssignedNATGateway` and `userDefinedRouting` are for networks of one's own; with `none` AKS makes no way out. */
export type OutboundType =
  "loadBalancer" | "managedNATGateway" | "userAssignedNATGateway" | "userDefinedRouting" | "none";

/** Version of the Internet Protocol. */
export type IpFamily = "IPv4" | "IPv6";

/** A virtual network that is made for the cluster. */
export interface VirtualNetworkArgs {
  /**
   * Address space, in CIDR form. Defaults to `["10.224.0.0/16"]`, under dual stack with `fd3c:5f1e:7a20::/48`.
   * It must not overlap `podCidrs`, `serviceCidrs` or what AKS keeps for itself (169.254.0.0/16, 172.30.0.0/16, 172.31.0.0/16, 192.0.2.0/24).
   */
  addressPrefixes?: string[];
  /** Prefixes of the nodes' subnet, one for each IP family; an IPv6 one has to be a /64. Defaults to the first half of the first IPv4 prefix of `addressPrefixes`, and to its first IPv6 /64. */
  nodeSubnetPrefixes?: string[];
  /** Prefix of a subnet from which pods get addresses of the network, instead of an overlay. Defaults to none: an overlay. */
  podSubnetPrefix?: string;
  /** Prefix of the subnet for the API server, at least a /28; only with `apiServerAccess.enableVnetIntegration`. Defaults to the last /28 of the first IPv4 prefix of `addressPrefixes`. */
  apiServerSubnetPrefix?: string;
  /** Addresses of DNS servers that the nodes ask, which must be able to resolve public names and, for a private cluster, the API server's. Defaults to Azure's own. */
  dnsServers?: Input<string>[];
}

/** A private DNS zone that is made for the API server's name: `privatelink.LOCATION.azmk8s.io`, in Azure Government and China with their clouds' domain. */
export interface PrivateDnsZoneArgs {
  /** Resource ids of further virtual networks from which the name is resolved, such as that of the machine that runs Pulumi. AKS links the cluster's own. Defaults to none. */
  virtualNetworkIds?: Input<string>[];
}

/** Who reaches the API server, and how. */
export interface ApiServerAccessArgs {
  /** Address ranges, in CIDR form, from which the public API server can be reached, at most 200; the machine that runs Pulumi must be in one, and with an outbound type of your own the address that the nodes come from (that of a NAT gateway which the component makes is added). Refused for private clusters. Defaults to everywhere. */
  authorizedIPRanges?: Input<string>[];
  /** Gives the API server a private address only. Pulumi then has to run inside the network, or in one that is connected to it. A change replaces the cluster unless `enableVnetIntegration` is set. Defaults to false. */
  enablePrivateCluster?: boolean;
  /** Keeps a public DNS name, which resolves to the private address. Only for private clusters. Defaults to true. */
  enablePrivateClusterPublicFQDN?: boolean;
  /** Where the private cluster's DNS record lives: `system` (a zone that AKS makes), `none`, or the resource id of a private DNS zone of one's own, named `privatelink.REGION.azmk8s.io` (in other clouds than the public one with their domain) or a subdomain of it. Only for private clusters. A change replaces the cluster. Defaults to `system`. */
  privateDNSZone?: Input<string>;
  /** Makes a private DNS zone for the API server's name in the cluster's resource group; needs `location`. Only for private clusters, excludes `privateDNSZone`. Defaults to none. */
  createPrivateDNSZone?: PrivateDnsZoneArgs;
  /** First part of the API server's name in a private DNS zone of one's own, in place of `dnsPrefix`. A change replaces the cluster. Defaults to none. */
  fqdnSubdomain?: Input<string>;
  /** Puts the API server's endpoint into a subnet of the cluster's network, so that nodes need no tunnel. It cannot be turned off again. Defaults to false. */
  enableVnetIntegration?: boolean;
  /** Resource id of the subnet for the API server, at least a /28 and delegated to `Microsoft.ContainerService/managedClusters`. Only with `enableVnetIntegration` in a network of one's own. */
  subnetId?: Input<string>;
  /** Turns `az aks command invoke` off, which runs commands in a private cluster from outside. Defaults to false. */
  disableRunCommand?: Input<boolean>;
}

/** The proxy through which nodes and pods reach the internet. A change reimages every node. */
export interface HttpProxyConfigArgs {
  /** Address for HTTP, `http://HOST:PORT`; it may hold no user or password, which AKS does not support. */
  httpProxy?: Input<string>;
  /** Address for HTTPS, `http://HOST:PORT` or `https://HOST:PORT`. Defaults to `httpProxy`. */
  httpsProxy?: Input<string>;
  /** Hosts, domains, addresses and CIDR ranges that are reached directly, beside those that AKS adds. A wildcard before a domain is refused. */
  noProxy?: Input<string>[];
  /** Certificates of further authorities to trust, in PEM form and then base64; at most 35 KB. */
  trustedCa?: Input<string>;
}

/** The cluster's network. By default AKS makes one, with an overlay for pods and Cilium. */
export interface NetworkArgs {
  /** Makes a virtual network with subnets, and a NAT gateway unless `outboundType` says otherwise. Excludes `subnetId` and `podSubnetId`. Defaults to the network that AKS manages. */
  virtualNetwork?: VirtualNetworkArgs;
  /** Resource id of an existing subnet for the nodes of all pools; a pool's own `subnetId` wins. Defaults to the network that AKS manages. */
  subnetId?: Input<string>;
  /** Resource id of an existing subnet from which pods get addresses, instead of an overlay. Needs `subnetId`, in the same virtual network. Defaults to an overlay. */
  podSubnetId?: Input<string>;
  /** How traffic leaves the cluster. `none` without an existing subnet makes a network isolated cluster: it needs `bootstrapProfile.artifactSource: Cache`, a private API server, and images from a registry that is reached privately. A change replaces the cluster. Defaults to `loadBalancer`; to `userAssignedNATGateway` with `virtualNetwork` and one IP family. */
  outboundType?: OutboundType;
  /**
   * Public addresses for outbound traffic that AKS makes: up to 100 with `loadBalancer`, up to 16 with `managedNATGateway`, refused with others. Defaults to AKS's own number (1).
   * @asType integer
   * @minimum 1
   * @maximum 100
   */
  managedOutboundIPCount?: number;
  /** IP families of nodes, pods and services: `["IPv4"]`, or `["IPv4", "IPv6"]` for dual stack, which excludes NAT gateways and pod subnets. A change replaces the cluster. Defaults to `["IPv4"]`. */
  ipFamilies?: IpFamily[];
  /** Ranges of the pods' overlay, one for each IP family. A node takes a /24 of the IPv4 one, so it bounds the number of nodes. A change replaces the cluster. Defaults to AKS's own (`10.244.0.0/16`). */
  podCidrs?: string[];
  /** Ranges of the services' addresses, one for each IP family, smaller than a /12 (IPv6: a /108 or smaller). A change replaces the cluster. Defaults to AKS's own (`10.0.0.0/16`). */
  serviceCidrs?: string[];
  /** Address of the cluster's DNS service, in the IPv4 range of `serviceCidrs` but not its first. A change replaces the cluster. Defaults to the tenth of that range. */
  dnsServiceIP?: string;
  /** Who reaches the API server. Defaults to everyone with credentials. */
  apiServerAccess?: ApiServerAccessArgs;
  /** The proxy for outbound traffic. Defaults to none. */
  httpProxyConfig?: HttpProxyConfigArgs;
  /** From where nodes get AKS's own images and binaries. Defaults to Microsoft's registry. */
  bootstrapProfile?: BootstrapProfileArgs;
}
