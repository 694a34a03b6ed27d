import * as grpc from "@grpc/grpc-js";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { randomUUID } from "node:crypto";
import type { PluginHost } from "./plugin-host";
import { diffMessage, ProviderClient, readCheck, readDiff } from "./provider-client";
import type { ProviderConnection } from "./provider-connection";
import {
  asksReplacement,
  type CheckRequest,
  type CheckResult,
  type CreateRequest,
  type CreateResult,
  type DeleteRequest,
  type DiffRequest,
  type DiffResult,
  type ReadResult,
  type ResourceManager,
  type UpdateRequest,
} from "./resource-manager";
import type { ResourceState } from "./state";
import { formatProviderReference, parseProviderReference, providerPackage, urnName, urnType } from "./urn";
import { annotateSecrets, equalMaps, type PropertyMap } from "./values";
import { toStruct, UNKNOWN_STRING } from "./wire";

/** Under this key the engine keeps what it wants to know of a provider itself; plugins do not see it. */
export const INTERNAL_KEY = "__internal";

/** The configuration of a provider without what the engine keeps for itself. */
export function providerConfiguration(inputs: PropertyMap): PropertyMap {
  return Object.fromEntries(Object.entries(inputs).filter(([key]) => key !== INTERNAL_KEY));
}

/** The providers of a deployment: makes, configures and finds them, and manages them as resources. */
export class ProviderRegistry implements ResourceManager {
  private readonly providers = new Map<string, ProviderClient>();
  /** Plugins that Check has loaded and nobody has configured yet, by the provider's URN. */
  private readonly unconfigured = new Map<string, ProviderConnection>();
  /** The URNs that providers had in the state before, by their present ones. */
  private readonly formerUrns = new Map<string, string>();

  constructor(
    private readonly host: PluginHost,
    private readonly preview: boolean,
  ) {}

  /** The provider that a reference `URN::ID` names. */
  get(reference: string): ProviderClient | undefined {
    return this.providers.get(reference);
  }

  private set(urn: string, id: string, connection: ProviderConnection): void {
    const provider = new ProviderClient(connection, this.preview);
    this.providers.set(formatProviderReference(urn, id), provider);
    const former = this.formerUrns.get(urn);
    if (former !== undefined) this.providers.set(formatProviderReference(former, id), provider);
  }

  private load(urn: string): Promise<ProviderConnection> {
    return this.host.load(providerPackage(urnType(urn)));
  }

  async check({ urn, olds, news }: CheckRequest): Promise<CheckResult> {
    const connection = await this.load(urn);
    const configuration = providerConfiguration(news);
    const request = new proto.CheckRequest()
      .setUrn(urn)
      .setName(urnName(urn))
      .setType(urnType(urn))
      .setOlds(toStruct(providerConfiguration(olds), { unknowns: true }))
      .setNews(toStruct(configuration, { unknowns: true }));
    const result = await orElse(
      connection.call(connection.methods.checkConfig, request).then((answer) =>
        // CheckConfig never sees secrets, whatever the provider understands.
        readCheck(answer, true, (inputs) => annotateSecrets(inputs, configuration)),
      ),
      () => ({ inputs: configuration, failures: [] }),
    ).catch(async (error: unknown) => {
      await this.host.unload(connection);
      throw error;
    });
    if (result.failures.length > 0) {
      await this.host.unload(connection);
      return result;
    }
    await this.keepUnconfigured(urn, connection);
    const kept = { ...result.inputs };
    for (const key of ["version", INTERNAL_KEY]) if (news[key] !== undefined) kept[key] = news[key];
    return { inputs: kept, failures: [] };
  }

  private async keepUnconfigured(urn: string, connection: ProviderConnection): Promise<void> {
    const previous = this.unconfigured.get(urn);
    this.unconfigured.set(urn, connection);
    if (previous !== undefined) await this.host.unload(previous);
  }

  private take(urn: string): ProviderConnection | undefined {
    const connection = this.unconfigured.get(urn);
    this.unconfigured.delete(urn);
    return connection;
  }

  async diff(request: DiffRequest): Promise<DiffResult> {
    const reference = formatProviderReference(request.urn, request.id);
    const connection = this.unconfigured.get(request.urn) ?? this.providers.get(reference)?.connection;
    if (connection === undefined) throw new Error(`the provider ${reference} is not loaded`);
    const result = await this.diffConfig(connection, request);
    if (asksReplacement(result)) {
      // Its replacement is checked anew, with another instance.
      const checked = this.take(request.urn);
      if (checked !== undefined) await this.host.unload(checked);
    }
    return result;
  }

  /** Asks the provider that a reference names whether a change of configuration would replace it. */
  async diffOf(reference: string, request: DiffRequest): Promise<DiffResult> {
    const connection = this.providers.get(reference)?.connection;
    if (connection === undefined) throw new Error(`failed to resolve provider reference: "${reference}"`);
    return this.diffConfig(connection, request);
  }

  private async diffConfig(connection: ProviderConnection, request: DiffRequest): Promise<DiffResult> {
    const newInputs = providerConfiguration(request.newInputs);
    const filtered = { ...request, newInputs, oldInputs: providerConfiguration(request.oldInputs) };
    const message = diffMessage(filtered, { unknowns: true });
    const result = await orElse(
      connection.call(connection.methods.diffConfig, message).then(readDiff),
      (): DiffResult => ({
        changes: "unknown",
        replaceKeys: [],
        changedKeys: [],
        detailedDiff: undefined,
        deleteBeforeReplace: false,
      }),
    );
    if (result.changes !== "unknown") return result;
    return { ...result, changes: equalMaps(request.oldOutputs, newInputs) ? "none" : "some" };
  }

  async create({ urn, inputs }: CreateRequest): Promise<CreateResult> {
    const connection = this.take(urn) ?? (await this.load(urn));
    const id = this.preview ? UNKNOWN_STRING : randomUUID();
    const configuration = providerConfiguration(inputs);
    connection.configure(urn, id, configuration);
    this.set(urn, id, connection);
    return { id, outputs: configuration };
  }

  async update({ urn, id, newInputs }: UpdateRequest): Promise<PropertyMap> {
    const connection = this.take(urn) ?? (await this.load(urn));
    const configuration = providerConfiguration(newInputs);
    connection.configure(urn, id, configuration);
    const replaced = this.providers.get(formatProviderReference(urn, id));
    this.set(urn, id, connection);
    if (replaced !== undefined) await this.host.unload(replaced.connection);
    return configuration;
  }

  async delete({ urn, id }: DeleteRequest): Promise<void> {
    const reference = formatProviderReference(urn, id);
    const provider = this.providers.get(reference);
    this.providers.delete(reference);
    if (provider !== undefined) await this.host.unload(provider.connection);
  }

  read(): Promise<ReadResult> {
    return Promise.reject(new Error("provider resources may not be read"));
  }

  /** Makes an unchanged provider usable, with the configuration that the state has. */
  async same(state: ResourceState): Promise<void> {
    const reference = formatProviderReference(state.urn, state.id);
    const checked = this.take(state.urn);
    if (this.providers.has(reference)) {
      if (checked !== undefined) await this.host.unload(checked);
      return;
    }
    const connection = checked ?? (await this.load(state.urn));
    connection.configure(state.urn, state.id, providerConfiguration(state.inputs));
    this.set(state.urn, state.id, connection);
  }

  /** Loads the provider that a reference names out of the state, unless it is there. */
  async ensure(reference: string, states: readonly ResourceState[]): Promise<void> {
    if (reference === "" || this.providers.has(reference)) return;
    const { urn, id } = parseProviderReference(reference);
    const state = states.find((resource) => resource.urn === urn && resource.id === id);
    if (state === undefined) throw new Error(`could not find provider ${reference}`);
    const connection = await this.load(urn);
    connection.configure(urn, id, providerConfiguration(state.inputs));
    this.set(urn, id, connection);
  }

  /** Lets a provider be found by the URN that its resources in the state still name. */
  alias(urn: string, formerUrn: string): void {
    this.formerUrns.set(urn, formerUrn);
  }
}

/** What `answer` gives, or a default where the plugin does not implement the method. */
async function orElse<T>(answer: Promise<T>, otherwise: () => T): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if ((error as Partial<grpc.ServiceError>).code === grpc.status.UNIMPLEMENTED) return otherwise();
    throw error;
  }
}
