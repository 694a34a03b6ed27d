import { packageConfiguration, type StackConfiguration } from "./configuration";
import { emptyGoal, type Goal } from "./goal";
import { INTERNAL_KEY } from "./provider-registry";
import type { ResourceState } from "./state";
import { formatProviderReference, providerType } from "./urn";
import type { PropertyMap } from "./values";

/** Which plugin a resource or function asks for. */
export interface ProviderRequest {
  packageName: string;
  /** Semantic version, or empty. */
  version: string;
  pluginDownloadUrl: string;
}

/** The name of the default provider that serves a request, as Pulumi forms it. */
export function defaultProviderName({ version, pluginDownloadUrl }: ProviderRequest): string {
  const parts = ["default"];
  if (version !== "") parts.push(version.replaceAll(/[.+-]/g, "_"));
  if (pluginDownloadUrl !== "") parts.push(asName(pluginDownloadUrl));
  return parts.join("_");
}

function asName(url: string): string {
  return url
    .split("/")
    .filter((segment) => segment !== "")
    .map((segment) => segment.replaceAll(/[^A-Za-z0-9._-]/g, "_").replace(/^[^A-Za-z0-9_.]/, "_"))
    .join("/");
}

/** Makes the providers that nobody named, one for each plugin and version, when they are first asked for. */
export class DefaultProviders {
  private readonly references = new Map<string, Promise<string>>();

  constructor(
    private readonly configuration: StackConfiguration,
    private readonly register: (goal: Goal) => Promise<ResourceState>,
  ) {}

  /** The reference of the default provider for the request. */
  get(request: ProviderRequest): Promise<string> {
    const key = `${request.packageName}:${defaultProviderName(request)}`;
    let reference = this.references.get(key);
    if (reference === undefined) {
      reference = this.register(this.goal(request)).then(({ urn, id }) => formatProviderReference(urn, id));
      this.references.set(key, reference);
    }
    return reference;
  }

  private goal(request: ProviderRequest): Goal {
    const inputs: PropertyMap = packageConfiguration(this.configuration, request.packageName);
    if (request.version !== "") inputs.version = request.version;
    const internal: PropertyMap = {};
    if (request.pluginDownloadUrl !== "") internal.pluginDownloadURL = request.pluginDownloadUrl;
    if (request.version !== "" || request.pluginDownloadUrl !== "") inputs[INTERNAL_KEY] = internal;
    const type = providerType(request.packageName);
    return emptyGoal(type, defaultProviderName(request), { custom: true, inputs });
  }
}
