import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { RaySettings } from "../settings";
import { RESTRICTED } from "./container-security";
import { MANAGED_BY } from "./namespace";
import { formatMemory } from "./ray-cluster/containers";
import { blobAccess } from "./ray-cluster/history-server";
import { buildIdentityAccount, USES_IDENTITY, type AccountRights } from "./service-account";

/** Port at which the server listens (KubeRay v1.7.0, historyserver/pkg/historyserver/server.go). */
const PORT = 8080;

/** User of the server's image (KubeRay v1.7.0, Dockerfile.historyserver.buildx). */
const NONROOT = 65532;

/** The objects of a History Server. */
export interface HistoryServer extends AccountRights {
  deployment: { metadata: types.input.meta.v1.ObjectMeta; spec: types.input.apps.v1.DeploymentSpec };
  service: { metadata: types.input.meta.v1.ObjectMeta; spec: types.input.core.v1.ServiceSpec };
}

/** Name of the server's objects, and of its service account. */
export function historyServerName({ clusterName }: Pick<RaySettings, "clusterName">): string {
  return `${clusterName}-history`;
}

/**
 * Builds the History Server; undefined where none is asked for. Rights and probes are those of KubeRay's own files (v1.7.0,
 * historyserver/config), but for that to read Secrets: with it, the server would show running clusters to whoever reaches it.
 * Pulumi does not await it: until a collector has made the container, which it may only read, it ends and starts anew.
 *
 * @param clientId of the identity that may read the blobs; undefined with a connection string
 */
export function buildHistoryServer(
  settings: RaySettings,
  namespace: pulumi.Input<string>,
  clientId: pulumi.Input<string> | undefined,
): HistoryServer | undefined {
  if (settings.historyServer?.server === undefined) return undefined;
  const name = historyServerName(settings);
  const metadata = { name, namespace, labels: MANAGED_BY };
  const clusterWide = { name: `${settings.namespace}-${name}`, labels: MANAGED_BY };
  const labels = { "app.kubernetes.io/name": "history-server", "app.kubernetes.io/instance": name };
  return {
    serviceAccount: buildIdentityAccount(name, namespace, clientId),
    role: {
      metadata: clusterWide,
      rules: [{ apiGroups: ["ray.io"], resources: ["rayclusters"], verbs: ["get", "list"] }],
    },
    roleBinding: {
      metadata: clusterWide,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: clusterWide.name },
      subjects: [{ kind: "ServiceAccount", name, namespace }],
    },
    deployment: {
      metadata: { ...metadata, annotations: { "pulumi.com/skipAwait": "true" } },
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: {
          metadata: {
            labels: {
              ...MANAGED_BY,
              ...labels,
              ...(clientId !== undefined && USES_IDENTITY),
            },
          },
          spec: buildPod(settings, settings.historyServer.server),
        },
      },
    },
    service: {
      metadata: { ...metadata, annotations: { "pulumi.com/skipAwait": "true" } },
      spec: {
        type: "ClusterIP",
        selector: labels,
        ports: [{ name: "http", port: PORT, targetPort: PORT, protocol: "TCP" }],
      },
    },
  };
}

function buildPod(
  settings: RaySettings,
  server: NonNullable<NonNullable<RaySettings["historyServer"]>["server"]>,
): types.input.core.v1.PodSpec {
  const memory = formatMemory(server.memoryGiB);
  const probe = (path: string) => ({ httpGet: { path, port: PORT }, periodSeconds: 10 });
  return {
    serviceAccountName: historyServerName(settings),
    securityContext: { runAsNonRoot: true, runAsUser: NONROOT, runAsGroup: NONROOT },
    containers: [
      {
        name: "history-server",
        image: server.image,
        ...(server.imagePullPolicy && { imagePullPolicy: server.imagePullPolicy }),
        args: [`--session-cache-max-memory=${Math.floor((server.memoryGiB * 1024 * 2) / 3)}Mi`],
        env: blobAccess(settings),
        ports: [{ name: "http", containerPort: PORT }],
        readinessProbe: probe("/readz"),
        livenessProbe: probe("/livez"),
        resources: { requests: { cpu: String(server.cpu), memory }, limits: { memory } },
        securityContext: RESTRICTED,
      },
    ],
  };
}
