export * from "./args";
export * from "./components";
