import * as grpc from "@grpc/grpc-js";
import { CallResponse, InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/resource_pb";
import { emptypb, type Empty } from "../plugin/protobuf";
import { construct, constructFailure, type ConstructInfo } from "./construct";
import { DefaultProviders, type ProviderRequest } from "./default-providers";
import type { Deployment } from "./deployment";
import { emptyGoal, type Goal, type ReadGoal } from "./goal";
import { callMethod, getResource, GET_RESOURCE, writeFailures } from "./invoke";
import type { ProviderClient } from "./provider-client";
import { readRegistration, type Registration } from "./registration-request";
import { handle, messageOf } from "./rpc";
import type { ResourceState } from "./state";
import { isProviderType, packageOf, parseProviderReference, providerPackage, urnType } from "./urn";
import { containsUnknowns, type PropertyMap } from "./values";
import { fromStruct, toStruct } from "./wire";

/** What the monitor hands the program's wishes to. Its promises reject when the deployment stops. */
export interface Registrar {
  register(goal: Goal): Promise<ResourceState>;
  read(goal: ReadGoal): Promise<ResourceState>;
  registerOutputs(urn: string, outputs: PropertyMap): Promise<void>;
  /** The program has registered everything; resolves when the deployment is at its end. */
  programEnded(): Promise<void>;
  /** Reports an error that ends the deployment, and rejects as everything that waits does. */
  abort(message: string): Promise<never>;
  /** Rejects when the deployment stops. */
  readonly stopped: Promise<never>;
}

/** The features that this engine has, by the ids that SDKs ask for. What is not here an SDK refuses to use. */
const FEATURES: Readonly<Record<string, proto.ResourceMonitorFeature>> = {
  secrets: proto.ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_SECRETS,
  resourceReferences: proto.ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
  outputValues: proto.ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_OUTPUT_VALUES,
  aliasSpecs: proto.ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
  deletedWith: proto.ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
  replaceWith: proto.ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_REPLACE_WITH,
};

/** The ResourceMonitor service, through which programs and components register resources. */
export class ResourceMonitor {
  private readonly goals = new Map<string, Goal>();
  /** The providers that a component passes to its children, by the component's URN. */
  private readonly componentProviders = new Map<string, Record<string, string>>();
  private readonly defaults: DefaultProviders;

  constructor(
    private readonly deployment: Deployment,
    private readonly registrar: Registrar,
    private readonly info: ConstructInfo,
  ) {
    this.defaults = new DefaultProviders(info.configuration, (goal) => registrar.register(goal));
  }

  /** Adds the service to a server. */
  serve(server: grpc.Server): void {
    server.addService(ResourceMonitorService, {
      getDeploymentInfo: handle(() => this.deploymentInfo()),
      supportsFeature: handle((request: proto.SupportsFeatureRequest) =>
        new proto.SupportsFeatureResponse().setHassupport(request.getId() in FEATURES),
      ),
      registerResource: handle((request: proto.RegisterResourceRequest) => this.registerResource(request)),
      registerResourceOutputs: handle((request: proto.RegisterResourceOutputsRequest) =>
        this.registerOutputs(request),
      ),
      readResource: handle((request: proto.ReadResourceRequest) => this.readResource(request)),
      invoke: handle((request: proto.ResourceInvokeRequest) => this.invoke(request)),
      call: handle((request: proto.ResourceCallRequest) => this.call(request)),
      signalAndWaitForShutdown: handle(async (_request: Empty) => {
        await this.registrar.programEnded();
        return new emptypb.Empty();
      }),
    });
  }

  private deploymentInfo(): proto.DeploymentInfo {
    const { project, stack, organization, configuration, preview, parallel } = this.info;
    const answer = new proto.DeploymentInfo()
      .setProject(project)
      .setStack(stack)
      .setOrganization(organization)
      .setConfigsecretkeysList([...configuration.secretKeys])
      .setDryrun(preview)
      .setParallel(parallel)
      .setSupportedfeaturesList(Object.values(FEATURES));
    for (const [key, value] of Object.entries(configuration.values)) answer.getConfigMap().set(key, value);
    return answer;
  }

  private async registerResource(
    request: proto.RegisterResourceRequest,
  ): Promise<proto.RegisterResourceResponse> {
    const registration = readRegistration(request);
    const { goal, remote, providers } = registration;
    this.inheritFromParent(goal, remote);
    const parentProviders = this.componentProviders.get(goal.parent);
    if (goal.custom || remote) {
      const name = packageOf(goal.type);
      goal.provider ||= providers[name] ?? parentProviders?.[name] ?? "";
    }
    if (!goal.custom) registration.providers = { ...parentProviders, ...providers };
    if ((goal.custom && !isProviderType(goal.type)) || remote) {
      goal.provider = await this.providerReference(goal.provider, {
        packageName: packageOf(goal.type),
        version: registration.version,
        pluginDownloadUrl: registration.pluginDownloadUrl,
      });
    } else {
      goal.provider = "";
    }
    return remote ? this.constructComponent(registration, request) : this.registerGoal(registration, request);
  }

  // As the engine's inheritFromParent: what the parent was registered with holds for its children.
  private inheritFromParent(child: Goal, remote: boolean): void {
    const parent = this.goals.get(child.parent);
    if (parent === undefined) return;
    child.deletedWith ||= parent.deletedWith;
    child.protect ??= parent.protect;
    child.retainOnDelete ??= parent.retainOnDelete;
    if (child.provider !== "" || parent.provider === "") return;
    const served = providerPackage(urnType(parseProviderReference(parent.provider).urn));
    if ((!remote && !child.custom) || served === packageOf(child.type)) child.provider = parent.provider;
  }

  private async providerReference(reference: string, request: ProviderRequest): Promise<string> {
    if (reference === "") return this.defaults.get(request);
    parseProviderReference(reference);
    return reference;
  }

  private provider(reference: string): ProviderClient {
    const provider = this.deployment.registry.get(reference);
    if (provider === undefined) throw new Error(`unknown provider '${reference}'`);
    return provider;
  }

  private async registerGoal(
    { goal, providers }: Registration,
    request: proto.RegisterResourceRequest,
  ): Promise<proto.RegisterResourceResponse> {
    const state = await this.registrar.register(goal);
    this.goals.set(state.urn, goal);
    if (!goal.custom) this.componentProviders.set(state.urn, providers);
    // A component's outputs come later; those in the state may refer to resources that are not registered yet.
    return respond(request, state.urn, state.id, goal.custom ? state.outputs : {});
  }

  private async constructComponent(
    registration: Registration,
    request: proto.RegisterResourceRequest,
  ): Promise<proto.RegisterResourceResponse> {
    const { goal, providers } = registration;
    const provider = this.provider(goal.provider);
    try {
      if (!(await provider.connection.isConfigured())) {
        // Nobody can say what the component consists of; that it is there has to do for this preview.
        const { type, name, parent } = goal;
        const state = await this.registrar.register(emptyGoal(type, name, { parent }));
        return respond(request, state.urn, "", {});
      }
      const work = construct(provider, this.info, registration);
      work.catch(() => undefined);
      const { urn, outputs, dependencies } = await Promise.race([work, this.registrar.stopped]);
      this.componentProviders.set(urn, providers);
      const response = respond(request, urn, "", outputs);
      for (const [key, urns] of dependencies) {
        const item = new proto.RegisterResourceResponse.PropertyDependencies().setUrnsList(urns);
        response.getPropertydependenciesMap().set(key, item);
      }
      return response;
    } catch (error) {
      return this.registrar.abort(constructFailure(error, registration));
    }
  }

  private async registerOutputs(request: proto.RegisterResourceOutputsRequest): Promise<Empty> {
    await this.registrar.registerOutputs(request.getUrn(), fromStruct(request.getOutputs()));
    return new emptypb.Empty();
  }

  private async readResource(request: proto.ReadResourceRequest): Promise<proto.ReadResourceResponse> {
    const type = request.getType();
    const packageName = packageOf(type);
    const named =
      request.getProvider() || this.componentProviders.get(request.getParent())?.[packageName] || "";
    const state = await this.registrar.read({
      type,
      name: request.getName(),
      id: request.getId(),
      parent: request.getParent(),
      inputs: fromStruct(request.getProperties()),
      dependencies: request.getDependenciesList(),
      provider: await this.providerReference(named, requestOf(packageName, request)),
      additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    });
    return new proto.ReadResourceResponse().setUrn(state.urn).setProperties(
      toStruct(state.outputs, {
        unknowns: true,
        secrets: request.getAcceptsecrets(),
        resources: request.getAcceptresources(),
      }),
    );
  }

  private async invoke(request: proto.ResourceInvokeRequest): Promise<InvokeResponse> {
    const token = request.getTok();
    const args = fromStruct(request.getArgs());
    if (token === GET_RESOURCE) {
      const accepts = { unknowns: true, secrets: true, resources: true };
      return new InvokeResponse().setReturn(toStruct(getResource(this.deployment, args), accepts));
    }
    const packageName = packageOf(token);
    const reference = await this.providerReference(request.getProvider(), requestOf(packageName, request));
    const provider = this.provider(reference);
    try {
      const { result, failures } = await Promise.race([provider.invoke(token, args), this.registrar.stopped]);
      const resources = request.getAcceptresources();
      return new InvokeResponse()
        .setReturn(toStruct(result, { unknowns: true, secrets: true, resources }))
        .setFailuresList(writeFailures(failures));
    } catch (error) {
      throw new Error(`invocation of ${token} returned an error: ${messageOf(error)}`, { cause: error });
    }
  }

  private async call(request: proto.ResourceCallRequest): Promise<CallResponse> {
    const token = request.getTok();
    const self = fromStruct(request.getArgs()).__self__;
    const selfUrn = typeof self === "object" && self !== null && "urn" in self ? String(self.urn) : "";
    const named = request.getProvider() || (this.goals.get(selfUrn)?.provider ?? "");
    const reference = await this.providerReference(named, requestOf(packageOf(token), request));
    try {
      return await callMethod(this.provider(reference), this.info, request);
    } catch (error) {
      return this.registrar.abort(`call to function '${token}' failed: ${messageOf(error)}`);
    }
  }
}

function requestOf(
  packageName: string,
  request: { getVersion(): string; getPlugindownloadurl(): string },
): ProviderRequest {
  return { packageName, version: request.getVersion(), pluginDownloadUrl: request.getPlugindownloadurl() };
}

function respond(
  request: proto.RegisterResourceRequest,
  urn: string,
  id: string,
  outputs: PropertyMap,
): proto.RegisterResourceResponse {
  const sent = request.getSupportspartialvalues()
    ? outputs
    : Object.fromEntries(Object.entries(outputs).filter(([, value]) => !containsUnknowns(value)));
  return new proto.RegisterResourceResponse()
    .setUrn(urn)
    .setId(id)
    .setObject(
      toStruct(sent, {
        unknowns: true,
        secrets: request.getAcceptsecrets(),
        resources: request.getAcceptresources(),
      }),
    );
}
