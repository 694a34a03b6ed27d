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
export type { NodeProgram } from "./program";
export type { StackOutput } from "./outputs";
