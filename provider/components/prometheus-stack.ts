import { ConfigMap, Namespace, Secret } from "@pulumi/kubernetes/core/v1";
import { Release } from "@pulumi/kubernetes/helm/v3/release";
import * as pulumi from "@pulumi/pulumi";
import {
  buildDashboardConfigMap,
  buildGrafanaSecret,
  buildNamespace,
  buildPrometheusStackRelease,
  GENERATED_SECRET_IGNORE_CHANGES,
  grafanaAddress,
  prometheusAddress,
} from "../kubernetes";
import type { PrometheusStackSettings } from "../settings";
import type { ClusterMetrics } from "./cluster-metrics";

/** Installs Prometheus and Grafana in the cluster, with a dashboard and a generated password. */
export function createPrometheusStack(
  name: string,
  settings: PrometheusStackSettings,
  options: pulumi.CustomResourceOptions,
): ClusterMetrics {
  const namespace = new Namespace(`${name}-monitoring`, buildNamespace(settings.namespace), options).metadata
    .name;
  const login = new Secret(`${name}-grafana-admin`, buildGrafanaSecret(namespace), {
    ...options,
    ignoreChanges: GENERATED_SECRET_IGNORE_CHANGES,
  });
  new ConfigMap(`${name}-ray-dashboard`, buildDashboardConfigMap(namespace), options);
  const stack = new Release(
    `${name}-prometheus`,
    buildPrometheusStackRelease(settings, namespace),
    pulumi.mergeOptions(options, { dependsOn: [login] }),
  );
  return {
    definitions: [stack],
    grafanaUrl: stack.status.apply(() => grafanaAddress(settings)),
    prometheusUrl: stack.status.apply(() => prometheusAddress(settings)),
  };
}
