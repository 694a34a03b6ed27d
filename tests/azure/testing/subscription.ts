import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DiffResult, PropertyMap, ResourceRequest } from "../../plugin";
import { parseFaults, type Fault } from "../faults";
import type { Options } from "../options";
import { AzureProvider } from "../provider";

/** A resource as an engine records it. */
export interface Recorded {
  token: string;
  id: string;
  inputs: PropertyMap;
  outputs: PropertyMap;
}

export const GROUP = "azure-native:resources:ResourceGroup";
export const CLUSTER = "azure-native:containerservice:ManagedCluster";
export const POOL = "azure-native:containerservice:AgentPool";

/** A subscription with a provider in front of it, called as an engine calls it but without the wire. */
export class Subscription {
  readonly options: Options;
  readonly statuses: string[] = [];
  provider: AzureProvider;
  cancellation = new AbortController();
  /** Name of the resources in the program. */
  name = "res";

  constructor(options: Partial<Omit<Options, "faults">> & { faults?: Partial<Fault>[] } = {}) {
    const { faults = [], ...others } = options;
    this.options = {
      stateFile: join(mkdtempSync(join(tmpdir(), "azure-")), "state.json"),
      timeScale: 0,
      quota: {},
      parallelPools: false,
      resourceGroups: { rg: "westeurope" },
      ...others,
      faults: parseFaults(JSON.stringify(faults), "faults"),
    };
    this.provider = this.start();
  }

  private start(): AzureProvider {
    return new AzureProvider(this.options, { log: (_severity, message) => this.statuses.push(message) });
  }

  /** A new process of the plugin, as each deployment starts one. */
  restart(): void {
    this.provider = this.start();
    this.cancellation = new AbortController();
  }

  private request(token: string): ResourceRequest {
    const urn = `urn:pulumi:dev::test::${token}::${this.name}`;
    return { urn, type: token, name: this.name, secretPaths: [], signal: this.cancellation.signal };
  }

  /** Inputs as checked, and "property: reason" of each failure. */
  async check(token: string, news: PropertyMap, olds: PropertyMap = {}) {
    const result = await this.provider.check({
      ...this.request(token),
      news,
      olds,
      randomSeed: new Uint8Array(32),
    });
    return {
      inputs: result.inputs ?? {},
      failures: (result.failures ?? []).map(({ property, reason }) => `${property}: ${reason}`),
    };
  }

  async create(token: string, news: PropertyMap, timeout = 0): Promise<Recorded> {
    const { inputs, failures } = await this.check(token, news);
    if (failures.length > 0) throw new Error(failures.join("; "));
    const created = await this.provider.create({ ...this.request(token), inputs, timeout, preview: false });
    return { token, id: created.id, inputs, outputs: created.properties };
  }

  async preview(token: string, news: PropertyMap): Promise<PropertyMap> {
    const { inputs } = await this.check(token, news);
    return (await this.provider.create({ ...this.request(token), inputs, timeout: 0, preview: true }))
      .properties;
  }

  async diff(recorded: Recorded, news: PropertyMap): Promise<DiffResult> {
    const { inputs } = await this.check(recorded.token, news, recorded.inputs);
    const { id, inputs: oldInputs, outputs: olds } = recorded;
    return this.provider.diff({
      ...this.request(recorded.token),
      id,
      olds,
      oldInputs,
      news: inputs,
      ignoreChanges: [],
    });
  }

  async update(recorded: Recorded, news: PropertyMap): Promise<Recorded> {
    const { inputs } = await this.check(recorded.token, news, recorded.inputs);
    const outputs = await this.provider.update({
      ...this.request(recorded.token),
      id: recorded.id,
      olds: recorded.outputs,
      oldInputs: recorded.inputs,
      news: inputs,
      timeout: 0,
      ignoreChanges: [],
      preview: false,
    });
    return { ...recorded, inputs, outputs };
  }

  async refresh({ token, id, inputs, outputs }: Recorded): Promise<Recorded | undefined> {
    const read = await this.provider.read({ ...this.request(token), id, inputs, properties: outputs });
    return read && { token, id: read.id, inputs: read.inputs, outputs: read.properties };
  }

  delete({ token, id, inputs, outputs }: Pick<Recorded, "token" | "id"> & Partial<Recorded>): Promise<void> {
    const request = {
      ...this.request(token),
      id,
      properties: outputs ?? {},
      inputs: inputs ?? {},
      timeout: 0,
    };
    return this.provider.delete(request);
  }

  async invoke(token: string, args: PropertyMap): Promise<PropertyMap> {
    const { signal } = this.cancellation;
    return (
      (await this.provider.invoke({ token, args, secretPaths: [], preview: false, signal })).result ?? {}
    );
  }
}

/** Inputs of a cluster that AKS takes, with the given ones on top. */
export function clusterInputs(inputs: PropertyMap = {}): PropertyMap {
  return {
    resourceGroupName: "rg",
    resourceName: "ml",
    dnsPrefix: "ml",
    kubernetesVersion: "1.36",
    identity: { type: "SystemAssigned" },
    agentPoolProfiles: [systemPool()],
    ...inputs,
  };
}

/** An inline pool that AKS takes. */
export function systemPool(pool: PropertyMap = {}): PropertyMap {
  return { name: "system", mode: "System", vmSize: "Standard_D8s_v5", count: 1, ...pool };
}

/** Inputs of a pool that AKS takes. */
export function poolInputs(inputs: PropertyMap = {}): PropertyMap {
  return {
    resourceGroupName: "rg",
    resourceName: "ml",
    agentPoolName: "t4",
    mode: "User",
    vmSize: "Standard_NC4as_T4_v3",
    count: 1,
    ...inputs,
  };
}

/** The message of the error that the call fails with. */
export async function failure(call: Promise<unknown>): Promise<string> {
  return (await thrown(call)).message;
}

/** The error that the call fails with. */
export async function thrown(call: Promise<unknown>): Promise<Error> {
  try {
    await call;
  } catch (error) {
    return error as Error;
  }
  throw new Error("the call should have failed");
}
