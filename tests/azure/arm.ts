import { setTimeout as sleep } from "node:timers/promises";
import type { PropertyMap } from "../plugin";
import { AGENT_POOLS, clusterOf } from "./agent-pool/handler";
import { ArmError, resourceGroupNotFound } from "./arm-error";
import * as arm from "./arm-state";
import type { ArmResource, ArmState, StateFile } from "./arm-state";
import { faultError, takeFault, type FaultOperation } from "./faults";
import type { Handler } from "./handler";
import { MANAGED_CLUSTERS, poolState } from "./managed-cluster/handler";
import { failing, stageOf, startOperation, type Operation } from "./operations";
import type { Options } from "./options";
import { resourceType } from "./resource-types";
import { SIMPLE_RESOURCES } from "./simple-resources";
import { settle, type Machines } from "./settle";
import { takeRequest } from "./throttle";

const HANDLERS: Record<string, Handler> = {
  ...SIMPLE_RESOURCES,
  [arm.MANAGED_CLUSTER]: MANAGED_CLUSTERS,
  [arm.AGENT_POOL]: AGENT_POOLS,
};

/** A PUT: what to make or change, split into what makes up its id and the rest. */
export interface Put {
  id: string;
  token: string;
  name: string;
  path: PropertyMap;
  body: PropertyMap;
}

/** Azure Resource Manager for one subscription: takes requests, works them off by the clock, remembers everything. */
export class Arm {
  private settling: Promise<void> = Promise.resolve();

  constructor(
    readonly options: Options,
    private readonly file: StateFile,
    private readonly machines: Machines,
    private readonly subscriptionId: string,
  ) {
    const missing = Object.entries(options.resourceGroups).filter(
      ([name]) => !arm.find(file.read(), this.groupId(name)),
    );
    if (missing.length > 0)
      file.update((state) => missing.forEach(([name, location]) => this.addGroup(state, name, location)));
  }

  private groupId(name: string): string {
    return `/subscriptions/${this.subscriptionId}/resourceGroups/${name}`;
  }

  private addGroup(state: ArmState, name: string, location: string): void {
    const id = this.groupId(name);
    const body = { location, properties: { provisioningState: "Succeeded" } };
    state.resources[id.toLowerCase()] = { id, token: arm.RESOURCE_GROUP, name, body };
  }

  /** Brings the state up to the present: what was due by the clock is done. One at a time. */
  private settle(): Promise<void> {
    const done = this.settling.then(() => settle(this.file, this.machines));
    this.settling = done.catch(() => undefined);
    return done;
  }

  /** The resource as a GET shows it; undefined for 404. */
  async get(id: string): Promise<PropertyMap | undefined> {
    await this.settle();
    const state = this.file.read();
    const resource = arm.find(state, id);
    return resource && outputs(resource, state);
  }

  /** Takes the fault that is due before an operation. */
  fault(token: string, name: string, operation: FaultOperation): ReturnType<typeof takeFault> {
    return this.takeFault(token, name, operation, "before");
  }

  private takeFault(type: string, name: string, operation: FaultOperation, after: "before" | "accepted") {
    if (this.options.faults.length === 0) return undefined;
    return this.file.update((state) => {
      return takeFault(this.options.faults, state.faults, { type, name, operation, after });
    });
  }

  /** Sends a PUT; done when it is accepted. Wait for its end with `wait`. */
  async put({ id, token, name, path, body }: Put): Promise<Operation> {
    await this.settle();
    this.throttle(id, token);
    const operationName = arm.find(this.file.read(), id) === undefined ? "create" : "update";
    const refused = this.fault(token, name, operationName);
    if (refused !== undefined) throw faultError(refused);
    const accepted = this.file.update((state) => {
      this.checkGroup(state, token, path);
      const existing = arm.find(state, id);
      const { options, subscriptionId } = this;
      const handler = HANDLERS[token] as Handler;
      const answer = handler.put({ id, name, token, path, body, existing, state, options, subscriptionId });
      const cluster = token === arm.MANAGED_CLUSTER;
      const operation: Operation = {
        ...startOperation(answer.kind, answer.minutes, options.timeScale, cluster),
        poolStage: answer.poolStage,
      };
      state.resources[id.toLowerCase()] = {
        id: existing?.id ?? id,
        token,
        name,
        body: answer.body,
        operation,
      };
      return operation;
    });
    this.failLater(id, token, name, operationName);
    return accepted;
  }

  /** Sends a DELETE; undefined for 404, which is success to azure-native. */
  async delete(id: string): Promise<Operation | undefined> {
    await this.settle();
    const found = arm.find(this.file.read(), id);
    if (found === undefined) return undefined;
    const refused = this.fault(found.token, found.name, "delete");
    if (refused !== undefined) throw faultError(refused);
    const operation = this.file.update((state) => {
      const resource = arm.find(state, id);
      if (resource === undefined) return undefined;
      if (resource.operation?.kind === "Deleting") return resource.operation;
      const minutes = (HANDLERS[resource.token] as Handler).delete(resource, state, this.options);
      resource.operation = startOperation("Deleting", minutes, this.options.timeScale);
      return resource.operation;
    });
    this.failLater(id, found.token, found.name, "delete");
    return operation;
  }

  /** Lets an accepted operation fail at its end where a fault says so. */
  private failLater(id: string, token: string, name: string, operation: FaultOperation): void {
    const fault = this.takeFault(token, name, operation, "accepted");
    if (fault === undefined) return;
    this.file.update((state) => {
      const resource = arm.find(state, id);
      if (resource?.operation) resource.operation = failing(resource.operation, faultError(fault));
    });
  }

  private checkGroup(state: ArmState, token: string, path: PropertyMap): void {
    const name = path["resourceGroupName"];
    if (token === arm.RESOURCE_GROUP || typeof name !== "string") return;
    const group = arm.find(state, this.groupId(name));
    if (group === undefined) throw resourceGroupNotFound(name);
    if (group.operation?.kind === "Deleting") {
      const message = `The resource group '${name}' is in deprovisioning state and cannot perform this operation.`;
      throw new ArmError(409, "ResourceGroupBeingDeleted", message);
    }
  }

  /** AKS limits PUTs of a cluster and of each pool. */
  private throttle(id: string, token: string): void {
    if (token !== arm.MANAGED_CLUSTER && token !== arm.AGENT_POOL) return;
    const state = this.file.read();
    try {
      takeRequest(state.buckets, id.toLowerCase(), this.options.timeScale);
    } finally {
      this.file.update((current) => (current.buckets = state.buckets));
    }
  }

  /**
   * Waits until an operation on a resource has ended, and tells `onStage` each provisioning state on the way.
   *
   * @param pollSeconds how often azure-native asks, in Azure's time.
   * @throws ArmError as the operation failed; the signal's reason when it is aborted, while the operation goes on.
   */
  async wait(
    id: string,
    { startedAt }: Operation,
    pollSeconds: number,
    signal: AbortSignal,
    onStage: (stage: string) => void,
  ): Promise<void> {
    const pause = Math.min(2000, Math.max(10, pollSeconds * 1000 * this.options.timeScale));
    for (let shown = ""; ;) {
      signal.throwIfAborted();
      await this.settle();
      const resource = arm.find(this.file.read(), id);
      if (resource?.operation?.startedAt !== startedAt) {
        const failure = resource?.outcome?.startedAt === startedAt ? resource.outcome.failure : undefined;
        // A poller reports the operation's own status in a 200 answer.
        if (failure !== undefined) throw new ArmError(200, failure.code, failure.message);
        return;
      }
      const stage = stageOf(resource.operation, Date.now());
      if (stage !== shown) onStage((shown = stage));
      const left = Math.max(1, resource.operation.endsAt - Date.now());
      await sleep(Math.min(pause, left), undefined, { signal });
    }
  }

  /** Waits as long as azure-native's HTTP client does before it repeats a request. */
  async pause(seconds: number, signal: AbortSignal): Promise<void> {
    await sleep(seconds * 1000 * this.options.timeScale, undefined, { signal });
  }
}

/** A resource in the shape of azure-native's outputs. */
function outputs(resource: ArmResource, state: ArmState): PropertyMap {
  const { id, name, token, body, operation } = resource;
  const cluster = token === arm.AGENT_POOL ? arm.find(state, clusterOf(id))?.operation : undefined;
  const provisioningState = operation ? stageOf(operation, Date.now()) : poolState(cluster, body);
  const shown = { ...resource, body: { ...body, provisioningState } };
  const properties = HANDLERS[token]?.outputs?.(shown, state) ?? shown.body;
  return { id, name, type: resourceType(token).azureType, ...properties };
}
