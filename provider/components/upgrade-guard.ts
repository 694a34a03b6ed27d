import {
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
} from "@pulumi/kubernetes/admissionregistration/v1";
import type * as pulumi from "@pulumi/pulumi";
import { buildUpgradeGuard } from "../kubernetes";
import type { RaySettings } from "../settings";

/** Refuses a change of Ray's pods together with one of the operator, which would be lost; without Recreate there is nothing to lose. */
export function createUpgradeGuard(
  name: string,
  { namespace, clusterName, upgradeStrategy }: RaySettings,
  operatorVersion: string | undefined,
  options: pulumi.CustomResourceOptions,
): void {
  if (operatorVersion === undefined || upgradeStrategy !== "Recreate") return;
  const { policy, binding } = buildUpgradeGuard(namespace, clusterName);
  new ValidatingAdmissionPolicy(`${name}-upgrade-guard`, policy, options);
  new ValidatingAdmissionPolicyBinding(`${name}-upgrade-guard`, binding, options);
}
