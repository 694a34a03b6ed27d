import {
  containsUnknown,
  InitFailedError,
  isMap,
  markSecrets,
  UNKNOWN,
  type CheckRequest,
  type CheckResult,
  type CreateRequest,
  type CreateResult,
  type DeleteRequest,
  type DiffRequest,
  type DiffResult,
  type Log,
  type PropertyMap,
  type ReadRequest,
  type ReadResult,
  type ResourceRequest,
  type UpdateRequest,
} from "../plugin";
import type { ApiClient, NewObject } from "./api";
import { ApiError, isNotFound, UnknownKindError } from "./api-error";
import { awaitGone, awaitReady, checkReady, NotReadyError } from "./await";
import { readCheckpoint, withSecretData, writeCheckpoint } from "./checkpoint";
import type { Cluster } from "./cluster";
import { normalize } from "./comparison";
import { initFailed, isPreviewObstacle } from "./failures";
import { CLUSTER_WIDE, importedInputs, propagation, splitId, typed } from "./identity";
import { annotationOf, assignName, isAnnotated } from "./naming";
import { diffObject } from "./object-diff";
import { qualifiedName, stringAt, type KubernetesObject } from "./objects";
import { isUnreadyJob, replaceUnready } from "./unready-jobs";
import { prune, toKubernetes, toPulumi, uniqueName, without } from "./values";
import { createObject, messageOf, updateObject, type WriteContext } from "./write";

/** Every object of any kind; Helm releases are elsewhere. */
export class Resources {
  constructor(
    private readonly cluster: Cluster,
    private readonly log: Log,
  ) {}

  async check(request: CheckRequest): Promise<CheckResult> {
    if (this.cluster.reachable === undefined && this.cluster.settings.skipUpdateUnreachable) {
      const message = "Cluster is unreachable but skipUpdateUnreachable flag is set to true, skipping...";
      this.log("warning", message, request.urn);
      return { inputs: request.olds };
    }
    const given = typed(toKubernetes(request.news) as PropertyMap, request.type);
    const inputs = assignName(given, toKubernetes(request.olds) as PropertyMap, request);
    const placed = await this.place(inputs);
    return { inputs: markSecrets(toPulumi(placed) as PropertyMap, request.secretPaths) };
  }

  /** Gives an object of a namespaced kind the provider's namespace where it names none. */
  private async place(inputs: PropertyMap): Promise<PropertyMap> {
    if (inputs.metadata === UNKNOWN) return inputs;
    const metadata = isMap(inputs.metadata) ? inputs.metadata : {};
    if (metadata.namespace || metadata.namespace === UNKNOWN) return inputs;
    if (!(await this.isNamespaced(inputs))) return inputs;
    return { ...inputs, metadata: { ...metadata, namespace: this.cluster.settings.namespace } };
  }

  /** A kind that the cluster does not know (yet), or a cluster that is not known yet, counts as namespaced. */
  private async isNamespaced(inputs: PropertyMap): Promise<boolean> {
    const kind = stringAt(inputs, "kind") ?? "";
    const client = this.cluster.reachable;
    if (client === undefined) return !CLUSTER_WIDE.has(kind);
    try {
      return (await client.resource(stringAt(inputs, "apiVersion") ?? "", kind)).namespaced;
    } catch (error) {
      if (error instanceof UnknownKindError) return true;
      throw error;
    }
  }

  async diff(request: DiffRequest): Promise<DiffResult> {
    const inputs = typed(toKubernetes(request.news) as PropertyMap, request.type);
    const { mutableConfigMaps: configMaps, mutableSecrets: secrets } = this.cluster.settings;
    const diff = diffObject(readCheckpoint(request.olds), inputs, {
      namespaced: await this.isNamespaced(inputs),
      ignoreChanges: request.ignoreChanges,
      mutable: { configMaps, secrets },
    });
    return (await isUnreadyJob(inputs, this.cluster.reachable)) ? replaceUnready(diff) : diff;
  }

  async create(request: CreateRequest): Promise<CreateResult> {
    const inputs = toKubernetes(request.inputs) as PropertyMap;
    const object = inputs as NewObject;
    const echoed = { id: "", properties: markSecrets(request.inputs, request.secretPaths) };
    if (request.preview && !(await this.canPreview(inputs))) return echoed;
    const fieldManager =
      annotationOf(inputs, "pulumi.com/patchFieldManager") ?? uniqueName("pulumi-kubernetes-");
    const context = this.writing(request, fieldManager, request.preview);
    let live: KubernetesObject;
    try {
      live = await createObject(object, this.cluster.settings.upsertExisting, context);
    } catch (error) {
      if (request.preview && isPreviewObstacle(error)) return echoed;
      if (error instanceof UnknownKindError) {
        throw new Error(
          `creation of resource "${request.urn}" with kind ${error.apiVersion}/${error.kind} failed because the ` +
            "Kubernetes API server reported that the apiVersion for this resource does not exist. Verify that any " +
            `required CRDs have been created: ${error.message}`,
          { cause: error },
        );
      }
      throw new Error(
        `resource "${request.urn}" was not successfully created by the Kubernetes API server: ${messageOf(error)}`,
        { cause: error },
      );
    }
    if (request.preview) {
      const shown = without(live, "status") as KubernetesObject;
      return { id: "", properties: writeCheckpoint(shown, inputs, request.secretPaths, fieldManager) };
    }
    const id = qualifiedName(live.metadata);
    const checkpoint = (state: KubernetesObject) =>
      writeCheckpoint(state, inputs, request.secretPaths, fieldManager);
    try {
      live = await awaitReady(live, inputs, { ...context, timeout: request.timeout });
    } catch (error) {
      const state = await this.lastState(live, context.client);
      throw initFailed(
        id,
        checkpoint(state),
        `resource "${request.urn}" was successfully created, but the Kubernetes API server reported that it failed ` +
          `to fully initialize or become live: ${messageOf(error)}`,
        error,
      );
    }
    return { id, properties: checkpoint(live) };
  }

  async read(request: ReadRequest): Promise<ReadResult | undefined> {
    const client = this.cluster.reachable;
    if (client === undefined) return this.readUnreachable(request);
    const old = readCheckpoint(request.properties);
    const oldInputs = toKubernetes(request.inputs) as PropertyMap;
    const isImport = Object.keys(oldInputs).length === 0;
    const [namespace, name] = splitId(request.id);
    const { apiVersion, kind } = typed(isImport ? old.live : oldInputs, request.type);
    let live: KubernetesObject;
    try {
      live = await client.get(String(apiVersion), String(kind), name, namespace);
    } catch (error) {
      if (isNotFound(error) || error instanceof UnknownKindError) return undefined;
      throw error;
    }
    const inputs = isImport ? importedInputs(live) : prune(live, normalize(oldInputs));
    const manager = old.fieldManager ?? uniqueName("pulumi-kubernetes-");
    const properties = writeCheckpoint(live, inputs, request.secretPaths, manager, old.initialApiVersion);
    const marked = markSecrets(toPulumi(inputs) as PropertyMap, withSecretData(request.secretPaths, live));
    if (!isImport) {
      try {
        await checkReady(live, inputs, client);
      } catch (error) {
        if (!(error instanceof NotReadyError)) throw error;
        throw new InitFailedError(request.id, properties, [error.message, ...error.reasons], marked);
      }
    }
    return { id: request.id, properties, inputs: marked };
  }

  private readUnreachable(request: ReadRequest): ReadResult | undefined {
    const reason = this.cluster.unreachableReason;
    this.log("warning", `configured Kubernetes cluster is unreachable: ${reason}`, request.urn);
    if (this.cluster.settings.deleteUnreachable) return undefined;
    if (this.cluster.settings.skipUpdateUnreachable) return request;
    throw new Error(
      "failed to read resource state due to unreachable cluster. If the cluster was deleted, you can remove this " +
        "resource from Pulumi state by rerunning the operation with the PULUMI_K8S_DELETE_UNREACHABLE environment " +
        'variable set to "true"',
    );
  }

  async update(request: UpdateRequest): Promise<PropertyMap> {
    const old = readCheckpoint(request.olds);
    const inputs = normalizeForApply(typed(toKubernetes(request.news) as PropertyMap, request.type));
    if (request.preview && !(await this.canPreview(inputs))) {
      return markSecrets(request.news, request.secretPaths);
    }
    const fieldManager =
      annotationOf(inputs, "pulumi.com/patchFieldManager") ??
      old.fieldManager ??
      uniqueName("pulumi-kubernetes-");
    const context = this.writing(request, fieldManager, request.preview);
    const checkpoint = (state: KubernetesObject) =>
      writeCheckpoint(state, inputs, request.secretPaths, fieldManager, old.initialApiVersion);
    let live: KubernetesObject | undefined;
    try {
      live = await updateObject(inputs as NewObject, request.ignoreChanges, context);
      if (request.preview) return checkpoint(live);
      return checkpoint(await awaitReady(live, inputs, { ...context, timeout: request.timeout }));
    } catch (error) {
      if (request.preview && error instanceof ApiError && error.isForbidden) {
        return markSecrets(request.news, request.secretPaths);
      }
      if (error instanceof UnknownKindError) {
        throw new Error(
          `update of resource "${request.urn}" failed because the Kubernetes API server reported that the ` +
            "apiVersion for this resource does not exist. Verify that any required CRDs have been created: " +
            error.message,
          { cause: error },
        );
      }
      const state = await this.lastState(old.live as KubernetesObject, context.client).catch(() => undefined);
      if (state === undefined) {
        throw new Error(`update of resource "${request.urn}" failed: ${messageOf(error)}`, { cause: error });
      }
      const message =
        `the Kubernetes API server reported that "${request.id}" failed to fully initialize or become live: ` +
        messageOf(error);
      throw initFailed(request.id, checkpoint(state), message, error);
    }
  }

  async delete(request: DeleteRequest): Promise<void> {
    const client = this.cluster.reachable;
    if (client === undefined) return this.deleteUnreachable(request);
    const { live, inputs } = readCheckpoint(request.properties);
    const object = typed(live, request.type) as KubernetesObject;
    const [namespace, name] = splitId(request.id);
    object.metadata = { ...object.metadata, name, namespace };
    try {
      await client.delete(object, propagation(inputs));
      if (isAnnotated(inputs, "pulumi.com/skipAwait") && SKIPS_DELETE.has(object.kind)) return;
      await awaitGone(object, inputs, { ...request, client, log: this.log });
    } catch (error) {
      // Without its kind or itself there is nothing left to delete.
      if (isNotFound(error) || error instanceof UnknownKindError) return;
      throw error;
    }
  }

  private deleteUnreachable(request: DeleteRequest): void {
    const reason = this.cluster.unreachableReason;
    this.log("warning", `configured Kubernetes cluster is unreachable: ${reason}`, request.urn);
    if (this.cluster.settings.deleteUnreachable) return;
    throw new Error(
      "configured Kubernetes cluster is unreachable. If the cluster was deleted, you can remove this resource from " +
        "Pulumi state by rerunning the operation with the PULUMI_K8S_DELETE_UNREACHABLE environment variable set " +
        'to "true"',
    );
  }

  /** A dry run needs everything known, a cluster that answers, and the kind in it. */
  private async canPreview(inputs: PropertyMap): Promise<boolean> {
    const client = this.cluster.reachable;
    if (client === undefined || !this.cluster.settings.serverSideApply || containsUnknown(inputs))
      return false;
    try {
      await client.resource(stringAt(inputs, "apiVersion") ?? "", stringAt(inputs, "kind") ?? "");
      return true;
    } catch (error) {
      if (error instanceof UnknownKindError) return false;
      throw error;
    }
  }

  private writing(request: ResourceRequest, fieldManager: string, preview: boolean): WriteContext {
    const { urn, signal } = request;
    const client = this.cluster.demand();
    const { patchForce } = this.cluster.settings;
    return { client, urn, signal, log: this.log, fieldManager, preview, patchForce };
  }

  private async lastState(object: KubernetesObject, client: ApiClient): Promise<KubernetesObject> {
    const { apiVersion, kind, metadata } = object;
    return client.get(apiVersion, kind, metadata.name, metadata.namespace).catch((error: unknown) => {
      if (isNotFound(error)) return object;
      throw error;
    });
  }
}

/** Kinds for which pulumi-kubernetes lets `pulumi.com/skipAwait` skip the wait for the deletion too. */
const SKIPS_DELETE = new Set([
  "DaemonSet",
  "Deployment",
  "Namespace",
  "Pod",
  "ReplicationController",
  "StatefulSet",
  "Job",
]);

/** A Secret's `stringData` is write-only and would leave a field manager behind: applied as `data`. */
function normalizeForApply(inputs: PropertyMap): PropertyMap {
  return containsUnknown(inputs) ? inputs : normalize(inputs);
}
