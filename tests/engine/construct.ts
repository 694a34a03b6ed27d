import { Alias as AliasMessage } from "@pulumi/pulumi/proto/alias_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import type { StackConfiguration } from "./configuration";
import type { Alias } from "./goal";
import { getProperty, parsePropertyPath } from "./property-path";
import type { ProviderClient } from "./provider-client";
import type { Registration } from "./registration-request";
import { messageOf, readDetails } from "./rpc";
import { collectDependencies, describe, type PropertyMap, type PropertyValue } from "./values";
import { fromStruct, toStruct } from "./wire";

/** What a component's plugin has to know of the deployment. */
export interface ConstructInfo {
  project: string;
  stack: string;
  organization: string;
  configuration: StackConfiguration;
  preview: boolean;
  parallel: number;
  monitorAddress: string;
}

export interface Constructed {
  urn: string;
  outputs: PropertyMap;
  /** By output: the URNs it depends on. */
  dependencies: Map<string, string[]>;
}

/** Lets a plugin construct a component, which registers its resources with the monitor. */
export async function construct(
  provider: ProviderClient,
  info: ConstructInfo,
  registration: Registration,
): Promise<Constructed> {
  const { connection } = provider;
  if (!connection.protocol.secrets) {
    throw new Error("plugins that can construct components must support secrets");
  }
  const request = constructRequest(provider, info, registration);
  const answer = await connection.call(connection.methods.construct, request);
  const outputs = fromStruct(answer.getState(), { outputs: true, unknowns: info.preview ? "keep" : "drop" });
  const dependencies = new Map<string, string[]>();
  answer.getStatedependenciesMap().forEach((item, key) => dependencies.set(key, item.getUrnsList()));
  for (const [key, value] of Object.entries(outputs)) {
    const urns = new Set(dependencies.get(key));
    collectDependencies(value, urns);
    dependencies.set(key, [...urns]);
  }
  return { urn: answer.getUrn(), outputs, dependencies };
}

function constructRequest(
  { connection }: ProviderClient,
  info: ConstructInfo,
  { goal, providers, timeouts }: Registration,
): proto.ConstructRequest {
  const { resources, outputs } = connection.protocol;
  const request = new proto.ConstructRequest()
    .setProject(info.project)
    .setStack(info.stack)
    .setOrganization(info.organization)
    .setConfigsecretkeysList([...info.configuration.secretKeys])
    .setDryrun(info.preview)
    .setParallel(info.parallel)
    .setMonitorendpoint(info.monitorAddress)
    .setType(goal.type)
    .setName(goal.name)
    .setParent(goal.parent)
    .setInputs(toStruct(goal.inputs, { unknowns: true, secrets: true, resources, outputs }))
    .setDependenciesList(goal.dependencies)
    .setAdditionalsecretoutputsList(goal.additionalSecretOutputs)
    .setDeletedwith(goal.deletedWith)
    .setReplaceWithList(goal.replaceWith)
    .setIgnorechangesList(goal.ignoreChanges)
    .setReplaceonchangesList(goal.replaceOnChanges)
    .setAliasesList(goal.aliases.map(writeAlias))
    .setAcceptsOutputValues(true);
  if (goal.protect !== undefined) request.setProtect(goal.protect);
  if (goal.retainOnDelete !== undefined) request.setRetainondelete(goal.retainOnDelete);
  if (goal.deleteBeforeReplace !== undefined) request.setDeletebeforereplace(goal.deleteBeforeReplace);
  for (const [key, value] of Object.entries(info.configuration.values))
    request.getConfigMap().set(key, value);
  for (const [key, value] of Object.entries(providers)) request.getProvidersMap().set(key, value);
  for (const [key, urns] of Object.entries(goal.propertyDependencies)) {
    const dependencies = new proto.ConstructRequest.PropertyDependencies().setUrnsList(urns);
    request.getInputdependenciesMap().set(key, dependencies);
  }
  if (timeouts !== undefined) {
    const { create, update, delete: deletion } = timeouts;
    request.setCustomtimeouts(
      new proto.ConstructRequest.CustomTimeouts().setCreate(create).setUpdate(update).setDelete(deletion),
    );
  }
  return request;
}

function writeAlias(alias: Alias): AliasMessage {
  const message = new AliasMessage();
  if (alias.urn !== undefined) return message.setUrn(alias.urn);
  const spec = new AliasMessage.Spec()
    .setName(alias.name)
    .setType(alias.type)
    .setStack(alias.stack)
    .setProject(alias.project);
  if (alias.noParent) spec.setNoparent(true);
  else if (alias.parent !== "") spec.setParenturn(alias.parent);
  return message.setSpec(spec);
}

/** The text that tells why a component could not be constructed: one line for each faulty input. */
export function constructFailure(error: unknown, { goal }: Registration): string {
  const lines = readDetails(error).inputProperties.map(({ propertyPath, reason }) => {
    const value = valueAt(goal.inputs, propertyPath);
    const shown = value === undefined ? "" : ` with value '${describe(value)}'`;
    return `\n\t\t- property ${propertyPath}${shown} has a problem: ${reason}`;
  });
  return `${goal.type} resource '${goal.name}' has a problem: ${messageOf(error)}${lines.join("")}`;
}

function valueAt(inputs: PropertyMap, path: string): PropertyValue | undefined {
  try {
    return getProperty(inputs, parsePropertyPath(path));
  } catch {
    return undefined;
  }
}
