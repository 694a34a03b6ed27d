import type { NetworkPolicyRulesArgs, RayNetworkPolicyArgs } from "../args";
import { parseCidr } from "./cidr";
import { joinPath, type Faults } from "./faults";
import { checkItems } from "./inputs";
import { oneOf } from "./shape-faults";

/** Checks network policies as KubeRay does (v1.7.0, validateNetworkPolicy). `groups` are the names of the worker groups. */
export function checkNetworkPolicy(
  policy: RayNetworkPolicyArgs | undefined,
  groups: string[],
  path: string,
  faults: Faults,
): void {
  if (policy === undefined) return;
  checkRules(policy.head, joinPath(path, "head"), policy, faults);
  checkRules(policy.worker, joinPath(path, "worker"), policy, faults);
  for (const [group, rules] of Object.entries(policy.workerGroups ?? {})) {
    const at = joinPath(path, "workerGroups", group);
    checkRules(rules, at, policy, faults);
    if (groups.includes(group)) continue;
    faults.add(
      at,
      groups.length > 0
        ? `'${group}' is no worker group; known are ${oneOf(groups)}`
        : `'${group}' is no worker group; the cluster has none`,
    );
  }
  const addresses = joinPath(path, "apiServerAddresses");
  if (policy.apiServerAddresses && policy.mode === "DenyAllIngress") {
    faults.add(
      addresses,
      "has no effect with 'mode: DenyAllIngress', where pods reach everything; remove it",
    );
  }
  checkItems(policy.apiServerAddresses, addresses, faults, (text) =>
    parseCidr(text) ? undefined : `'${text}' is no address range: write it as '203.0.113.7/32'`,
  );
}

function checkRules(
  rules: NetworkPolicyRulesArgs | undefined,
  path: string,
  { mode = "DenyAll" }: RayNetworkPolicyArgs,
  faults: Faults,
): void {
  if (mode === "DenyAllEgress" && rules?.ingressRules) {
    faults.add(
      joinPath(path, "ingressRules"),
      "has no effect with 'mode: DenyAllEgress', where everybody reaches the pods; remove it, or choose 'DenyAll'",
    );
  }
  if (mode === "DenyAllIngress" && rules?.egressRules) {
    faults.add(
      joinPath(path, "egressRules"),
      "has no effect with 'mode: DenyAllIngress', where the pods reach everything; remove it, or choose 'DenyAll'",
    );
  }
}
