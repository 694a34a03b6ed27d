import { isMap, type PropertyMap } from "../../plugin";
import { badRequest, resourceNotFound } from "../arm-error";
import { find, poolsOf } from "../arm-state";
import { checkIdle } from "../busy";
import type { Handler } from "../handler";
import { MINUTES } from "../operations";
import { validatePoolBesideProvisioning } from "../managed-cluster/node-provisioning";
import { checkQuota } from "../quota";
import { checkSubnets } from "../simple-resources";
import { validatePoolVersion } from "../versions";
import { changeKind, validateChange } from "./change";
import { defaultPool } from "./defaults";
import { validatePowerState } from "./power-state";
import { validatePool } from "./validate";
import { text } from "./values";

/** Node pools as resources of their own. */
export const AGENT_POOLS: Handler = {
  put({ id, name, body, existing, state, options, path }) {
    const clusterId = clusterOf(id);
    const cluster = find(state, clusterId);
    if (cluster === undefined) {
      const resource = `Microsoft.ContainerService/managedClusters/${text(path["resourceName"])}`;
      throw resourceNotFound(resource, text(path["resourceGroupName"]));
    }
    const location = text(cluster.body["location"]);
    validatePool({ name, location, body });
    checkIdle(state, clusterId, id, options.parallelPools);
    const version = text(cluster.body["kubernetesVersion"]);
    const orchestratorVersion = body["orchestratorVersion"] ?? existing?.body["orchestratorVersion"];
    if (orchestratorVersion !== undefined) validatePoolVersion(text(orchestratorVersion), version, name);
    checkSubnets(state, body);
    checkReservation(cluster.body, body);
    if (existing === undefined && poolsOf(state, clusterId).length >= 100) {
      throw badRequest("A cluster can have at most 100 agent pools.");
    }
    if (existing !== undefined) {
      validateChange(existing.body, body, "properties.");
      if (existing.body["mode"] === "System" && body["mode"] === "User") keepSystemPool(state, clusterId, id);
    }
    validatePowerState(body, existing?.body);
    validatePoolBesideProvisioning(cluster.body, body);
    const pool = defaultPool(body, version, existing?.body);
    checkQuota(state, options.quota, id, pool, location);
    const create = pool["gpuInstanceProfile"] === undefined ? MINUTES.poolCreate : MINUTES.migPoolCreate;
    return existing === undefined
      ? { body: pool, kind: "Creating", minutes: create }
      : { body: pool, kind: changeKind(existing.body, pool), minutes: MINUTES.poolUpdate };
  },

  delete(pool, state, options) {
    const clusterId = clusterOf(pool.id);
    checkIdle(state, clusterId, pool.id, options.parallelPools);
    if (pool.body["mode"] === "System") keepSystemPool(state, clusterId, pool.id);
    return MINUTES.poolDelete;
  },

  outputs(pool) {
    // The resource's own type takes the place of the pool's in azure-native's outputs.
    return Object.fromEntries(Object.entries(pool.body).filter(([key]) => key !== "type"));
  },
};

/**
 * AKS docs, "use capacity reservation groups": a system-assigned identity cannot join one. Azure docs, "on-demand capacity
 * reservation": neither can spot machines.
 */
function checkReservation(cluster: PropertyMap, pool: PropertyMap): void {
  if (pool["capacityReservationGroupID"] === undefined) return;
  if (pool["scaleSetPriority"] === "Spot") {
    throw badRequest("Capacity reservation is not supported for spot agent pools.");
  }
  const identity = isMap(cluster["identity"]) ? cluster["identity"] : {};
  if (identity["type"] !== "UserAssigned") {
    throw badRequest("Capacity reservation groups need a cluster with a user-assigned identity.");
  }
}

/** The id of the cluster that a pool's id names. */
export function clusterOf(poolId: string): string {
  return poolId.replace(/\/agentPools\/[^/]+$/i, "");
}

/** AKS docs, "use system node pools". */
function keepSystemPool(state: Parameters<typeof poolsOf>[0], clusterId: string, poolId: string): void {
  const others = poolsOf(state, clusterId).filter(({ id }) => id.toLowerCase() !== poolId.toLowerCase());
  if (!others.some(({ body }) => body["mode"] === "System")) {
    throw badRequest("There has to be at least one system agent pool.");
  }
}
