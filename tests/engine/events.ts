import type { PropertyMap } from "./values";

/** What a step does; the words are those of Pulumi's own event stream. */
export type StepOp =
  | "same"
  | "create"
  | "update"
  | "delete"
  | "replace"
  | "create-replacement"
  | "delete-replaced"
  | "read"
  | "read-replacement"
  | "discard"
  | "refresh"
  | "remove-pending-replace";

/** `info#err` is what a program wrote to its standard error. */
export type Severity = "debug" | "info" | "info#err" | "warning" | "error";

/** A message to the user. */
export interface Diagnostic {
  severity: Severity;
  message: string;
  /** The resource it is about; empty for the stack as a whole. */
  urn: string;
  /** Messages with the same stream id (not 0) belong together. */
  streamId: number;
}

/** A step on a resource has begun. */
export interface ResourceStart {
  kind: "resourceStart";
  urn: string;
  type: string;
  name: string;
  op: StepOp;
  /** URN of the parent, or empty. */
  parent: string;
  /** The properties that changed, where a provider told. */
  diffs: string[];
  /** The properties whose change asks for a replacement. */
  replaceKeys: string[];
}

/** A step has ended; for a component that is when its outputs are there, and so its children are done. */
export interface ResourceDone {
  kind: "resourceDone";
  urn: string;
  op: StepOp;
  /** From start to end. */
  seconds: number;
  failed: boolean;
}

export interface DiagnosticEvent extends Diagnostic {
  kind: "diagnostic";
  /** Only of interest while the resource is worked on ("waiting for …"); the next one takes its place. */
  ephemeral: boolean;
}

/** The outputs of the stack, at the end. */
export interface OutputsEvent {
  kind: "outputs";
  urn: string;
  outputs: PropertyMap;
}

/** How many resources were created, updated and so on. Default providers do not count. */
export type ChangeSummary = Record<"create" | "update" | "replace" | "delete" | "same" | "read", number>;

export interface SummaryEvent {
  kind: "summary";
  summary: ChangeSummary;
  seconds: number;
  failed: boolean;
}

/** What happens during a deployment, as it happens. */
export type EngineEvent = ResourceStart | ResourceDone | DiagnosticEvent | OutputsEvent | SummaryEvent;

/** Collects the events of one deployment, debug messages left out, and passes all of them on. */
export class EventLog {
  readonly events: EngineEvent[] = [];
  readonly diagnostics: Diagnostic[] = [];
  /** Whether the engine has met an error. What programs and plugins log as errors does not count by itself. */
  failed = false;

  constructor(private readonly listener: ((event: EngineEvent) => void) | undefined) {}

  emit(event: EngineEvent): void {
    if (event.kind !== "diagnostic" || event.severity !== "debug") this.events.push(event);
    this.listener?.(event);
  }

  /** Reports a message of the engine itself. An error makes the deployment fail. */
  report(severity: Severity, message: string, urn = ""): void {
    if (severity === "error") this.failed = true;
    this.log({ severity, message, urn, streamId: 0 }, false);
  }

  /** Passes on a message of the program or a plugin. */
  log(diagnostic: Diagnostic, ephemeral: boolean): void {
    if (!ephemeral && diagnostic.severity !== "debug") this.diagnostics.push(diagnostic);
    this.emit({ kind: "diagnostic", ...diagnostic, ephemeral });
  }
}
