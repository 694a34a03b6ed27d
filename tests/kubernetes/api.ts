import { KubeConfig } from "@kubernetes/client-node";
import { ApiError, UnknownKindError } from "./api-error";
import { followObjects, type FollowOptions, type WatchEvent } from "./follow";
import type { KubernetesObject } from "./objects";
import { text, Transport, type TransportRequest } from "./transport";

/** A kind as the server's discovery describes it. */
export interface ApiResource {
  apiVersion: string;
  kind: string;
  /** The name in paths, e.g. `deployments`. */
  plural: string;
  namespaced: boolean;
}

export interface ListOptions {
  /** Absent: every namespace. */
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
}

export interface WriteOptions {
  fieldManager: string;
  dryRun?: boolean;
  signal?: AbortSignal;
}

/** What the server warned of, e.g. an unknown field. */
export type OnWarning = (message: string) => void;

/** A client for any kind of object of one cluster; kinds are found through discovery. */
export class ApiClient {
  private readonly transport: Transport;
  private readonly groups = new Map<string, Promise<ApiResource[]>>();

  constructor(
    config: KubeConfig,
    private readonly onWarning: OnWarning = () => {},
  ) {
    this.transport = new Transport(config);
  }

  static fromKubeconfig(contents: string, onWarning?: OnWarning): ApiClient {
    const config = new KubeConfig();
    config.loadFromString(contents);
    return new ApiClient(config, onWarning);
  }

  static fromFile(path: string, onWarning?: OnWarning): ApiClient {
    const config = new KubeConfig();
    config.loadFromFile(path);
    return new ApiClient(config, onWarning);
  }

  close(): void {
    this.transport.close();
  }

  async request<Answer>(request: TransportRequest): Promise<Answer> {
    const response = await this.transport.send(request);
    // Each is `299 - "text"`, with quotes inside the text escaped.
    for (const [, warning = ""] of response.headers.warning?.matchAll(/"((?:[^"\\]|\\.)*)"/g) ?? []) {
      this.onWarning(warning.replace(/\\(.)/g, "$1"));
    }
    return JSON.parse(await text(response)) as Answer;
  }

  /** Describes a kind. Throws `UnknownKindError` when the server does not have it (any more, or yet). */
  async resource(apiVersion: string, kind: string): Promise<ApiResource> {
    const known = (await this.group(apiVersion)).find((resource) => resource.kind === kind);
    if (known !== undefined) return known;
    // A definition may have appeared since the group was read.
    this.groups.delete(apiVersion);
    const found = (await this.group(apiVersion)).find((resource) => resource.kind === kind);
    if (found === undefined) throw new UnknownKindError(apiVersion, kind);
    return found;
  }

  private group(apiVersion: string): Promise<ApiResource[]> {
    let group = this.groups.get(apiVersion);
    if (group === undefined) {
      group = this.discover(apiVersion);
      this.groups.set(apiVersion, group);
      group.catch(() => this.groups.delete(apiVersion));
    }
    return group;
  }

  private async discover(apiVersion: string): Promise<ApiResource[]> {
    interface Discovery {
      resources: { name: string; kind: string; namespaced: boolean }[];
    }
    try {
      const { resources } = await this.request<Discovery>({ method: "GET", path: groupPath(apiVersion) });
      return resources
        .filter(({ name }) => !name.includes("/"))
        .map(({ name, kind, namespaced }) => ({ apiVersion, kind, plural: name, namespaced }));
    } catch (error) {
      if (error instanceof ApiError && error.isNotFound) return [];
      throw error;
    }
  }

  async get(apiVersion: string, kind: string, name: string, namespace?: string): Promise<KubernetesObject> {
    const path = objectPath(await this.resource(apiVersion, kind), namespace, name);
    return this.request({ method: "GET", path });
  }

  async list(apiVersion: string, kind: string, options: ListOptions = {}): Promise<KubernetesObject[]> {
    const path = objectPath(await this.resource(apiVersion, kind), options.namespace);
    const { items } = await this.request<{ items: KubernetesObject[] }>({
      method: "GET",
      path: path + query({ labelSelector: options.labelSelector, fieldSelector: options.fieldSelector }),
    });
    return items.map((item) => ({ ...item, apiVersion, kind }));
  }

  /** Every present object as ADDED, then every change, until the signal is aborted; outlives a broken watch. */
  async *follow(apiVersion: string, kind: string, options: FollowOptions): AsyncGenerator<WatchEvent> {
    const path = objectPath(await this.resource(apiVersion, kind), options.namespace);
    for await (const event of followObjects(this.transport, path, options)) {
      yield { type: event.type, object: { ...event.object, apiVersion, kind } };
    }
  }

  /** POST: refused with AlreadyExists when the object is there. */
  async create(object: NewObject, options: WriteOptions): Promise<KubernetesObject> {
    const { apiVersion, kind, metadata } = object;
    const path = objectPath(await this.resource(apiVersion, kind), metadata.namespace);
    return this.request({
      method: "POST",
      path: path + writeQuery(options),
      body: object,
      signal: options.signal,
    });
  }

  /** Server-side apply. `force` takes fields from other managers, else their change is a conflict. */
  async apply(object: NewObject, options: WriteOptions & { force: boolean }): Promise<KubernetesObject> {
    const { apiVersion, kind, metadata } = object;
    const path = objectPath(await this.resource(apiVersion, kind), metadata.namespace, metadata.name);
    return this.request({
      method: "PATCH",
      path: path + writeQuery(options, { force: String(options.force) }),
      body: object,
      contentType: "application/apply-patch+yaml",
      signal: options.signal,
    });
  }

  /** PUT of the whole object, or of a subresource such as `status`. */
  async replace(
    object: KubernetesObject,
    options: WriteOptions & { subresource?: string },
  ): Promise<KubernetesObject> {
    const { apiVersion, kind, metadata } = object;
    const path = objectPath(await this.resource(apiVersion, kind), metadata.namespace, metadata.name);
    const subresource = options.subresource === undefined ? "" : `/${options.subresource}`;
    return this.request({ method: "PUT", path: path + subresource + writeQuery(options), body: object });
  }

  /** A JSON merge patch, or with `json` a list of JSON patch operations. */
  async patch(object: KubernetesObject, patch: unknown, options: WriteOptions): Promise<KubernetesObject> {
    const { apiVersion, kind, metadata } = object;
    const path = objectPath(await this.resource(apiVersion, kind), metadata.namespace, metadata.name);
    const contentType = Array.isArray(patch) ? "application/json-patch+json" : "application/merge-patch+json";
    return this.request({ method: "PATCH", path: path + writeQuery(options), body: patch, contentType });
  }

  /** Asks for the object's deletion; it is gone when its finalizers and, in the foreground, its dependents are. */
  async delete(
    object: {
      apiVersion: string;
      kind: string;
      metadata: { name: string; namespace?: string; uid?: string };
    },
    propagationPolicy: "Foreground" | "Background" | "Orphan" = "Background",
  ): Promise<void> {
    const { apiVersion, kind, metadata } = object;
    const path = objectPath(await this.resource(apiVersion, kind), metadata.namespace, metadata.name);
    const body = { apiVersion: "v1", kind: "DeleteOptions", propagationPolicy };
    await this.request({ method: "DELETE", path, body });
  }
}

/** An object that is to be written: the server fills in the rest. */
export interface NewObject {
  apiVersion: string;
  kind: string;
  metadata: { name?: string; generateName?: string; namespace?: string; [field: string]: unknown };
  [field: string]: unknown;
}

function groupPath(apiVersion: string): string {
  return apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

function objectPath(resource: ApiResource, namespace?: string, name?: string): string {
  const scope = resource.namespaced && namespace ? `/namespaces/${encodeURIComponent(namespace)}` : "";
  const rest = name === undefined ? "" : `/${encodeURIComponent(name)}`;
  return `${groupPath(resource.apiVersion)}${scope}/${resource.plural}${rest}`;
}

function writeQuery({ fieldManager, dryRun }: WriteOptions, more: Record<string, string> = {}): string {
  return query({ fieldManager, dryRun: dryRun ? "All" : undefined, ...more });
}

/** `?key=value&…` of what is not undefined. */
export function query(parameters: Record<string, string | undefined>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined) as [string, string][];
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
}
