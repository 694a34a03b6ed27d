import type { DependencyGraph } from "./dependency-graph";
import type { EventLog } from "./events";
import type { ProviderRegistry } from "./provider-registry";
import type { ResourceManager } from "./resource-manager";
import type { Snapshot } from "./snapshot";
import type { ResourceState } from "./state";
import { isProviderType } from "./urn";

/** What the parts of one deployment share. */
export interface Deployment {
  readonly project: string;
  readonly stack: string;
  readonly preview: boolean;
  /** How many chains of steps may run at the same time. */
  readonly parallel: number;
  readonly log: EventLog;
  readonly registry: ProviderRegistry;
  readonly snapshot: Snapshot;
  /** Every resource that earlier deployments left, in order. */
  readonly previous: readonly ResourceState[];
  readonly graph: DependencyGraph;
  /** Those of `previous` that do not wait for deletion, by URN. */
  readonly olds: ReadonlyMap<string, ResourceState>;
  /** What this deployment has registered or read so far, by URN. */
  readonly news: Map<string, ResourceState>;
}

/** What manages a custom resource: the provider that it names, or the registry for a provider. */
export function managerOf(deployment: Deployment, state: ResourceState): ResourceManager {
  if (isProviderType(state.type)) return deployment.registry;
  const provider = deployment.registry.get(state.provider);
  if (provider === undefined)
    throw new Error(`unknown provider '${state.provider}' for resource '${state.urn}'`);
  return provider;
}
