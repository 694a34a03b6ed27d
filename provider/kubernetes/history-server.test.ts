import { expect } from "chai";
import { settled } from "../settings/testing/faults-of";
import type { RaySettings } from "../settings";
import { RAY } from "../testing/fixture-settings";
import { buildHistoryServer } from "./history-server";

const SETTINGS: RaySettings = {
  ...RAY,
  storage: { accountName: "mldata", mounts: [] },
  historyServer: {
    image: "quay.io/kuberay/collector:v1.7.0",
    server: { image: "quay.io/kuberay/historyserver:v1.7.0", cpu: 0.5, memoryGiB: 3 },
  },
};

describe("buildHistoryServer", () => {
  it("should build a server that reads the blobs and the RayClusters, but no Secret", async () => {
    const server = await settled(buildHistoryServer(SETTINGS, "ray", "client"));
    const labels = { "app.kubernetes.io/name": "history-server", "app.kubernetes.io/instance": "ml-history" };
    const managed = { "app.kubernetes.io/managed-by": "aks-ray" };
    const unawaited = { "pulumi.com/skipAwait": "true" };
    expect(server).to.deep.equal({
      serviceAccount: {
        metadata: {
          name: "ml-history",
          namespace: "ray",
          labels: managed,
          annotations: { "azure.workload.identity/client-id": "client" },
        },
      },
      role: {
        metadata: { name: "ray-ml-history", labels: managed },
        rules: [{ apiGroups: ["ray.io"], resources: ["rayclusters"], verbs: ["get", "list"] }],
      },
      roleBinding: {
        metadata: { name: "ray-ml-history", labels: managed },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "ray-ml-history" },
        subjects: [{ kind: "ServiceAccount", name: "ml-history", namespace: "ray" }],
      },
      deployment: {
        metadata: { name: "ml-history", namespace: "ray", labels: managed, annotations: unawaited },
        spec: {
          replicas: 1,
          selector: { matchLabels: labels },
          template: {
            metadata: { labels: { ...managed, ...labels, "azure.workload.identity/use": "true" } },
            spec: {
              serviceAccountName: "ml-history",
              securityContext: { runAsNonRoot: true, runAsUser: 65532, runAsGroup: 65532 },
              containers: [
                {
                  name: "history-server",
                  image: "quay.io/kuberay/historyserver:v1.7.0",
                  args: ["--session-cache-max-memory=2048Mi"],
                  env: [
                    { name: "STORAGE_BACKEND", value: "AZUREBLOB" },
                    { name: "AZURE_STORAGE_AUTH_MODE", value: "workload_identity" },
                    { name: "AZURE_STORAGE_ACCOUNT_URL", value: "https://mldata.blob.core.windows.net" },
                  ],
                  ports: [{ name: "http", containerPort: 8080 }],
                  readinessProbe: { httpGet: { path: "/readz", port: 8080 }, periodSeconds: 10 },
                  livenessProbe: { httpGet: { path: "/livez", port: 8080 }, periodSeconds: 10 },
                  resources: { requests: { cpu: "0.5", memory: "3072Mi" }, limits: { memory: "3072Mi" } },
                  securityContext: {
                    allowPrivilegeEscalation: false,
                    capabilities: { drop: ["ALL"] },
                    seccompProfile: { type: "RuntimeDefault" },
                  },
                },
              ],
            },
          },
        },
      },
      service: {
        metadata: { name: "ml-history", namespace: "ray", labels: managed, annotations: unawaited },
        spec: {
          type: "ClusterIP",
          selector: labels,
          ports: [{ name: "http", port: 8080, targetPort: 8080, protocol: "TCP" }],
        },
      },
    });
  });

  it("should build nothing unless asked to", () => {
    expect(buildHistoryServer(RAY, "ray", undefined)).to.equal(undefined);
    const collectorOnly = { ...SETTINGS, historyServer: { image: "collector" } };
    expect(buildHistoryServer(collectorOnly, "ray", undefined)).to.equal(undefined);
  });
});
