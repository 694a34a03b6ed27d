import { join } from "node:path";
import {
  CERT_MANAGER_REPOSITORY,
  KAI_CHART,
  KUEUE_CHART,
  NVIDIA_REPOSITORY,
  PROMETHEUS_REPOSITORY,
  VOLCANO_REPOSITORY,
  YUNIKORN_REPOSITORY,
} from "../../provider/settings/versions";
import { CHARTS } from "./package-chart";

/** Folders of the small charts in place of those in registries, by registry address, or by repository and chart. */
const STAND_INS: Readonly<Record<string, string>> = {
  [KAI_CHART]: "kai-scheduler",
  [KUEUE_CHART]: "kueue",
  [`${CERT_MANAGER_REPOSITORY} cert-manager`]: "cert-manager",
  [`${NVIDIA_REPOSITORY} gpu-operator`]: "gpu-operator",
  [`${NVIDIA_REPOSITORY} network-operator`]: "network-operator",
  [`${PROMETHEUS_REPOSITORY} kube-prometheus-stack`]: "kube-prometheus-stack",
  [`${VOLCANO_REPOSITORY} volcano`]: "volcano",
  [`${YUNIKORN_REPOSITORY} yunikorn`]: "yunikorn",
};

/** Path of the small chart in place of one at its own address; undefined for other addresses, and for paths. */
export function standInChart(chart: string, repository: string | undefined): string | undefined {
  const folder = STAND_INS[repository ? `${repository} ${chart}` : chart];
  return folder && join(CHARTS, folder);
}
