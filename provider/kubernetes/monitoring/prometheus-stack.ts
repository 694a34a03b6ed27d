import type { helm, types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import { PROMETHEUS_RELEASE, type PrometheusStackSettings } from "../../settings";
import { buildChartRelease } from "../chart-release";
import { buildGeneratedSecret } from "../generated-secret";
import { MANAGED_BY } from "../namespace";
import { RAY_DASHBOARD } from "./ray-dashboard";

/** Seconds for the whole stack to become available; a fresh node first pulls its images. */
const TIMEOUT_SECONDS = 900;

/** Name of the Secret with Grafana's login. */
const ADMIN_SECRET = "grafana-admin";
const ADMIN_USER_KEY = "admin-user";
const ADMIN_PASSWORD_KEY = "admin-password";

/** Parts of a control plane that AKS runs out of reach, so that their alerts would always fire. */
const OUT_OF_REACH = ["kubeControllerManager", "kubeEtcd", "kubeProxy", "kubeScheduler"];

/** Address of Grafana inside the cluster; the chart names its Services after the release. */
export function grafanaAddress({ namespace }: PrometheusStackSettings): string {
  return `http://${PROMETHEUS_RELEASE}-grafana.${namespace}.svc.cluster.local`;
}

/** Address of Prometheus inside the cluster. */
export function prometheusAddress({ namespace }: PrometheusStackSettings): string {
  return `http://${PROMETHEUS_RELEASE}-prometheus.${namespace}.svc.cluster.local:9090`;
}

/** Builds the Secret with a new password for Grafana's user `admin`. */
export function buildGrafanaSecret(namespace: Input<string>) {
  return buildGeneratedSecret(ADMIN_SECRET, namespace, ADMIN_PASSWORD_KEY, { [ADMIN_USER_KEY]: "admin" });
}

/** Builds the dashboard, which Grafana's sidecar finds by its label. */
export function buildDashboardConfigMap(namespace: Input<string>) {
  return {
    metadata: { name: "ray-dashboard", namespace, labels: { ...MANAGED_BY, grafana_dashboard: "1" } },
    data: { "ray.json": JSON.stringify(RAY_DASHBOARD) },
  } satisfies { metadata: types.input.meta.v1.ObjectMeta; data: Record<string, string> };
}

/** Builds the release of kube-prometheus-stack. The definitions of PodMonitor and PrometheusRule come with the chart. */
export function buildPrometheusStackRelease(
  settings: PrometheusStackSettings,
  namespace: Input<string>,
): helm.v3.ReleaseArgs {
  return buildChartRelease(settings, {
    name: PROMETHEUS_RELEASE,
    namespace,
    timeout: TIMEOUT_SECONDS,
    maxHistory: 3,
    values: buildValues(settings),
  });
}

/** Without `…NilUsesHelmValues: false`, Prometheus finds only monitors and rules that carry the release's label (chart's values.yaml). */
function buildValues({ retentionDays, storageGiB }: PrometheusStackSettings): Record<string, unknown> {
  return {
    ...Object.fromEntries(OUT_OF_REACH.map((part) => [part, { enabled: false }])),
    prometheus: {
      prometheusSpec: {
        podMonitorSelectorNilUsesHelmValues: false,
        serviceMonitorSelectorNilUsesHelmValues: false,
        ruleSelectorNilUsesHelmValues: false,
        retention: `${retentionDays}d`,
        storageSpec: {
          volumeClaimTemplate: {
            spec: {
              accessModes: ["ReadWriteOnce"],
              resources: { requests: { storage: `${storageGiB}Gi` } },
            },
          },
        },
      },
    },
    grafana: {
      admin: { existingSecret: ADMIN_SECRET, userKey: ADMIN_USER_KEY, passwordKey: ADMIN_PASSWORD_KEY },
      sidecar: { dashboards: { enabled: true, label: "grafana_dashboard", labelValue: "1" } },
      // Ray's dashboard shows Grafana's panels in frames.
      "grafana.ini": { security: { allow_embedding: true } },
    },
  };
}
