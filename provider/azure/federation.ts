import type * as managedidentity from "@pulumi/azure-native/managedidentity";
import { RunError, type Input } from "@pulumi/pulumi";

/** A service account in the cluster. */
export interface ServiceAccountRef {
  namespace: string;
  name: string;
}

/**
 * The audience of the tokens that the webhook of AKS puts into pods. It is the same in every cloud (Azure/azure-workload-identity:
 * webhook.DefaultAudience, which its `azwi` uses whatever `--azure-env` says); `…USGov` and `…China` are of managed identities'
 * tokens (https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity).
 */
const AUDIENCE = "api://AzureADTokenExchange";

/** Builds the trust of an identity in a service account's pods. https://learn.microsoft.com/azure/aks/workload-identity-overview */
export function buildFederation(
  { namespace, name }: ServiceAccountRef,
  resourceGroupName: Input<string>,
  identityName: Input<string>,
  issuer: Input<string>,
): managedidentity.FederatedIdentityCredentialArgs {
  return {
    resourceGroupName,
    resourceName: identityName,
    issuer,
    subject: `system:serviceaccount:${namespace}:${name}`,
    audiences: [AUDIENCE],
  };
}

/** The address of the cluster's OIDC issuer, which an identity of this name is to trust; an error where the cluster tells none. */
export function requireIssuer(issuer: string, identity: string): string {
  if (issuer) return issuer;
  throw new RunError(
    `${identity}-federation: the cluster tells no OIDC issuer (oidcIssuerProfile.issuerURL), so the pods of '${identity}' cannot have an identity in Azure. Switch it on ('az aks update --enable-oidc-issuer'), run 'pulumi refresh', then 'pulumi up' again.`,
  );
}
