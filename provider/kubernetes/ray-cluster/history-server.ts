import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { CLOUDS, type RaySettings } from "../../settings";
import { USES_IDENTITY } from "../service-account";
import { buildEnv } from "./containers";
import type { CollectorOptions } from "./spec";

type EnvVar = types.input.core.v1.EnvVar;

/** Builds the collector of logs and events for Azure Blob Storage; undefined where nothing is collected. */
export function buildCollector(settings: RaySettings): CollectorOptions | undefined {
  const { historyServer } = settings;
  if (historyServer === undefined) return undefined;
  const { image, imagePullPolicy, resources, env = {} } = historyServer;
  return {
    image,
    ...(imagePullPolicy && { imagePullPolicy }),
    ...(resources && {
      resources: { requests: { ...REQUESTS, ...resources }, limits: { ...LIMITS, ...resources } },
    }),
    env: [...blobAccess(settings), ...buildEnv(env)],
  };
}

/** KubeRay's own amounts (v1.7.0, pod.go, BuildCollectorContainer), which it drops where a user names one. */
const REQUESTS = { cpu: "50m", memory: "64Mi" };
const LIMITS = { cpu: "200m", memory: "256Mi" };

/** Variables by which collector and server find the blobs (KubeRay v1.7.0, historyserver/pkg/storage/azureblob). */
export function blobAccess(settings: RaySettings): EnvVar[] {
  const { historyServer = { image: "" } } = settings;
  const { connectionStringSecret: secret, containerName } = historyServer;
  const { accountUrl = blobEndpoint(settings) } = historyServer;
  return [
    { name: "STORAGE_BACKEND", value: "AZUREBLOB" },
    ...(secret
      ? [
          { name: "AZURE_STORAGE_AUTH_MODE", value: "connection_string" },
          { name: "AZURE_STORAGE_CONNECTION_STRING", valueFrom: { secretKeyRef: secret } },
        ]
      : [
          { name: "AZURE_STORAGE_AUTH_MODE", value: "workload_identity" },
          { name: "AZURE_STORAGE_ACCOUNT_URL", value: accountUrl },
        ]),
    ...(containerName !== undefined ? [{ name: "AZURE_STORAGE_CONTAINER", value: containerName }] : []),
  ];
}

/** Address of the blobs of the storage's account. */
function blobEndpoint({
  storage,
  blobDomain = CLOUDS.public.blobDomain,
}: RaySettings): pulumi.Output<string> {
  return pulumi
    .all([storage, blobDomain])
    .apply(([known, domain]) => `https://${known?.accountName ?? ""}.${domain}`);
}

/** Labels of head and workers whose service account has an identity. */
export function identityLabels({ historyServer, storage }: RaySettings): { labels?: Record<string, string> } {
  return historyServer?.accountUrl === undefined && storage === undefined ? {} : { labels: USES_IDENTITY };
}
