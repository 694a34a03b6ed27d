import type { AccessArgs, AksClusterArgs } from "../args";
import { defined } from "./defined";
import type { Faults } from "./faults";
import { guidFault } from "./identity-rules";
import { checkField, checkItems } from "./inputs";
import type { AccessSettings } from "./types";

/** Settings of sound access. */
export function accessSettings(args: AksClusterArgs): AccessSettings {
  const { disableLocalAccounts = false, loginMode = "azurecli", ...entra } = args.access ?? {};
  return defined<AccessSettings>({
    disableLocalAccounts,
    entra: usesEntra(args.access) ? { ...entra, enableAzureRBAC: entra.enableAzureRBAC ?? false } : undefined,
    loginMode: needsKubelogin(args) ? loginMode : undefined,
  });
}

/** Checks who may use the Kubernetes API. https://learn.microsoft.com/azure/aks/manage-local-accounts-managed-azure-ad */
export function checkAccess(args: AksClusterArgs, faults: Faults): void {
  const { access } = args;
  if (access === undefined) return;
  checkItems(access.adminGroupObjectIDs, "access.adminGroupObjectIDs", faults, guidFault);
  checkField(access, "tenantID", "access", faults, guidFault);
  const entra = usesEntra(access);
  const remedy = "set 'access.adminGroupObjectIDs' or 'access.enableAzureRBAC: true'";
  if (access.disableLocalAccounts && !entra) {
    faults.add("access.disableLocalAccounts", `would leave nobody who can log in: ${remedy} as well`);
  }
  if (access.disableLocalAccounts && args.kubeconfigCredentials === "admin") {
    faults.add(
      "kubeconfigCredentials",
      "must be 'user' with 'access.disableLocalAccounts', which takes the administrator's credentials away",
    );
  }
  if (access.tenantID !== undefined && !entra) {
    faults.add("access.tenantID", `is only for Entra authentication: ${remedy}, or remove it`);
  }
  if (access.loginMode !== undefined && !needsKubelogin(args)) {
    faults.add(
      "access.loginMode",
      entra
        ? "is not used with 'kubeconfigCredentials: admin'; remove one of them"
        : `is only for Entra authentication: ${remedy}, or remove it`,
    );
  }
}

/** Whether users log in with Microsoft Entra. */
function usesEntra(access: AccessArgs | undefined): boolean {
  return (access?.adminGroupObjectIDs?.length ?? 0) > 0 || access?.enableAzureRBAC === true;
}

/** Whether the stack's own kubeconfig asks kubelogin for a token. */
function needsKubelogin(args: AksClusterArgs): boolean {
  return usesEntra(args.access) && args.kubeconfigCredentials !== "admin";
}
