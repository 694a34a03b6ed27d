import { DaemonSet } from "@pulumi/kubernetes/apps/v1";
import { Service } from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import { buildDcgmExporter, buildDcgmExporterService, poolsWithDevicePlugin } from "../kubernetes";
import type { AksSettings } from "../settings";

/** Makes the exporter of GPU metrics, where it is asked for. */
export function createDcgmExporter(
  name: string,
  { dcgmExporter, pools, provisionedPools = [] }: AksSettings,
  options: pulumi.CustomResourceOptions,
): void {
  if (!dcgmExporter) return;
  const watched = poolsWithDevicePlugin([...pools, ...provisionedPools], "nvidia");
  new DaemonSet(`${name}-dcgm-exporter`, buildDcgmExporter(dcgmExporter.image, watched), options);
  new Service(`${name}-dcgm-exporter-service`, buildDcgmExporterService(), options);
}
