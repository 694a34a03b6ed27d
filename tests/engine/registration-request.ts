import * as grpc from "@grpc/grpc-js";
import type { Alias as AliasMessage } from "@pulumi/pulumi/proto/alias_pb";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { INTERNAL_KEY } from "./provider-registry";
import type { Alias, Goal } from "./goal";
import type { CustomTimeouts } from "./state";
import { ServiceFault } from "./rpc";
import { isProviderType, isUrn } from "./urn";
import { collectDependencies, downgradeOutputValues, type PropertyMap } from "./values";
import { fromStruct } from "./wire";

/** A request to register a resource: the goal, its provider still to be found, and what is only for the answer. */
export interface Registration {
  goal: Goal;
  /** A component that its package's plugin constructs. */
  remote: boolean;
  /** Package → reference of the provider that its resources below are to use. */
  providers: Record<string, string>;
  version: string;
  pluginDownloadUrl: string;
  /** As the request has them, for Construct. */
  timeouts: { create: string; update: string; delete: string } | undefined;
}

/** Reads a request. Throws a fault that says which part is malformed. */
export function readRegistration(request: RegisterResourceRequest): Registration {
  checkUrns(request);
  const remote = request.getRemote();
  const inputs = fromStruct(request.getObject(), { outputs: true, upgradeToOutputs: true });
  const timeouts = textualTimeouts(request);
  const dependencies = request.getDependenciesList();
  const goal: Goal = {
    type: request.getType(),
    name: request.getName(),
    custom: request.getCustom(),
    inputs: remote ? inputs : downgradeOutputValues(inputs),
    parent: request.getParent(),
    protect: request.hasProtect() ? request.getProtect() : undefined,
    dependencies,
    propertyDependencies: readPropertyDependencies(request, inputs, dependencies, remote),
    provider: request.getProvider(),
    deleteBeforeReplace:
      request.getDeletebeforereplacedefined() || request.getDeletebeforereplace()
        ? request.getDeletebeforereplace()
        : undefined,
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    aliases: [
      ...request.getAliasurnsList().map((urn) => ({ urn })),
      ...request.getAliasesList().map((alias) => readAlias(alias, request.getAliasspecs())),
    ],
    customTimeouts: remote ? {} : readTimeouts(timeouts),
    retainOnDelete: request.hasRetainondelete() ? request.getRetainondelete() : undefined,
    deletedWith: request.getDeletedwith(),
    replaceWith: request.getReplaceWithList(),
  };
  const registration = {
    goal,
    remote,
    providers: Object.fromEntries(request.getProvidersMap().toArray()),
    version: request.getVersion(),
    pluginDownloadUrl: request.getPlugindownloadurl(),
    timeouts,
  };
  if (isProviderType(goal.type)) keepPluginChoice(registration);
  return registration;
}

function checkUrns(request: RegisterResourceRequest): void {
  const checked: [what: string, urns: string[]][] = [
    ["parent URN", [request.getParent()]],
    ["dependency URN", request.getDependenciesList()],
    ["alias URN", request.getAliasurnsList()],
    ["DeletedWith URN", [request.getDeletedwith()]],
  ];
  for (const [what, urns] of checked) {
    for (const urn of urns) {
      if (urn !== "" && !isUrn(urn)) {
        throw new ServiceFault(grpc.status.INVALID_ARGUMENT, `invalid ${what}: invalid URN "${urn}"`);
      }
    }
  }
}

function readPropertyDependencies(
  request: RegisterResourceRequest,
  inputs: PropertyMap,
  dependencies: string[],
  remote: boolean,
): Record<string, string[]> {
  const map = request.getPropertydependenciesMap();
  const result: Record<string, string[]> = {};
  map.forEach((item, key) => {
    result[key] = item.getUrnsList();
  });
  for (const [key, value] of Object.entries(inputs)) {
    // A caller that tells nothing about single properties means that each depends on everything.
    const known = map.getLength() === 0 && !remote ? dependencies : (result[key] ?? []);
    const urns = new Set(known);
    collectDependencies(value, urns);
    result[key] = [...urns];
  }
  return result;
}

/** Reads an alias. Node.js programs that do not send `aliasSpecs` say "no parent" and "same parent" crosswise. */
function readAlias(message: AliasMessage, specified: boolean): Alias {
  const spec = message.getSpec();
  if (spec === undefined) return { urn: message.getUrn() };
  const parent = spec.getParenturn();
  const says = spec.getNoparent();
  const noParent = specified ? says : parent === "" && !says;
  return {
    name: spec.getName(),
    type: spec.getType(),
    stack: spec.getStack(),
    project: spec.getProject(),
    parent,
    noParent,
  };
}

function textualTimeouts(request: RegisterResourceRequest): Registration["timeouts"] {
  const timeouts = request.getCustomtimeouts();
  if (timeouts === undefined) return undefined;
  return { create: timeouts.getCreate(), update: timeouts.getUpdate(), delete: timeouts.getDelete() };
}

function readTimeouts(timeouts: Registration["timeouts"]): CustomTimeouts {
  const result: CustomTimeouts = {};
  for (const key of ["create", "update", "delete"] as const) {
    const text = timeouts?.[key];
    if (text !== undefined && text !== "") result[key] = parseDuration(text);
  }
  return result;
}

const UNITS: Record<string, number> = { ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };

/** Seconds of a duration in Go's notation, e.g. `1h30m`. */
export function parseDuration(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== text) {
    throw new Error(
      `unable to parse customTimeout Value ${text}: expected a duration such as "5m" or "1h30m"`,
    );
  }
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * (UNITS[unit ?? ""] ?? 0), 0);
}

/** Which plugin serves an explicit provider is kept among its inputs. */
function keepPluginChoice({ goal, version, pluginDownloadUrl }: Registration): void {
  if (version !== "") goal.inputs.version = version;
  const internal: PropertyMap = pluginDownloadUrl === "" ? {} : { pluginDownloadURL: pluginDownloadUrl };
  if (version !== "" || pluginDownloadUrl !== "") goal.inputs[INTERNAL_KEY] = internal;
}
