export * from "./agent-pool";
export * from "./kubeconfig";
export * from "./managed-cluster";
export * from "./resource-group";
