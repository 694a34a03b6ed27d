import * as proto from "@pulumi/pulumi/proto/provider_pb";
import type {
  CheckFailure,
  CheckRequest,
  CheckResult,
  ConfigureRequest,
  CreateRequest,
  DeleteRequest,
  DiffKind,
  DiffRequest,
  DiffResult,
  InvokeRequest,
  InvokeResult,
  ReadRequest,
  ReadResult,
  ResourceRequest,
  UpdateRequest,
} from "./provider";
import { readProperties, writeProperties } from "./properties";

/** The fields that every message about one resource has. */
interface ResourceMessage {
  getUrn(): string;
  getType(): string;
  getName(): string;
}

function resource(message: ResourceMessage): Omit<ResourceRequest, "secretPaths" | "signal"> {
  const urn = message.getUrn();
  // urn:pulumi:STACK::PROJECT::PARENT_TYPE$TYPE::NAME; engines before 3.140 send only the URN.
  const parts = urn.split("::");
  const type = message.getType() || (parts[2]?.split("$").at(-1) ?? "");
  return { urn, type, name: message.getName() || parts.slice(3).join("::") };
}

const AUTONAMING_MODES = ["propose", "enforce", "disable"] as const;

export function readCheckRequest(message: proto.CheckRequest, signal: AbortSignal): CheckRequest {
  const news = readProperties(message.getNews());
  const autonaming = message.getAutonaming();
  return {
    ...resource(message),
    olds: readProperties(message.getOlds()).properties,
    news: news.properties,
    secretPaths: news.secretPaths,
    randomSeed: message.getRandomseed_asU8(),
    autonaming: autonaming && {
      proposedName: autonaming.getProposedName(),
      mode: AUTONAMING_MODES[autonaming.getMode()] ?? "propose",
    },
    signal,
  };
}

export function writeCheckResult(result: CheckResult, request: CheckRequest): proto.CheckResponse {
  const response = new proto.CheckResponse();
  response.setInputs(writeProperties(result.inputs ?? request.news));
  response.setFailuresList((result.failures ?? []).map(writeFailure));
  return response;
}

function writeFailure({ property, reason }: CheckFailure): proto.CheckFailure {
  return new proto.CheckFailure().setProperty(property).setReason(reason);
}

export function readDiffRequest(message: proto.DiffRequest, signal: AbortSignal): DiffRequest {
  const news = readProperties(message.getNews());
  return {
    ...resource(message),
    id: message.getId(),
    olds: readProperties(message.getOlds()).properties,
    oldInputs: readProperties(message.getOldInputs()).properties,
    news: news.properties,
    secretPaths: news.secretPaths,
    ignoreChanges: message.getIgnorechangesList(),
    signal,
  };
}

const DIFF_KINDS: Record<DiffKind, proto.PropertyDiff.Kind> = {
  add: proto.PropertyDiff.Kind.ADD,
  "add-replace": proto.PropertyDiff.Kind.ADD_REPLACE,
  delete: proto.PropertyDiff.Kind.DELETE,
  "delete-replace": proto.PropertyDiff.Kind.DELETE_REPLACE,
  update: proto.PropertyDiff.Kind.UPDATE,
  "update-replace": proto.PropertyDiff.Kind.UPDATE_REPLACE,
};

const DIFF_CHANGES: Record<DiffResult["changes"], proto.DiffResponse.DiffChanges> = {
  none: proto.DiffResponse.DiffChanges.DIFF_NONE,
  some: proto.DiffResponse.DiffChanges.DIFF_SOME,
  unknown: proto.DiffResponse.DiffChanges.DIFF_UNKNOWN,
};

export function writeDiffResult(result: DiffResult): proto.DiffResponse {
  const response = new proto.DiffResponse();
  response.setChanges(DIFF_CHANGES[result.changes]);
  response.setReplacesList(result.replaces ?? []);
  response.setDiffsList(result.diffs ?? []);
  response.setStablesList(result.stables ?? []);
  response.setDeletebeforereplace(result.deleteBeforeReplace ?? false);
  if (result.detailedDiff !== undefined) {
    response.setHasdetaileddiff(true);
    for (const [path, { kind, inputDiff }] of Object.entries(result.detailedDiff)) {
      const difference = new proto.PropertyDiff().setKind(DIFF_KINDS[kind]).setInputdiff(inputDiff);
      response.getDetaileddiffMap().set(path, difference);
    }
  }
  return response;
}

export function readCreateRequest(message: proto.CreateRequest, signal: AbortSignal): CreateRequest {
  const { properties, secretPaths } = readProperties(message.getProperties());
  return {
    ...resource(message),
    inputs: properties,
    secretPaths,
    timeout: message.getTimeout(),
    preview: message.getPreview(),
    signal,
  };
}

export function readReadRequest(message: proto.ReadRequest, signal: AbortSignal): ReadRequest {
  const inputs = readProperties(message.getInputs());
  return {
    ...resource(message),
    id: message.getId(),
    properties: readProperties(message.getProperties()).properties,
    inputs: inputs.properties,
    secretPaths: inputs.secretPaths,
    signal,
  };
}

/** An empty id tells the engine that the resource is gone. */
export function writeReadResult(result: ReadResult | undefined): proto.ReadResponse {
  const response = new proto.ReadResponse();
  if (result !== undefined) {
    response.setId(result.id);
    response.setProperties(writeProperties(result.properties));
    response.setInputs(writeProperties(result.inputs));
  }
  return response;
}

export function readUpdateRequest(message: proto.UpdateRequest, signal: AbortSignal): UpdateRequest {
  const news = readProperties(message.getNews());
  return {
    ...resource(message),
    id: message.getId(),
    olds: readProperties(message.getOlds()).properties,
    oldInputs: readProperties(message.getOldInputs()).properties,
    news: news.properties,
    secretPaths: news.secretPaths,
    timeout: message.getTimeout(),
    ignoreChanges: message.getIgnorechangesList(),
    preview: message.getPreview(),
    signal,
  };
}

export function readDeleteRequest(message: proto.DeleteRequest, signal: AbortSignal): DeleteRequest {
  const inputs = readProperties(message.getOldInputs());
  return {
    ...resource(message),
    id: message.getId(),
    properties: readProperties(message.getProperties()).properties,
    inputs: inputs.properties,
    secretPaths: inputs.secretPaths,
    timeout: message.getTimeout(),
    signal,
  };
}

export function readInvokeRequest(message: proto.InvokeRequest, signal: AbortSignal): InvokeRequest {
  const { properties, secretPaths } = readProperties(message.getArgs());
  return { token: message.getTok(), args: properties, secretPaths, preview: message.getPreview(), signal };
}

export function writeInvokeResult(result: InvokeResult): proto.InvokeResponse {
  const response = new proto.InvokeResponse();
  response.setReturn(writeProperties(result.result ?? {}));
  response.setFailuresList((result.failures ?? []).map(writeFailure));
  return response;
}

export function readConfigureRequest(message: proto.ConfigureRequest): ConfigureRequest {
  const { properties, secretPaths } = readProperties(message.getArgs());
  return {
    args: properties,
    variables: Object.fromEntries(message.getVariablesMap().toArray()),
    secretPaths,
    urn: message.getUrn(),
    id: message.getId(),
  };
}
