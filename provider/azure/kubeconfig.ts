import * as containerservice from "@pulumi/azure-native/containerservice";
import * as pulumi from "@pulumi/pulumi";
import type { KubeconfigCredentials, LoginMode } from "../args";
import { withLoginMode } from "./kubelogin";

type CredentialResults = Pick<containerservice.ListManagedClusterUserCredentialsResult, "kubeconfigs">;

/**
 * Asks Azure for the kubeconfig of a cluster; the result is secret. With a login mode it is one that gets its tokens from
 * kubelogin in that way.
 *
 * @throws an error that names the remedy when Azure returns none.
 */
export function clusterKubeconfig(
  resourceGroupName: pulumi.Output<string>,
  clusterName: pulumi.Output<string>,
  credentials: KubeconfigCredentials,
  loginMode: LoginMode | undefined,
  opts: pulumi.InvokeOptions,
): pulumi.Output<string> {
  return pulumi.secret(
    pulumi.all([resourceGroupName, clusterName]).apply(async ([group, name]) => {
      const result = await askFor(credentials, { group, name, loginMode }, opts);
      const kubeconfig = decodeKubeconfig(result, name, credentials);
      return loginMode === undefined ? kubeconfig : withLoginMode(kubeconfig, loginMode);
    }),
  );
}

/** Asks Azure. A refusal is the user's to mend, and shows no stack trace of the program. */
async function askFor(
  credentials: KubeconfigCredentials,
  { group, name, loginMode }: { group: string; name: string; loginMode: LoginMode | undefined },
  opts: pulumi.InvokeOptions,
): Promise<CredentialResults> {
  const target = { resourceGroupName: group, resourceName: name };
  try {
    return credentials === "admin"
      ? await containerservice.listManagedClusterAdminCredentials(target, opts)
      : await containerservice.listManagedClusterUserCredentials(
          loginMode === undefined ? target : { ...target, format: "exec" },
          opts,
        );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new pulumi.RunError(
      `kubeconfigCredentials: Azure refused the ${credentials} kubeconfig of the cluster '${name}': ${reason}. ${remedyFor(reason, credentials)}`,
    );
  }
}

/** Azure's codes: https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors */
const REMEDIES: [code: RegExp, remedy: (credentials: KubeconfigCredentials) => string][] = [
  [
    /AuthorizationFailed|Forbidden|\b403\b/,
    (credentials) => `${roleRemedy(credentials)} Then run 'pulumi up' again; it goes on from here.`,
  ],
  [
    /ResourceNotFound|NotFound|\b404\b/,
    () =>
      "The cluster is not there any more: 'pulumi refresh' takes it out of the state, and the next 'pulumi up' makes it anew.",
  ],
  [
    /TooManyRequests|Throttl|\b429\b/,
    () =>
      "Azure limits how often it is asked: wait a few minutes, then run 'pulumi up' again; it goes on from here.",
  ],
];

function remedyFor(reason: string, credentials: KubeconfigCredentials): string {
  const found = REMEDIES.find(([code]) => code.test(reason));
  return found?.[1](credentials) ?? "Run 'pulumi up' again once that is mended; it goes on from here.";
}

/** What a kubeconfig has, in YAML or JSON; nothing of its contents may be shown. */
const KUBECONFIG = /(^|[\s{,])["']?(kind|apiVersion|clusters|users)["']?\s*:/;

/** Takes the first kubeconfig that is not empty out of Azure's answer, which holds it in base64. */
export function decodeKubeconfig(
  result: CredentialResults,
  clusterName: string,
  credentials: KubeconfigCredentials,
): string {
  const encoded = result.kubeconfigs?.find(({ value }) => value)?.value;
  if (!encoded) throw new pulumi.RunError(missingKubeconfig(clusterName, credentials));
  const kubeconfig = Buffer.from(encoded, "base64").toString("utf8");
  if (KUBECONFIG.test(kubeconfig)) return kubeconfig;
  throw new pulumi.RunError(
    `kubeconfigCredentials: what Azure returned as the ${credentials} kubeconfig of the cluster '${clusterName}' is none. See what 'az aks get-credentials --file -' shows for the cluster; then run 'pulumi up' again; it goes on from here.`,
  );
}

function missingKubeconfig(clusterName: string, credentials: KubeconfigCredentials): string {
  const remedy =
    credentials === "admin"
      ? "Local accounts may be disabled on the cluster: set 'kubeconfigCredentials' to 'user'."
      : `${roleRemedy(credentials).slice(0, -1)}, or set 'kubeconfigCredentials' to 'admin'.`;
  return `kubeconfigCredentials: Azure returned no ${credentials} kubeconfig for the cluster '${clusterName}'. ${remedy} Then run 'pulumi up' again; it goes on from here.`;
}

/** https://learn.microsoft.com/azure/aks/control-kubeconfig-access */
function roleRemedy(credentials: KubeconfigCredentials): string {
  const who = credentials === "admin" ? "Admin" : "User";
  return `Give the caller the role 'Azure Kubernetes Service Cluster ${who} Role' on the cluster.`;
}
