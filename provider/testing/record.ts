import * as pulumi from "@pulumi/pulumi";

/** A resource as the engine was asked for it. */
export interface Registration {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
  provider: string | undefined;
}

/** Answers of a pretended Azure: what the components read back. */
const AZURE_STATE: Record<string, Record<string, unknown>> = {
  "azure-native:containerservice:ManagedCluster": {
    name: "ml-aks1234",
    resourceUID: "uid-1",
    identityProfile: { kubeletidentity: { objectId: "kubelet-object" } },
    nodeResourceGroup: "MC_ml",
    oidcIssuerProfile: { enabled: true, issuerURL: "https://oidc.example.com/" },
  },
  "azure-native:resources:ResourceGroup": { name: "ml-rg1234" },
  "azure-native:privatedns:PrivateZone": { name: "privatelink.westeurope.azmk8s.io" },
  "azure-native:network:PublicIPAddress": { ipAddress: "20.1.2.3" },
  "azure-native:network:VirtualNetwork": { name: "ml-vnet1234" },
  "azure-native:kubernetesconfiguration:Extension": { currentVersion: "0.1.4" },
  "azure-native:monitor:AzureMonitorWorkspace": {
    metrics: { prometheusQueryEndpoint: "https://query.example.com" },
  },
  "azure-native:dashboard:Grafana": {
    identity: { type: "SystemAssigned", principalId: "grafana-principal" },
    properties: { endpoint: "https://grafana.example.com" },
  },
  "azure-native:managedidentity:UserAssignedIdentity": { principalId: "ml-principal", clientId: "ml-client" },
};

export const KUBECONFIG = "apiVersion: v1\nkind: Config\n";

/** Collects what a program registers, under Pulumi's mocks; `kubeconfigs` is what Azure returns for the credentials. */
export async function recordResources(
  program: () => object,
  kubeconfigs: { name: string; value: string }[] = [
    { name: "user", value: Buffer.from(KUBECONFIG).toString("base64") },
  ],
): Promise<{ registrations: Registration[]; outputs: Record<string, unknown> }> {
  const registrations: Registration[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs, provider, id }) => {
        registrations.push({ type, name, inputs: inputs as Record<string, unknown>, provider });
        return { id: id || `${name}-id`, state: { ...(inputs as object), ...AZURE_STATE[type] } };
      },
      call: ({ token }) => {
        if (/:listManagedCluster(User|Admin)Credentials$/.test(token)) return { kubeconfigs };
        throw new Error(`unexpected invoke ${token}`);
      },
    },
    "project",
    "stack",
    false,
  );
  const outputs = program();
  const resolved = await new Promise((resolve) =>
    (pulumi.output(outputs) as pulumi.Output<object>).apply(resolve),
  );
  await settled(registrations);
  return { registrations, outputs: resolved as Record<string, unknown> };
}

/** Waits until a whole turn of timers brings no further registration. */
async function settled(registrations: Registration[]): Promise<void> {
  for (let seen = -1; seen !== registrations.length;) {
    seen = registrations.length;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
