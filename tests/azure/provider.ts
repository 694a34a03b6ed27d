import {
  InitFailedError,
  UNKNOWN,
  type CheckRequest,
  type CheckResult,
  type ConfigureRequest,
  type CreateRequest,
  type CreateResult,
  type DeleteRequest,
  type DiffRequest,
  type DiffResult,
  type InvokeRequest,
  type InvokeResult,
  type PluginHost,
  type PropertyMap,
  type Provider,
  type ReadRequest,
  type ReadResult,
  type ResourceRequest,
  type UpdateRequest,
} from "../plugin";
import { Arm } from "./arm";
import { StateFile } from "./arm-state";
import { faultError } from "./faults";
import { invoke } from "./invokes";
import { ClusterMachines, NO_MACHINES } from "./machines/cluster-machines";
import { automaticName } from "./naming";
import { applyDrift, diffInputs } from "./object-diff";
import type { Operation } from "./operations";
import type { Options } from "./options";
import { deadline, withRetries, type Deadline } from "./requests";
import { parseId, pathInputs, resourceId, resourceType } from "./resource-types";
import { resourceSchema } from "./schema";
import { checkInputs } from "./schema/check";
import { previewOutputs, projectToInputs } from "./schema/shapes";

/** Seconds between azure-native's questions whether an operation has ended (client_azcore.go). */
const POLL_SECONDS = { put: 10, delete: 30 };

const DEFAULT_SUBSCRIPTION = "00000000-0000-4000-8000-000000000000";
const AUTO_NAMED = "__createBeforeDelete";

/** azure-native in front of a simulated Azure; follows pulumi-azure-native's provider.go method by method. */
export class AzureProvider implements Provider {
  private subscriptionId = DEFAULT_SUBSCRIPTION;
  private location: string | undefined;
  private running: Arm | undefined;

  constructor(
    private readonly options: Options,
    private readonly host: PluginHost,
  ) {}

  private get arm(): Arm {
    const { kubeconfig, stateFile } = this.options;
    const machines = () => (kubeconfig === undefined ? NO_MACHINES : new ClusterMachines(kubeconfig));
    return (this.running ??= new Arm(
      this.options,
      new StateFile(stateFile),
      machines(),
      this.subscriptionId,
    ));
  }

  async configure({ args, variables }: ConfigureRequest): Promise<void> {
    const configured = (key: string) => args[key] ?? variables[`azure-native:config:${key}`];
    const subscription = configured("subscriptionId") ?? process.env["ARM_SUBSCRIPTION_ID"];
    if (typeof subscription === "string") this.subscriptionId = subscription;
    const location = configured("location") ?? process.env["ARM_LOCATION_NAME"];
    if (typeof location === "string") this.location = location;
  }

  async check(request: CheckRequest): Promise<CheckResult> {
    const type = resourceType(request.type);
    const schema = resourceSchema(request.type);
    const inputs = withoutNulls(request.news);
    const { olds } = request;
    if (inputs[type.nameInput] === undefined) {
      const old = olds[type.nameInput];
      inputs[type.nameInput] = old ?? automaticName(type.autoName, request);
      if (old === undefined || olds[AUTO_NAMED] === true) inputs[AUTO_NAMED] = true;
    }
    if (type.located && inputs["location"] === undefined) {
      const location = await this.defaultLocation(olds, inputs);
      if (location !== undefined) inputs["location"] = location;
    }
    inputs["azureApiVersion"] ??= schema?.apiVersion;
    const failures = checkInputs(request.type, inputs);
    if (type.located && inputs["location"] === undefined) {
      const remedy =
        "Either set it explicitly or configure it with 'pulumi config set azure-native:location <value>'.";
      failures.push({ property: "location", reason: `missing required property 'location'. ${remedy}` });
    }
    return { inputs, failures };
  }

  private async defaultLocation(olds: PropertyMap, news: PropertyMap): Promise<unknown> {
    if (olds["location"] !== undefined) return olds["location"];
    if (this.location !== undefined) return this.location;
    const group = news["resourceGroupName"];
    if (group === UNKNOWN) return UNKNOWN;
    if (group === undefined) return undefined;
    const id = resourceId(resourceType("azure-native:resources:ResourceGroup"), news, this.subscriptionId);
    return (await this.arm.get(id))?.["location"];
  }

  diff(request: DiffRequest): Promise<DiffResult> {
    const { forceNew } = resourceType(request.type);
    return Promise.resolve(diffInputs(withoutNulls(request.oldInputs), withoutNulls(request.news), forceNew));
  }

  async create(request: CreateRequest): Promise<CreateResult> {
    const type = resourceType(request.type);
    const inputs = withoutNulls(request.inputs);
    if (request.preview) return { id: "", properties: previewOutputs(request.type, inputs) };
    const id = resourceId(type, inputs, this.subscriptionId);
    if ((await this.arm.get(id)) !== undefined) {
      throw new Error(`cannot create already existing resource '${id}'`);
    }
    return { id, properties: await this.put(request, id, inputs) };
  }

  async update(request: UpdateRequest): Promise<PropertyMap> {
    const inputs = withoutNulls(request.news);
    if (request.preview) {
      const { name, location } = request.olds;
      const stable = { ...(name !== undefined && { name }), ...(location !== undefined && { location }) };
      return { ...previewOutputs(request.type, inputs), ...stable };
    }
    return this.put(request, resourceId(resourceType(request.type), inputs, this.subscriptionId), inputs);
  }

  /** Sends a PUT, waits for its end and reads what came of it. */
  private async put(
    request: CreateRequest | UpdateRequest,
    id: string,
    inputs: PropertyMap,
  ): Promise<PropertyMap> {
    const type = resourceType(request.type);
    const names = pathInputs(type.path);
    const path = pick(inputs, (key) => names.includes(key));
    const body = pick(
      inputs,
      (key) => !names.includes(key) && key !== AUTO_NAMED && key !== "azureApiVersion",
    );
    const name = String(inputs[type.nameInput]);
    const limit = deadline(request.signal, request.timeout, this.options.timeScale);
    const send = () =>
      this.arm.put({ id, token: request.type, name, path, body: { ...body, ...fixed(path) } });
    let operation: Operation;
    try {
      operation = await withRetries(this.arm, limit.signal, send);
    } catch (error) {
      throw limit.explain(error);
    }
    try {
      await this.wait(request, id, operation, POLL_SECONDS.put, limit);
    } catch (error) {
      throw await this.partial(request, id, limit, error);
    }
    this.host.log("info", "Succeeded", request.urn, true);
    return this.outputs(request.type, id);
  }

  /** The request was accepted, so the engine has to know of the resource (crud.go, HandleErrorWithCheckpoint). */
  private async partial(
    request: ResourceRequest,
    id: string,
    limit: Deadline,
    error: unknown,
  ): Promise<Error> {
    const reason = limit.explain(error);
    if (!limit.signal.aborted)
      return new InitFailedError(id, await this.outputs(request.type, id), [reason.message]);
    // A context that is over cannot read the resource's state either.
    const cancelled = `resource created but read failed ${reason.message}: ${reason.message}`;
    return new InitFailedError(id, {}, [request.signal.aborted ? cancelled : reason.message]);
  }

  private wait(request: ResourceRequest, id: string, operation: Operation, seconds: number, limit: Deadline) {
    return this.arm.wait(id, operation, seconds, limit.signal, (stage) =>
      this.host.log("info", stage, request.urn, true),
    );
  }

  private async outputs(token: string, id: string): Promise<PropertyMap> {
    const properties = (await this.arm.get(id)) ?? {};
    return { ...properties, azureApiVersion: resourceSchema(token)?.apiVersion };
  }

  async read(request: ReadRequest): Promise<ReadResult | undefined> {
    const type = resourceType(request.type);
    const names = pathInputs(type.path);
    const fault = this.arm.fault(request.type, request.id.split("/").at(-1) ?? "", "read");
    if (fault !== undefined) throw faultError(fault);
    if ((await this.arm.get(request.id)) === undefined) return undefined;
    const properties = await this.outputs(request.type, request.id);
    const project = (outputs: PropertyMap) => projectToInputs(request.type, outputs, names);
    if (Object.keys(request.inputs).length === 0) {
      const imported = { ...project(properties), ...parseId(type, request.id) };
      return { id: request.id, properties, inputs: imported };
    }
    // Collections of resources of their own count only where the program wrote them inline.
    const kept = (outputs: PropertyMap) =>
      pick(outputs, (key) => !type.subResources.includes(key) || request.inputs[key] !== undefined);
    const inputs = applyDrift(request.inputs, project(kept(request.properties)), project(kept(properties)));
    return { id: request.id, properties, inputs };
  }

  async delete(request: DeleteRequest): Promise<void> {
    resourceType(request.type);
    const limit = deadline(request.signal, request.timeout, this.options.timeScale);
    try {
      const operation = await withRetries(this.arm, limit.signal, () => this.arm.delete(request.id));
      if (operation !== undefined)
        await this.wait(request, request.id, operation, POLL_SECONDS.delete, limit);
    } catch (error) {
      throw limit.explain(error);
    }
  }

  async invoke({ token, args }: InvokeRequest): Promise<InvokeResult> {
    return { result: await invoke(this.arm, token, withoutNulls(args), this.subscriptionId) };
  }
}

/** azure-native leaves nulls out of what it works with, at every depth. */
function withoutNulls(value: PropertyMap): PropertyMap {
  return strip(value) as PropertyMap;
}

function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strip);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null && item !== undefined)
      .map(([key, item]) => [key, strip(item)]),
  );
}

function pick(map: PropertyMap, keep: (key: string) => boolean): PropertyMap {
  return Object.fromEntries(Object.entries(map).filter(([key]) => keep(key)));
}

/** A role assignment shows its scope among its properties. */
function fixed({ scope }: PropertyMap): PropertyMap {
  return scope === undefined ? {} : { scope };
}
