import type { AksClusterArgs } from "../args";
import { regionName } from "./clouds";
import type { Faults } from "./faults";
import { checkField, isEventual } from "./inputs";

/** https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftcontainerservice */
const CLUSTER_NAME_AT_MOST = 63;
const CLUSTER_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;

/** https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftresources */
const GROUP_NAME_AT_MOST = 90;
const GROUP_NAME = /^[-\p{L}\p{N}_.()]+$/u;

/**
 * https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/create-upgrade-delete/aks-common-issues-faq; Azure refuses a longer one
 * when the cluster is made (Azure-Terraform/terraform-azurerm-kubernetes#33).
 */
const NODE_GROUP_NAME_AT_MOST = 80;

/** What azure-native 3.28 adds to a name that it makes: eight hexadecimal digits. */
const RANDOM = "#".repeat(8);
const OF_PULUMI = "the last eight of Pulumi's choice";

/** Stands for a region that is not known yet. None of Azure's names is shorter (`eastus`). */
const SOME_REGION = "REGION";

/** Checks the names in Azure that nobody gives: those that Pulumi makes of the component's name, and that AKS makes of those. */
export function checkAutomaticNames(name: string, args: AksClusterArgs, faults: Faults): void {
  checkMadeName(faults, "clusterName", args.clusterName, `${name}-aks`, {
    owner: "AKS",
    atMost: CLUSTER_NAME_AT_MOST,
    pattern: CLUSTER_NAME,
    characters: "letters, digits, '-' and '_', a letter or digit first",
    remedy: "give 'clusterName'",
  });
  checkMadeName(faults, "resourceGroupName", args.resourceGroupName, `${name}-rg`, {
    owner: "Azure",
    atMost: GROUP_NAME_AT_MOST,
    pattern: GROUP_NAME,
    characters: "letters, digits, '-', '_', '.', '(' and ')'",
    remedy: "name a resource group that is there",
  });
  checkNodeGroup(name, args, faults);
}

interface NameRule {
  owner: string;
  atMost: number;
  pattern: RegExp;
  characters: string;
  remedy: string;
}

function checkMadeName(
  faults: Faults,
  key: string,
  given: unknown,
  prefix: string,
  { owner, atMost, pattern, characters, remedy }: NameRule,
): void {
  if (given !== undefined || faults.touch(key)) return;
  const made = `${prefix}${RANDOM}`;
  const allowed =
    made.length > atMost ? `${atMost} characters` : !pattern.test(prefix) ? characters : undefined;
  if (allowed === undefined) return;
  faults.add(
    key,
    `must be given: the component's name makes '${made}', ${made.length} characters, ${OF_PULUMI}, and ${owner} allows ${allowed}; ${remedy}, or give the component a shorter or plainer name`,
  );
}

/** AKS names the resource group of the nodes by the cluster's, its own, and the region. With outputs for both names, Azure says it. */
function checkNodeGroup(name: string, args: AksClusterArgs, faults: Faults): void {
  const { clusterName, resourceGroupName, location } = args;
  const region = typeof location === "string" ? regionName(location) : SOME_REGION;
  const fault = (group: string, cluster: string): string | undefined => {
    const made = `MC_${group}_${cluster}_${region}`;
    if (made.length <= NODE_GROUP_NAME_AT_MOST) return undefined;
    const left = cluster.length - (made.length - NODE_GROUP_NAME_AT_MOST);
    const remedy =
      left > 0
        ? `give 'clusterName' with at most ${left} characters`
        : "name a resource group with a shorter name, or give the component one";
    return `makes AKS name the resource group of its nodes '${made}', ${made.length} characters, and Azure allows ${NODE_GROUP_NAME_AT_MOST}; ${remedy}`;
  };
  const autoGroup = `${name}-rg${RANDOM}`;
  const autoCluster = `${name}-aks${RANDOM}`;
  if (faults.touch("clusterName") || faults.touch("resourceGroupName")) return;
  if (isEventual(resourceGroupName)) {
    if (isEventual(clusterName)) return;
    checkField(args, "resourceGroupName", "", faults, (group) => fault(group, clusterName ?? autoCluster));
  } else if (clusterName !== undefined) {
    checkField(args, "clusterName", "", faults, (cluster) => fault(resourceGroupName ?? autoGroup, cluster));
  } else {
    const reason = fault(resourceGroupName ?? autoGroup, autoCluster);
    if (reason !== undefined)
      faults.add("clusterName", `must be given: without it the component's name ${reason}`);
  }
}
