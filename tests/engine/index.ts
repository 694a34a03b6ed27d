/**
 * A Pulumi engine on Pulumi's gRPC protocol, for tests and for machines without the `pulumi` CLI. It decides as the real
 * engine does. Left out: transforms, hooks, imports, targets, policies, parameterized packages, stack references,
 * replacement triggers, views, and hashes of assets; an SDK that asks is told that these are not supported.
 */
export { deploy, ENGINE_VERSION, type DeployOptions, type DeployResult, type Operation } from "./deploy";
export type {
  ChangeSummary,
  Diagnostic,
  DiagnosticEvent,
  EngineEvent,
  OutputsEvent,
  ResourceDone,
  ResourceStart,
  Severity,
  StepOp,
  SummaryEvent,
} from "./events";
export type { InlineProgram } from "./inline-program";
export type { CommandProgram, NodeProgram } from "./program";
export type { StackOutput } from "./outputs";
