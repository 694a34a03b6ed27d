import type { Input } from "@pulumi/pulumi";

/** Kind of the control plane's identity: one that Azure makes with the cluster, or one with a life of its own. */
export type IdentityType = "SystemAssigned" | "UserAssigned";

/** How `kubelogin` gets a token for the cluster: from `az login`, a service principal or certificate in the environment, the machine's managed identity, a federated token, Azure Pipelines, or `azd auth login`. */
export type LoginMode = "azurecli" | "spn" | "msi" | "workloadidentity" | "azurepipelines" | "azd";

/** The identity with which nodes pull images: an existing one, of which all three ids are needed, or a new one where none is given. */
export interface KubeletIdentityArgs {
  /** Resource id of an existing user-assigned identity. Defaults to a new one. */
  resourceId?: Input<string>;
  /** Client id of the existing identity. */
  clientId?: Input<string>;
  /** Object (principal) id of the existing identity. */
  objectId?: Input<string>;
}

/** Managed identities of the cluster. */
export interface IdentityArgs {
  /** Kind of the control plane's identity. `SystemAssigned` is refused where the identity needs roles before the cluster exists: in a network of one's own, with a private DNS zone, a disk encryption set or a kubelet identity. Defaults to `UserAssigned` there, to `SystemAssigned` elsewhere. */
  type?: IdentityType;
  /** Resource id of an existing user-assigned identity for the control plane. Defaults to a new one. */
  resourceId?: Input<string>;
  /** Object (principal) id of the existing identity, to which roles are assigned. Only with `resourceId`. */
  principalId?: Input<string>;
  /** Whether the roles that the identity needs are assigned: Network Contributor on the virtual network, Private DNS Zone Contributor on the zone, Reader on the disk encryption set, Managed Identity Operator on the kubelet identity. With false they have to be there. Defaults to true. */
  assignRoles?: boolean;
  /** The identity with which nodes pull images. Defaults to one that AKS makes. */
  kubeletIdentity?: KubeletIdentityArgs;
}

/** Who may use the Kubernetes API. */
export interface AccessArgs {
  /** Object ids of Microsoft Entra groups whose members administer the cluster; turns Entra authentication on. It cannot be turned off again. Defaults to none. */
  adminGroupObjectIDs?: Input<string>[];
  /** Lets Azure role assignments decide what Entra users may do in the cluster; turns Entra authentication on. Whoever runs Pulumi then needs the role "Azure Kubernetes Service RBAC Cluster Admin". Defaults to false. */
  enableAzureRBAC?: boolean;
  /** Microsoft Entra tenant for authentication. Only with Entra authentication. Defaults to the subscription's tenant. */
  tenantID?: Input<string>;
  /** Turns the local administrator's account off, so that there are no credentials but Entra's. Needs `adminGroupObjectIDs` or `enableAzureRBAC`. Defaults to false. */
  disableLocalAccounts?: boolean;
  /** How `kubelogin`, which has to be on PATH, gets a token for the stack and for the output `kubeconfig`. Only with Entra authentication and `kubeconfigCredentials: user`. Defaults to `azurecli`. */
  loginMode?: LoginMode;
}

/** The driver that mounts secrets of Azure Key Vault into pods. */
export interface KeyVaultSecretsProviderArgs {
  /** Whether it is on. False turns it off; an argument that is merely removed leaves the cluster as it is, since Azure does (Azure/AKS #2904). Defaults to true. */
  enabled?: boolean;
  /** Whether mounted secrets follow changes in the vault. Defaults to false. */
  enableSecretRotation?: boolean;
  /**
   * Time between two looks at the vault, such as `2m`. Only with `enableSecretRotation`. Defaults to AKS's own (`2m`).
   * @pattern ^[1-9]\d*(s|m|h)$
   */
  rotationPollInterval?: string;
}

/** Microsoft Defender for Containers. */
export interface DefenderArgs {
  /** Whether it is on. False turns it off; an argument that is merely removed leaves the cluster as it is, since Azure does (Azure/AKS #2904). Defaults to true. */
  enabled?: boolean;
  /** Resource id of the Log Analytics workspace that gets Defender's findings. */
  logAnalyticsWorkspaceResourceId: Input<string>;
}

/** The image cleaner, which removes unused images with known vulnerabilities from nodes. */
export interface ImageCleanerArgs {
  /** Whether it is on. False turns it off; an argument that is merely removed leaves the cluster as it is, since Azure does (Azure/AKS #2904). Defaults to true. */
  enabled?: boolean;
  /**
   * Hours between two runs, from a day to three months. Defaults to 168, a week.
   * @asType integer
   * @minimum 24
   * @maximum 2160
   */
  intervalHours?: number;
}

/** Encryption, secrets, policy and threat detection. */
export interface SecurityArgs {
  /** Resource id of a disk encryption set, in the cluster's region, with whose key the nodes' disks are encrypted. A change replaces the cluster. Defaults to keys of Microsoft's. */
  diskEncryptionSetID?: Input<string>;
  /** Mounts secrets of Azure Key Vault into pods. Defaults to off. */
  keyVaultSecretsProvider?: KeyVaultSecretsProviderArgs;
  /** Detects threats with Microsoft Defender. Defaults to off. */
  defender?: DefenderArgs;
  /** Enforces Azure Policy on what is created in the cluster. Policies that forbid privileged pods have to leave out the GPU device plugins. False turns it off; without the argument the cluster stays as it is, off or as a policy of the subscription has it. */
  azurePolicy?: boolean;
  /** Removes unused vulnerable images from nodes. Defaults to off. */
  imageCleaner?: ImageCleanerArgs;
}
