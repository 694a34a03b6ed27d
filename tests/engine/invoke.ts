import * as proto from "@pulumi/pulumi/proto/provider_pb";
import type { ResourceCallRequest } from "@pulumi/pulumi/proto/resource_pb";
import type { ConstructInfo } from "./construct";
import type { Deployment } from "./deployment";
import type { ProviderClient } from "./provider-client";
import type { CheckFailure } from "./resource-manager";
import { collectDependencies, type PropertyMap } from "./values";
import { fromStruct, toStruct } from "./wire";

/** The engine's own function: the state of a resource by its URN, with which SDKs follow resource references. */
export const GET_RESOURCE = "pulumi:pulumi:getResource";

export function getResource({ news }: Deployment, args: PropertyMap): PropertyMap {
  const state = typeof args.urn === "string" ? news.get(args.urn) : undefined;
  if (state === undefined) throw new Error(`unknown resource ${String(args.urn)}`);
  return { urn: state.urn, id: state.id, provider: state.provider, state: state.outputs };
}

/** The failures of a function's arguments as messages. */
export function writeFailures(failures: readonly CheckFailure[]): proto.CheckFailure[] {
  return failures.map(({ property, reason }) =>
    new proto.CheckFailure().setProperty(property).setReason(reason),
  );
}

/** Calls a method of a component through its package's plugin. */
export async function callMethod(
  { connection }: ProviderClient,
  info: ConstructInfo,
  request: ResourceCallRequest,
): Promise<proto.CallResponse> {
  const args = fromStruct(request.getArgs(), { outputs: true, upgradeToOutputs: true });
  const { resources, outputs, secrets } = connection.protocol;
  const message = new proto.CallRequest()
    .setTok(request.getTok())
    .setArgs(toStruct(args, { unknowns: true, secrets, resources, outputs }))
    .setProject(info.project)
    .setStack(info.stack)
    .setOrganization(info.organization)
    .setConfigsecretkeysList([...info.configuration.secretKeys])
    .setDryrun(info.preview)
    .setParallel(info.parallel)
    .setMonitorendpoint(info.monitorAddress)
    .setAcceptsOutputValues(true);
  for (const [key, value] of Object.entries(info.configuration.values))
    message.getConfigMap().set(key, value);
  for (const [key, value] of Object.entries(args)) {
    const urns = new Set(request.getArgdependenciesMap().get(key)?.getUrnsList());
    collectDependencies(value, urns);
    message
      .getArgdependenciesMap()
      .set(key, new proto.CallRequest.ArgumentDependencies().setUrnsList([...urns]));
  }
  const answer = await connection.call(connection.methods.call, message);
  const result = fromStruct(answer.getReturn(), { outputs: true, unknowns: info.preview ? "keep" : "drop" });
  const response = new proto.CallResponse()
    .setReturn(toStruct(result, { unknowns: true, secrets: true, resources: true }))
    .setFailuresList(answer.getFailuresList());
  for (const [key, value] of Object.entries(result)) {
    const urns = new Set(answer.getReturndependenciesMap().get(key)?.getUrnsList());
    collectDependencies(value, urns);
    response
      .getReturndependenciesMap()
      .set(key, new proto.CallResponse.ReturnDependencies().setUrnsList([...urns]));
  }
  return response;
}
