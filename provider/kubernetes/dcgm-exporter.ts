import type { Input } from "@pulumi/pulumi";
import type { types } from "@pulumi/kubernetes";
import type { PoolSettings } from "../settings";
import { RESTRICTED } from "./container-security";
import { NVIDIA_TAINT } from "./gpu-taints";
import { MANAGED_BY } from "./namespace";
import { buildPoolAffinity } from "./pool-affinity";
import { buildTolerations } from "./tolerations";

const NAME = "dcgm-exporter";
const LABELS = { "app.kubernetes.io/name": NAME, ...MANAGED_BY };
const SELECTOR = { "app.kubernetes.io/name": NAME };
/** Metrics are nothing that an update waits for; a pool may have no node, so that no exporter runs. */
const METADATA = {
  name: NAME,
  namespace: "kube-system",
  labels: LABELS,
  annotations: { "pulumi.com/skipAwait": "true" },
};
const PORT = 9400;

type DaemonSetArgs = { metadata: types.input.meta.v1.ObjectMeta; spec: types.input.apps.v1.DaemonSetSpec };
type ServiceArgs = { metadata: types.input.meta.v1.ObjectMeta; spec: types.input.core.v1.ServiceSpec };

/**
 * Builds the DaemonSet that exports metrics of the given pools' GPUs, after NVIDIA's own manifest (NVIDIA/dcgm-exporter
 * 4.8.4, deployment/examples/dcgm-exporter.yaml). The annotations are those by which Prometheus finds pods customarily.
 */
export function buildDcgmExporter(image: Input<string>, pools: PoolSettings[]): DaemonSetArgs {
  return {
    metadata: METADATA,
    spec: {
      selector: { matchLabels: SELECTOR },
      updateStrategy: { type: "RollingUpdate" },
      template: {
        metadata: {
          labels: LABELS,
          annotations: { "prometheus.io/scrape": "true", "prometheus.io/port": String(PORT) },
        },
        spec: {
          automountServiceAccountToken: false,
          priorityClassName: "system-node-critical",
          affinity: buildPoolAffinity(pools),
          tolerations: buildTolerations([...pools.flatMap((pool) => pool.taints), NVIDIA_TAINT]),
          containers: [
            {
              name: NAME,
              image,
              env: [
                { name: "DCGM_EXPORTER_LISTEN", value: `:${PORT}` },
                { name: "DCGM_EXPORTER_KUBERNETES", value: "true" },
                { name: "NODE_NAME", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
              ],
              ports: [{ name: "metrics", containerPort: PORT }],
              readinessProbe: { httpGet: { path: "/health", port: PORT }, initialDelaySeconds: 10 },
              resources: { requests: { cpu: "40m", memory: "128Mi" }, limits: { memory: "512Mi" } },
              // The profiling counters of the driver need SYS_ADMIN.
              securityContext: {
                ...RESTRICTED,
                runAsUser: 0,
                capabilities: { drop: ["ALL"], add: ["SYS_ADMIN"] },
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
  };
}

/** Builds the Service by which a ServiceMonitor finds the exporters; it has no address of its own, since each is a source. */
export function buildDcgmExporterService(): ServiceArgs {
  return {
    metadata: METADATA,
    spec: {
      clusterIP: "None",
      selector: SELECTOR,
      ports: [{ name: "metrics", port: PORT, targetPort: "metrics" }],
    },
  };
}
