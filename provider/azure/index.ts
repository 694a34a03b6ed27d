export * from "./agent-pool";
export * from "./kubeconfig";
export * from "./maintenance";
export * from "./managed-cluster";
export * from "./resource-group";
