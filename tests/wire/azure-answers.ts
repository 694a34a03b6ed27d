import type { Monitor } from "./monitor";

/** Has the monitor answer as Azure does where an AksRayCluster makes its AKS cluster. */
export function answerAsAzure({ outputs, results }: Monitor, kubeconfig = "kind: Config\n"): void {
  outputs.set("azure-native:resources:ResourceGroup", { name: "group" });
  outputs.set("azure-native:containerservice:ManagedCluster", {
    name: "ml-aks",
    resourceUID: "uid-1",
    nodeResourceGroup: "MC_ml",
    identityProfile: { kubeletidentity: { objectId: "33333333-3333-4333-8333-333333333333" } },
    oidcIssuerProfile: { enabled: true, issuerURL: "https://oidc.example.com/" },
  });
  results.set("azure-native:containerservice:listManagedClusterUserCredentials", {
    kubeconfigs: [{ name: "user", value: Buffer.from(kubeconfig).toString("base64") }],
  });
}
