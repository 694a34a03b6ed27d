import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { PropertyMap } from "../plugin";
import type { FaultCounts } from "./faults";
import type { Operation } from "./operations";
import type { Buckets } from "./throttle";

/** A resource as Azure keeps it, or is still making or deleting it. */
export interface ArmResource {
  id: string;
  /** azure-native's type token. */
  token: string;
  name: string;
  /** The resource's properties in the shape of azure-native's outputs, without id, name and type. */
  body: PropertyMap;
  /** What Azure is doing with it; absent when nothing. */
  operation?: Operation;
  /** How the last operation ended, for those that wait for it. */
  outcome?: { startedAt: number; failure?: Operation["failure"] };
}

/** Everything that Azure knows. */
export interface ArmState {
  version: 1;
  /** By id in lower case, since ids are compared without regard to case. */
  resources: Record<string, ArmResource>;
  /** Throttling buckets. */
  buckets: Buckets;
  faults: FaultCounts;
}

/** Azure's state in a file: survives the plugin, which each deployment starts anew. */
export class StateFile {
  constructor(private readonly path: string) {}

  /** The state as it is; an empty subscription when there is no file yet. */
  read(): ArmState {
    let text: string;
    try {
      text = readFileSync(this.path, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      return { version: 1, resources: {}, buckets: {}, faults: {} };
    }
    const state = JSON.parse(text) as ArmState;
    if (state.version !== 1) {
      throw new Error(
        `${this.path}: state of version ${String(state.version)}, this program reads version 1; delete it`,
      );
    }
    return state;
  }

  /**
   * Reads, changes and writes the state in one go; nothing is written when `change` throws. The file is replaced as a
   * whole and readable by its owner only.
   */
  update<T>(change: (state: ArmState) => T): T {
    const state = this.read();
    const result = change(state);
    this.write(state);
    return result;
  }

  private write(state: ArmState): void {
    mkdirSync(dirname(this.path), { recursive: true });
    const temporary = `${this.path}.${process.pid}`;
    writeFileSync(temporary, `${JSON.stringify(state, undefined, 1)}\n`, { mode: 0o600 });
    renameSync(temporary, this.path);
  }
}

/** A resource by its id. */
export function find(state: ArmState, id: string): ArmResource | undefined {
  return state.resources[id.toLowerCase()];
}

/** The resources below an id, at any depth. */
export function descendants(state: ArmState, id: string): ArmResource[] {
  const prefix = `${id.toLowerCase()}/`;
  return Object.entries(state.resources)
    .filter(([key]) => key.startsWith(prefix))
    .map(([, resource]) => resource);
}

/** The node pools of a cluster, in the order in which they were made. */
export function poolsOf(state: ArmState, clusterId: string): ArmResource[] {
  return descendants(state, clusterId).filter(({ token }) => token === AGENT_POOL);
}

export const RESOURCE_GROUP = "azure-native:resources:ResourceGroup";
export const MANAGED_CLUSTER = "azure-native:containerservice:ManagedCluster";
export const EXTENSION = "azure-native:kubernetesconfiguration:Extension";
export const AGENT_POOL = "azure-native:containerservice:AgentPool";
