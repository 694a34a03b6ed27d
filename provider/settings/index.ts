export { aksClusterSettings } from "./aks-cluster";
export { aksRayClusterSettings, type AksRayClusterParts } from "./aks-ray-cluster";
export { operatorSettings } from "./operator";
export { formatTaint, parseTaint, POOL_LABEL } from "./placement";
export { rayClusterSettings, summarizeWorkerGroups } from "./ray-cluster";
export { rayJobSettings, type RayJobSettings } from "./ray-job";
export { rayServiceSettings, type RayServiceSettings } from "./ray-service";
export * from "./types";
export * from "./versions";
