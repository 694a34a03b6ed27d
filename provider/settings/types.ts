export * from "./aks-types";
export * from "./ray-types";
