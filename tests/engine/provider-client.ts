import * as proto from "@pulumi/pulumi/proto/provider_pb";
import type { Struct } from "../plugin/protobuf";
import type { ProviderConnection } from "./provider-connection";
import {
  DiffUnavailable,
  InitError,
  type CheckRequest,
  type CheckResult,
  type CreateRequest,
  type CreateResult,
  type DeleteRequest,
  type DiffRequest,
  type DiffResult,
  type PropertyDiff,
  type ReadRequest,
  type ReadResult,
  type ResourceManager,
  type UpdateRequest,
} from "./resource-manager";
import { readDetails, messageOf } from "./rpc";
import { urnName, urnType } from "./urn";
import { annotateSecrets, containsSecrets, Secret, type PropertyMap } from "./values";
import { fromStruct, toStruct } from "./wire";

const UNCONFIGURED =
  "The provider for this resource has inputs that are not known during preview.\n" +
  "This preview may not correctly represent the changes that will be applied during an update.";

/** Manages the resources of one provider through its plugin. */
export class ProviderClient implements ResourceManager {
  constructor(
    readonly connection: ProviderConnection,
    private readonly preview: boolean,
  ) {}

  async check({ urn, olds, news }: CheckRequest): Promise<CheckResult> {
    if (!(await this.connection.isConfigured())) return { inputs: news, failures: [] };
    const accepts = this.connection.accepts(this.preview);
    const request = new proto.CheckRequest()
      .setUrn(urn)
      .setName(urnName(urn))
      .setType(urnType(urn))
      .setOlds(toStruct(olds, accepts))
      .setNews(toStruct(news, accepts))
      .setRandomseed(crypto.getRandomValues(new Uint8Array(32)));
    const answer = await this.connection.call(this.connection.methods.check, request);
    return readCheck(answer, this.preview, (inputs) => this.keepSecrets(inputs, news));
  }

  async diff(request: DiffRequest): Promise<DiffResult> {
    if (!(await this.connection.isConfigured())) throw new DiffUnavailable(UNCONFIGURED);
    // A difference may be asked for with unknowns outside a preview too: what if a dependency were replaced?
    const message = diffMessage(request, this.connection.accepts(true));
    return readDiff(await this.connection.call(this.connection.methods.diff, message));
  }

  async create({ urn, inputs, timeouts }: CreateRequest): Promise<CreateResult> {
    const configured = await this.connection.isConfigured();
    if (this.preview && !configured) return { id: "", outputs: {} };
    if (this.preview && !this.connection.protocol.preview) return { id: "", outputs: inputs };
    const request = new proto.CreateRequest()
      .setUrn(urn)
      .setName(urnName(urn))
      .setType(urnType(urn))
      .setProperties(toStruct(inputs, this.connection.accepts(this.preview)))
      .setTimeout(timeouts.create ?? 0)
      .setPreview(this.preview);
    const answer = await this.attempt(this.connection.call(this.connection.methods.create, request), inputs);
    if (answer.getId() === "" && !this.preview) {
      throw new Error(`plugin returned empty resource.ID from create '${urn}'`);
    }
    return { id: answer.getId(), outputs: this.readOutputs(answer.getProperties(), inputs) };
  }

  async update(request: UpdateRequest): Promise<PropertyMap> {
    const { urn, newInputs } = request;
    const configured = await this.connection.isConfigured();
    if (this.preview && !configured) return {};
    if (this.preview && !this.connection.protocol.preview) return newInputs;
    const accepts = this.connection.accepts(this.preview);
    const message = new proto.UpdateRequest()
      .setId(request.id)
      .setUrn(urn)
      .setName(urnName(urn))
      .setType(urnType(urn))
      .setOlds(toStruct(request.oldOutputs, accepts))
      .setOldInputs(toStruct(request.oldInputs, accepts))
      .setNews(toStruct(newInputs, accepts))
      .setTimeout(request.timeouts.update ?? 0)
      .setIgnorechangesList(request.ignoreChanges)
      .setPreview(this.preview);
    const answer = await this.attempt(
      this.connection.call(this.connection.methods.update, message),
      newInputs,
    );
    return this.readOutputs(answer.getProperties(), newInputs);
  }

  async delete({ urn, id, inputs, outputs, timeouts }: DeleteRequest): Promise<void> {
    await this.connection.isConfigured();
    const accepts = this.connection.accepts(false);
    const request = new proto.DeleteRequest()
      .setId(id)
      .setUrn(urn)
      .setName(urnName(urn))
      .setType(urnType(urn))
      .setProperties(toStruct(outputs, accepts))
      .setOldInputs(toStruct(inputs, accepts))
      .setTimeout(timeouts.delete ?? 0);
    await this.connection.call(this.connection.methods.delete, request);
  }

  async read({ urn, id, inputs, outputs }: ReadRequest): Promise<ReadResult> {
    if (!(await this.connection.isConfigured())) return { id, outputs: {}, inputs: {} };
    const accepts = this.connection.accepts(false);
    const request = new proto.ReadRequest()
      .setId(id)
      .setUrn(urn)
      .setName(urnName(urn))
      .setType(urnType(urn))
      .setInputs(toStruct(inputs, accepts))
      .setProperties(toStruct(outputs, accepts));
    const answer = await this.attempt(this.connection.call(this.connection.methods.read, request), inputs);
    const [readOutputs, readInputs] = [answer.getProperties(), answer.getInputs()];
    return {
      id: answer.getId(),
      outputs: readOutputs && this.keepSecrets(fromStruct(readOutputs, { unknowns: "reject" }), outputs),
      inputs: readInputs && this.keepSecrets(fromStruct(readInputs, { unknowns: "reject" }), inputs),
    };
  }

  /** Calls a function of the package; returns what it returned and the faults in its arguments. */
  async invoke(
    token: string,
    args: PropertyMap,
  ): Promise<{ result: PropertyMap; failures: CheckResult["failures"] }> {
    if (!(await this.connection.isConfigured())) return { result: {}, failures: [] };
    const request = new proto.InvokeRequest()
      .setTok(token)
      .setArgs(toStruct(args, this.connection.accepts(false)))
      .setPreview(this.preview);
    const answer = await this.connection.call(this.connection.methods.invoke, request);
    const result = fromStruct(answer.getReturn(), { unknowns: "reject" });
    const secret = !this.connection.protocol.secrets && containsSecrets(args);
    return {
      result: secret ? sealAll(result) : result,
      failures: readFailures(answer.getFailuresList()),
    };
  }

  /** The answer, or the `InitError` that an error's details describe. */
  private async attempt<Response>(answer: Promise<Response>, inputs: PropertyMap): Promise<Response> {
    try {
      return await answer;
    } catch (error) {
      const { initFailed } = readDetails(error);
      if (initFailed === undefined) throw error;
      const outputs = this.readOutputs(initFailed.getProperties(), inputs);
      const live = initFailed.getInputs();
      const liveInputs = live && this.keepSecrets(fromStruct(live), inputs);
      const reasons = initFailed.getReasonsList();
      throw new InitError(
        initFailed.getId(),
        outputs,
        liveInputs,
        reasons.length > 0 ? reasons : [messageOf(error)],
      );
    }
  }

  private readOutputs(struct: Struct | undefined, inputs: PropertyMap): PropertyMap {
    return this.keepSecrets(fromStruct(struct, { unknowns: this.preview ? "keep" : "reject" }), inputs);
  }

  private keepSecrets(returned: PropertyMap, sent: PropertyMap): PropertyMap {
    return this.connection.protocol.secrets ? returned : annotateSecrets(returned, sent);
  }
}

function sealAll(map: PropertyMap): PropertyMap {
  return Object.fromEntries(
    Object.entries(map).map(([key, value]) => [key, value instanceof Secret ? value : new Secret(value)]),
  );
}

function readFailures(failures: proto.CheckFailure[]): CheckResult["failures"] {
  return failures.map((item) => ({ property: item.getProperty(), reason: item.getReason() }));
}

/** Reads the answer to Check or CheckConfig. */
export function readCheck(
  answer: proto.CheckResponse,
  unknowns: boolean,
  finish: (inputs: PropertyMap) => PropertyMap,
): CheckResult {
  const inputs = fromStruct(answer.getInputs(), { unknowns: unknowns ? "keep" : "reject" });
  return { inputs: finish(inputs), failures: readFailures(answer.getFailuresList()) };
}

/** Writes the request of Diff or DiffConfig. */
export function diffMessage(
  request: DiffRequest,
  accepts: Parameters<typeof toStruct>[1],
): proto.DiffRequest {
  const { urn, id, oldInputs, oldOutputs, newInputs, ignoreChanges } = request;
  return new proto.DiffRequest()
    .setId(id)
    .setUrn(urn)
    .setName(urnName(urn))
    .setType(urnType(urn))
    .setOldInputs(toStruct(oldInputs, accepts))
    .setOlds(toStruct(oldOutputs, accepts))
    .setNews(toStruct(newInputs, accepts))
    .setIgnorechangesList(ignoreChanges);
}

const CHANGES = ["unknown", "none", "some"] as const;
const KINDS: readonly PropertyDiff[] = [
  { kind: "add", replace: false },
  { kind: "add", replace: true },
  { kind: "delete", replace: false },
  { kind: "delete", replace: true },
  { kind: "update", replace: false },
  { kind: "update", replace: true },
];

/** Reads the answer to Diff or DiffConfig. */
export function readDiff(answer: proto.DiffResponse): DiffResult {
  const detailed = new Map<string, PropertyDiff>();
  answer.getDetaileddiffMap().forEach((difference, path) => {
    detailed.set(path, KINDS[difference.getKind()] ?? { kind: "update", replace: false });
  });
  return {
    changes: CHANGES[answer.getChanges()] ?? "unknown",
    replaceKeys: answer.getReplacesList(),
    changedKeys: answer.getDiffsList(),
    detailedDiff: answer.getHasdetaileddiff() ? detailed : undefined,
    deleteBeforeReplace: answer.getDeletebeforereplace(),
  };
}
