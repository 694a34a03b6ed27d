import { isMap, type PropertyMap } from "../../plugin";
import { changeKind, validateChange } from "../agent-pool/change";
import { defaultPool } from "../agent-pool/defaults";
import { text } from "../agent-pool/values";
import { aksError } from "../arm-error";
import { AGENT_POOL, find, poolsOf, type ArmState } from "../arm-state";
import { checkIdle } from "../busy";
import type { Handler, PutRequest } from "../handler";
import { MINUTES, stageOf, type OperationKind } from "../operations";
import { checkMonitoringAddon } from "../monitor-resources";
import { checkQuota } from "../quota";
import { checkSubnets } from "../simple-resources";
import { validateUpgrade } from "../versions";
import { defaultCluster } from "./defaults";
import { validateClusterChange } from "./change";
import { checkLinks } from "./links";
import { inlinePools, validateCluster } from "./validate";

/** AKS clusters, with the pools that stand inline. */
export const MANAGED_CLUSTERS: Handler = {
  put(request) {
    const { id, name, body, existing, state, subscriptionId, path } = request;
    checkIdle(state, id, undefined, false);
    // azure-native keeps pools that the program does not mention (crud.go, MaintainSubResourcePropertiesIfNotSet).
    const untouched = existing !== undefined && body["agentPoolProfiles"] === undefined;
    const asked = {
      ...body,
      ...(untouched && { agentPoolProfiles: poolProfiles(state, id) }),
      ...keptAddons(existing?.body, body),
    };
    validateCluster({ name, body: asked });
    checkMonitoringAddon(state, asked);
    if (existing === undefined) {
      checkLinks(state, asked, subnetsOf(inlinePools(asked)));
    } else {
      validateClusterChange(existing.body, asked);
    }
    const place = { subscriptionId, resourceGroup: text(path["resourceGroupName"]), name };
    const cluster = defaultCluster(asked, place, existing?.body);
    if (existing !== undefined) {
      validateUpgrade(text(existing.body["kubernetesVersion"]), text(cluster["kubernetesVersion"]));
    }
    const changes = untouched ? [] : putPools(request, text(cluster["kubernetesVersion"]));
    if (existing === undefined) return { body: cluster, kind: "Creating", minutes: MINUTES.clusterCreate };
    const upgrades = existing.body["currentKubernetesVersion"] !== cluster["currentKubernetesVersion"];
    // pulumi-azure-native #4264: an edit of one inline pool shows in the state of all pools.
    const poolStage: OperationKind = changes.includes("Scaling") ? "Scaling" : "Updating";
    return upgrades
      ? { body: cluster, kind: "Upgrading", minutes: MINUTES.clusterUpgrade, poolStage: "Upgrading" }
      : { body: cluster, kind: "Updating", minutes: MINUTES.clusterUpdate, poolStage };
  },

  delete(cluster, state) {
    checkIdle(state, cluster.id, undefined, false);
    return MINUTES.clusterDelete;
  },

  outputs(cluster, state) {
    return { ...cluster.body, agentPoolProfiles: poolProfiles(state, cluster.id) };
  },
};

/** Azure/AKS #2904: an add-on that a request leaves out stays as it is. */
function keptAddons(before: PropertyMap | undefined, body: PropertyMap): PropertyMap {
  const kept = before?.["addonProfiles"];
  if (!isMap(kept)) return {};
  return { addonProfiles: { ...kept, ...(isMap(body["addonProfiles"]) && body["addonProfiles"]) } };
}

function subnetsOf(pools: PropertyMap[]): string[] {
  return pools.flatMap(({ vnetSubnetID }) => (typeof vnetSubnetID === "string" ? [vnetSubnetID] : []));
}

/** Writes the inline pools into the state; what each of them changes. */
function putPools({ id, body, existing, state, options }: PutRequest, version: string): OperationKind[] {
  const location = text(body["location"]);
  return inlinePools(body).map((profile) => {
    const { name: poolName, ...pool } = profile;
    const poolId = `${id}/agentPools/${text(poolName)}`;
    const before = find(state, poolId);
    if (existing !== undefined && before === undefined) {
      // pulumi-azure-native #579, #2719
      const message =
        "A new agent pool was introduced. Adding agent pools to an existing cluster is not allowed through managed cluster operations. For agent pool specific change, please use per agent pool operations: https://aka.ms/agent-pool-rest-api";
      throw aksError(400, "InvalidParameter", message, "agentPoolProfiles");
    }
    if (before !== undefined) validateChange(before.body, pool, "agentPoolProfile.");
    checkSubnets(state, pool);
    const full = defaultPool(pool, version, before?.body);
    checkQuota(state, options.quota, poolId, full, location);
    state.resources[poolId.toLowerCase()] = {
      ...before,
      id: poolId,
      token: AGENT_POOL,
      name: text(poolName),
      body: { ...full, provisioningState: "Succeeded" },
    };
    return before === undefined ? "Creating" : changeKind(before.body, full);
  });
}

/**
 * All pools of a cluster as its `agentPoolProfiles`, by name (terraform-provider-azurerm #3835, #4560): those of their own
 * resources are among them.
 */
export function poolProfiles(state: ArmState, clusterId: string): PropertyMap[] {
  const cluster = find(state, clusterId)?.operation;
  const byName = poolsOf(state, clusterId).sort((a, b) => (a.name < b.name ? -1 : 1));
  return byName.map(({ name, body, operation }) => ({
    name,
    ...body,
    provisioningState: operation ? stageOf(operation, Date.now()) : poolState(cluster, body),
  }));
}

/** While the cluster changes its pools do as well. */
export function poolState(
  cluster: { kind: OperationKind; poolStage?: OperationKind } | undefined,
  body: PropertyMap,
): unknown {
  return cluster === undefined ? body["provisioningState"] : (cluster.poolStage ?? cluster.kind);
}
