import { provisionsNodes } from "./managed-cluster/node-provisioning";
import { isMap } from "../plugin";
import { count, text, textMap, texts } from "./agent-pool/values";
import { clusterOf } from "./agent-pool/handler";
import {
  AGENT_POOL,
  descendants,
  EXTENSION,
  find,
  MANAGED_CLUSTER,
  poolsOf,
  type ArmResource,
  type ArmState,
  type StateFile,
} from "./arm-state";
import { scrapesMetrics } from "./monitor-resources";

/** A pool's machines as they should be. */
export interface MachinePool {
  name: string;
  mode: string;
  vmSize: string;
  count: number;
  maxPods: number;
  osSKU: string;
  kubernetesVersion: string;
  labels: Record<string, string>;
  taints: string[];
  zones: string[];
  spot: boolean;
  migProfile?: string;
  osDiskSizeGB: number;
}

/** A cluster whose machines these are. */
export interface MachineCluster {
  /** The cluster's `resourceUID`. */
  uid: string;
  location: string;
  nodeResourceGroup: string;
  /** Whether Azure's managed Prometheus scrapes it. Defaults to false. */
  metrics?: boolean;
}

/** The machines behind the resources: what is real about the simulated Azure. Every method may be repeated. */
export interface Machines {
  /** Makes the nodes of a cluster those that its pools describe. */
  sync(cluster: MachineCluster, pools: MachinePool[]): Promise<void>;
  /** Puts what an AKS extension installs into a cluster. */
  install(extensionType: string): Promise<void>;
  /** Brings what AKS installs for node auto provisioning into a cluster. */
  provision(cluster: MachineCluster): Promise<void>;
  /** Takes a cluster away with everything in it; only its nodes while other clusters share its API server. */
  remove(cluster: MachineCluster, shared: boolean): Promise<void>;
}

/**
 * Ends every operation whose time has come, first come first served: machines first, then the state. A process that
 * is killed in between leaves the operation for the next one. What is in a cluster goes as soon as its deletion has begun.
 */
export async function settle(file: StateFile, machines: Machines): Promise<void> {
  await emptyClusters(file, machines);
  for (;;) {
    const state = file.read();
    const due = Object.values(state.resources)
      .filter(({ operation }) => operation !== undefined && operation.endsAt <= Date.now())
      .sort((left, right) => (left.operation?.endsAt ?? 0) - (right.operation?.endsAt ?? 0))[0];
    if (due === undefined) return;
    if (due.operation?.failure === undefined) await moveMachines(due, state, machines);
    file.update((current) => finish(current, due));
  }
}

async function emptyClusters(file: StateFile, machines: Machines): Promise<void> {
  const state = file.read();
  for (const { id, operation } of Object.values(state.resources)) {
    if (operation?.kind !== "Deleting" || operation.failure !== undefined || operation.emptied) continue;
    if (clustersBelow(state, id).length === 0) continue;
    await removeClusters(state, id, machines);
    file.update((current) => {
      const deleting = find(current, id)?.operation;
      if (deleting?.kind === "Deleting") deleting.emptied = true;
    });
  }
}

/** The cluster with this id, or those of the resource group with it. */
function clustersBelow(state: ArmState, id: string): ArmResource[] {
  const resource = find(state, id);
  const there = resource === undefined ? [] : [resource, ...descendants(state, id)];
  return there.filter(({ token }) => token === MANAGED_CLUSTER);
}

async function removeClusters(state: ArmState, id: string, machines: Machines): Promise<void> {
  const gone = clustersBelow(state, id);
  const clusters = Object.values(state.resources).filter(({ token }) => token === MANAGED_CLUSTER);
  for (const cluster of gone) await machines.remove(machineCluster(cluster), clusters.length > gone.length);
}

async function moveMachines(resource: ArmResource, state: ArmState, machines: Machines): Promise<void> {
  const deleting = resource.operation?.kind === "Deleting";
  if (resource.token === EXTENSION) {
    if (!deleting) await machines.install(text(resource.body["extensionType"]));
    return;
  }
  if (deleting && !resource.operation?.emptied) await removeClusters(state, resource.id, machines);
  const clusterId = resource.token === AGENT_POOL ? clusterOf(resource.id) : resource.id;
  const cluster = find(state, clusterId);
  if (cluster?.token !== MANAGED_CLUSTER || (deleting && cluster.id === resource.id)) return;
  // A pool that is still being made has no machines yet; one that failed never got them.
  const pools = poolsOf(state, clusterId).filter(
    ({ id, operation, body }) =>
      (id === resource.id && !deleting) ||
      (id !== resource.id && operation?.kind !== "Creating" && body["provisioningState"] !== "Failed"),
  );
  await machines.sync(machineCluster(cluster), pools.map(machinePool));
  if (provisionsNodes(cluster.body)) await machines.provision(machineCluster(cluster));
}

function machineCluster(resource: ArmResource): MachineCluster {
  const { body } = resource;
  return {
    metrics: scrapesMetrics(resource),
    uid: text(body["resourceUID"]),
    location: text(body["location"]),
    nodeResourceGroup: text(body["nodeResourceGroup"]),
  };
}

function machinePool({ name, body }: ArmResource): MachinePool {
  return {
    name,
    mode: text(body["mode"]),
    vmSize: text(body["vmSize"]),
    count: isStopped(body) ? 0 : count(body["count"]),
    maxPods: count(body["maxPods"], 110),
    osDiskSizeGB: count(body["osDiskSizeGB"], 128),
    osSKU: text(body["osSKU"]),
    kubernetesVersion: text(body["currentOrchestratorVersion"]),
    labels: textMap(body["nodeLabels"]),
    taints: texts(body["nodeTaints"]),
    zones: texts(body["availabilityZones"]),
    spot: body["scaleSetPriority"] === "Spot",
    migProfile: body["gpuInstanceProfile"] === undefined ? undefined : text(body["gpuInstanceProfile"]),
  };
}

/** A stopped pool keeps its count, but its machines are gone from the cluster (AKS docs, "start and stop a node pool"). */
function isStopped({ powerState }: ArmResource["body"]): boolean {
  return isMap(powerState) && powerState["code"] === "Stopped";
}

function finish(state: ArmState, { id, operation }: ArmResource): void {
  const resource = find(state, id);
  if (resource?.operation === undefined || operation === undefined) return;
  const { startedAt, failure } = operation;
  if (operation.kind === "Deleting" && failure === undefined) {
    for (const { id: below } of [resource, ...descendants(state, id)])
      delete state.resources[below.toLowerCase()];
    return;
  }
  resource.body["provisioningState"] = failure === undefined ? "Succeeded" : "Failed";
  resource.outcome = { startedAt, failure };
  delete resource.operation;
}
