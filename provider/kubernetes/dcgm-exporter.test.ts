import { expect } from "chai";
import { T4_POOL } from "../testing/fixture-settings";
import { buildDcgmExporter, buildDcgmExporterService } from "./dcgm-exporter";

const METADATA = {
  name: "dcgm-exporter",
  namespace: "kube-system",
  labels: { "app.kubernetes.io/name": "dcgm-exporter", "app.kubernetes.io/managed-by": "aks-ray" },
  annotations: { "pulumi.com/skipAwait": "true" },
};

describe("buildDcgmExporter", () => {
  it("should build the whole DaemonSet for the given pools", () => {
    expect(buildDcgmExporter("example.com/dcgm-exporter:1", [T4_POOL])).to.deep.equal({
      metadata: METADATA,
      spec: {
        selector: { matchLabels: { "app.kubernetes.io/name": "dcgm-exporter" } },
        updateStrategy: { type: "RollingUpdate" },
        template: {
          metadata: {
            labels: METADATA.labels,
            annotations: { "prometheus.io/scrape": "true", "prometheus.io/port": "9400" },
          },
          spec: {
            automountServiceAccountToken: false,
            priorityClassName: "system-node-critical",
            affinity: {
              nodeAffinity: {
                requiredDuringSchedulingIgnoredDuringExecution: {
                  nodeSelectorTerms: [
                    { matchExpressions: [{ key: "aks-ray.dev/pool", operator: "In", values: ["t4"] }] },
                  ],
                },
              },
            },
            tolerations: [
              { key: "sku", operator: "Equal", value: "gpu", effect: "NoSchedule" },
              { key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" },
            ],
            containers: [
              {
                name: "dcgm-exporter",
                image: "example.com/dcgm-exporter:1",
                env: [
                  { name: "DCGM_EXPORTER_LISTEN", value: ":9400" },
                  { name: "DCGM_EXPORTER_KUBERNETES", value: "true" },
                  { name: "NODE_NAME", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
                ],
                ports: [{ name: "metrics", containerPort: 9400 }],
                readinessProbe: { httpGet: { path: "/health", port: 9400 }, initialDelaySeconds: 10 },
                resources: { requests: { cpu: "40m", memory: "128Mi" }, limits: { memory: "512Mi" } },
                securityContext: {
                  runAsUser: 0,
                  allowPrivilegeEscalation: false,
                  capabilities: { drop: ["ALL"], add: ["SYS_ADMIN"] },
                  seccompProfile: { type: "RuntimeDefault" },
                },
                volumeMounts: [
                  { name: "pod-resources", mountPath: "/var/lib/kubelet/pod-resources", readOnly: true },
                ],
              },
            ],
            volumes: [{ name: "pod-resources", hostPath: { path: "/var/lib/kubelet/pod-resources" } }],
          },
        },
      },
    });
  });
});

describe("buildDcgmExporterService", () => {
  it("should select the exporters", () => {
    expect(buildDcgmExporterService()).to.deep.equal({
      metadata: METADATA,
      spec: {
        clusterIP: "None",
        selector: { "app.kubernetes.io/name": "dcgm-exporter" },
        ports: [{ name: "metrics", port: 9400, targetPort: "metrics" }],
      },
    });
  });
});
