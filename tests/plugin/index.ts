export type { Log, Severity } from "./engine-log";
export { InitFailedError, StatusError } from "./errors";
export * from "./properties";
export type * from "./provider";
export { diffInputs, servePlugin, type PluginServer, type ServeOptions } from "./server";
