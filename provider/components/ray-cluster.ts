import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import { StatefulSet } from "@pulumi/kubernetes/apps/v1";
import * as batch from "@pulumi/kubernetes/batch/v1";
import * as core from "@pulumi/kubernetes/core/v1";
import * as rbac from "@pulumi/kubernetes/rbac/v1";
import * as pulumi from "@pulumi/pulumi";
import type { RayClusterArgs, RayClusterOutputs, StorageReference, WorkerGroupSummary } from "../args";
import {
  buildAccessService,
  buildNamespace,
  buildRayCluster,
  buildReader,
  buildReadinessJob,
  buildRedis,
  buildRedisSecret,
  buildRedisService,
  dashboardUrl,
  expectation,
  jobSubmitCommand,
  logsCommand,
  newRedis,
  portForwardCommand,
  rayAddress,
  rayClientCommand,
  rayClusterReplacements,
  readinessJobName,
  GENERATED_SECRET_IGNORE_CHANGES,
  tokenSecretName,
} from "../kubernetes";
import { rayClusterSettings, summarizeWorkerGroups, type RaySettings } from "../settings";
import { createImagePrePull } from "./image-pre-pull";
import { createHistoryServer } from "./history-server";
import { childOptions } from "./options";
import { createQueue } from "./queue";
import { createDashboardsImport, type RayDashboards } from "./ray-dashboards";
import { createServiceAccount } from "./service-account";
import {
  createClusterStorage,
  createStorageMounts,
  storageReference,
  withStorage,
  type RayStorage,
} from "./storage";
import { createTokenAccess } from "./token-access";
import { createTokenSecret } from "./token-secret";
import { createUpgradeGuard } from "./upgrade-guard";

/** Options of a RayCluster in the same program. */
export interface RayClusterOptions extends pulumi.ComponentResourceOptions {
  /** Resources without which Ray cannot become ready, such as node pools; when one fails, readiness is not waited for. */
  readinessAfter?: pulumi.Resource[];
  /** Version of the operator that is deployed with it, so that a change of both at once is refused. */
  operatorVersion?: string;
  /** Storage that head and workers mount. */
  storage?: RayStorage;
  /** Grafana that gets Ray's dashboards. */
  dashboards?: RayDashboards;
}

/** A Ray cluster on a Kubernetes cluster with the KubeRay operator: namespace, token, RayCluster, Service, readiness. */
export class RayCluster extends pulumi.ComponentResource implements RayClusterOutputs {
  static readonly token = "aks-ray:index:RayCluster";

  readonly namespace: pulumi.Output<string>;
  readonly rayClusterName: pulumi.Output<string>;
  readonly rayAddress: pulumi.Output<string>;
  readonly dashboardUrl: pulumi.Output<string>;
  readonly portForwardCommand: pulumi.Output<string>;
  readonly jobSubmitCommand: pulumi.Output<string>;
  readonly rayClientCommand: pulumi.Output<string>;
  readonly logsCommand: pulumi.Output<string>;
  readonly tokenSecretName: pulumi.Output<string>;
  readonly workerGroups: pulumi.Output<Record<string, WorkerGroupSummary>>;
  readonly storageReference: pulumi.Output<StorageReference>;

  /** @throws InputPropertiesError with every fault of the arguments, before any resource is made. */
  constructor(name: string, args: RayClusterArgs, opts?: RayClusterOptions) {
    const given = rayClusterSettings(name, args, opts?.storage !== undefined);
    super(RayCluster.token, name, {}, opts);
    const storage = opts?.storage ?? createClusterStorage(this, name, given, opts?.aliases);
    const settings = withStorage(given, storage);

    const options = childOptions(this, opts);
    this.namespace = this.createNamespace(name, settings, options);
    const token = createTokenSecret(name, settings, this.namespace, options);
    this.createAccessService(name, settings, options);
    createImagePrePull(name, settings, this.namespace, options);
    const redis = this.createRedis(name, settings, options);
    const account = createServiceAccount(name, settings, this.namespace, options);
    const mounts = storage ? createStorageMounts(name, storage, this.namespace, options) : [];
    const access = createTokenAccess(name, settings, this.namespace, options);
    const queue = createQueue(name, settings, this.namespace, options);
    const needs = { dependsOn: [...token, ...account, ...mounts, ...access, ...redis, ...queue] };
    createUpgradeGuard(name, settings, opts?.operatorVersion, options);
    const cluster = this.createRayCluster(name, settings, opts, pulumi.mergeOptions(options, needs));
    createHistoryServer(this, name, settings, storage, this.namespace, options);
    const proof = pulumi.mergeOptions(options, { dependsOn: [cluster] });
    const ready = this.createReadiness(name, settings, cluster, proof, opts?.readinessAfter ?? []);
    createDashboardsImport(name, settings, opts?.dashboards, this.namespace, proof);

    const proven = pulumi.output(ready?.id ?? cluster.id);
    this.rayClusterName = proven.apply(() => settings.clusterName);
    this.rayAddress = proven.apply(() => rayAddress(settings));
    this.dashboardUrl = proven.apply(() => dashboardUrl());
    this.portForwardCommand = proven.apply(() => portForwardCommand(settings));
    this.jobSubmitCommand = proven.apply(() => jobSubmitCommand(settings));
    this.rayClientCommand = proven.apply(() => rayClientCommand(settings));
    this.logsCommand = proven.apply(() => logsCommand(settings));
    this.tokenSecretName = proven.apply(() => tokenSecretName(settings) ?? "");
    this.workerGroups = proven.apply(() => summarizeWorkerGroups(settings));
    this.storageReference = proven.apply(() => storageReference(storage, settings.namespace));
    this.registerOutputs(this.outputs());
  }

  /** What the component shows to programs in every language. */
  outputs(): RayClusterOutputs {
    const { namespace, rayClusterName, rayAddress, dashboardUrl, tokenSecretName, workerGroups } = this;
    const { portForwardCommand, jobSubmitCommand, rayClientCommand, logsCommand, storageReference } = this;
    return {
      namespace,
      rayClusterName,
      rayAddress,
      dashboardUrl,
      portForwardCommand,
      jobSubmitCommand,
      rayClientCommand,
      logsCommand,
      tokenSecretName,
      workerGroups,
      storageReference,
    };
  }

  private createNamespace(name: string, settings: RaySettings, options: pulumi.CustomResourceOptions) {
    return new core.Namespace(`${name}-ray`, buildNamespace(settings.namespace), options).metadata.name;
  }

  /** The RayCluster goes before its Redis, in which the operator cleans up. */
  private createRedis(
    name: string,
    settings: RaySettings,
    options: pulumi.CustomResourceOptions,
  ): pulumi.Resource[] {
    const redis = newRedis(settings);
    if (redis === undefined) return [];
    const secret = new core.Secret(`${name}-redis`, buildRedisSecret(settings, this.namespace), {
      ...options,
      ignoreChanges: GENERATED_SECRET_IGNORE_CHANGES,
    });
    const service = new core.Service(`${name}-redis`, buildRedisService(settings, this.namespace), options);
    const server = new StatefulSet(
      `${name}-redis`,
      buildRedis(settings, redis, this.namespace),
      pulumi.mergeOptions(options, { dependsOn: [secret] }),
    );
    return [secret, service, server];
  }

  private createAccessService(
    name: string,
    settings: RaySettings,
    options: pulumi.CustomResourceOptions,
  ): void {
    new core.Service(`${name}-access`, buildAccessService(settings, this.namespace), options);
  }

  private createRayCluster(
    name: string,
    settings: RaySettings,
    opts: RayClusterOptions | undefined,
    options: pulumi.CustomResourceOptions,
  ) {
    const body = buildRayCluster(settings, this.namespace, opts?.operatorVersion);
    return new CustomResource(`${name}-raycluster`, body, {
      ...options,
      ...rayClusterReplacements(settings),
    });
  }

  private createReadiness(
    name: string,
    settings: RaySettings,
    { metadata }: Pick<CustomResource, "metadata">,
    options: pulumi.CustomResourceOptions,
    workersNeed: pulumi.Resource[],
  ) {
    const expected = expectation(settings);
    if (!expected) return undefined;
    const dependsOn = expected.workers > 0 ? workersNeed : [];
    // Another RayCluster of the same name and content, as where somebody deleted the one before, is proven anew.
    const proven = pulumi.all([buildRayCluster(settings, settings.namespace).spec, metadata]);
    const jobName = pulumi.unsecret(
      proven.apply(([spec, { uid }]) => readinessJobName(settings, { spec, expected, uid })),
    );
    const job = buildReadinessJob(settings, jobName, this.namespace, expected);
    const create = `${settings.readinessTimeoutSeconds + 120}s`;
    const reader = this.createReader(name, settings, options);
    const waiting = pulumi.mergeOptions(options, {
      dependsOn: [...dependsOn, ...reader],
      customTimeouts: { create, update: create },
    });
    return new batch.Job(`${name}-ready`, job, waiting);
  }

  /** Lets the readiness Job say why pods do not run. */
  private createReader(
    name: string,
    settings: RaySettings,
    options: pulumi.CustomResourceOptions,
  ): pulumi.Resource[] {
    const { serviceAccount, role, roleBinding } = buildReader(settings, this.namespace);
    return [
      new core.ServiceAccount(`${name}-readiness`, serviceAccount, options),
      new rbac.Role(`${name}-readiness`, role, options),
      new rbac.RoleBinding(`${name}-readiness`, roleBinding, options),
    ];
  }
}
