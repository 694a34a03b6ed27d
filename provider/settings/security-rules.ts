import type { AksClusterArgs } from "../args";
import type { Faults } from "./faults";
import { checkField } from "./inputs";

const DISK_ENCRYPTION_SET_ID =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Compute\/diskEncryptionSets\/[^/]+$/i;

const WORKSPACE_ID =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.OperationalInsights\/workspaces\/[^/]+$/i;

/** Checks encryption, secrets and threat detection. */
export function checkSecurity({ security }: AksClusterArgs, faults: Faults): void {
  checkField(security, "diskEncryptionSetID", "security", faults, (id) =>
    idFault(id, DISK_ENCRYPTION_SET_ID, "a disk encryption set"),
  );
  checkField(security?.defender, "logAnalyticsWorkspaceResourceId", "security.defender", faults, (id) =>
    idFault(id, WORKSPACE_ID, "a Log Analytics workspace"),
  );
  const { enableSecretRotation, rotationPollInterval } = security?.keyVaultSecretsProvider ?? {};
  if (rotationPollInterval !== undefined && !enableSecretRotation) {
    faults.add(
      "security.keyVaultSecretsProvider.rotationPollInterval",
      "needs 'enableSecretRotation: true'; set it, or remove the interval",
    );
  }
}

function idFault(id: string, pattern: RegExp, what: string): string | undefined {
  return pattern.test(id) ? undefined : `must be the resource id of ${what}, '/subscriptions/…', not '${id}'`;
}
