import { createHash } from "node:crypto";
import { ArmError } from "./arm-error";

const OPERATIONS = ["create", "update", "delete", "invoke", "read"] as const;
const MOMENTS = ["before", "accepted"] as const;

export type FaultOperation = (typeof OPERATIONS)[number];

/** A failure that Azure shall have. */
export interface Fault {
  /** Type token or its last part, of a resource or a function, e.g. `AgentPool`. */
  type: string;
  /** The resource's name in Azure. Defaults to any. */
  name?: string;
  operation: FaultOperation;
  /** How often. Defaults to 1. */
  times: number;
  /**
   * Azure's error code; `NoKubeconfig` makes a credentials function return none. `PluginKilled` ends the plugin's process
   * at that moment, `EngineKilled` the engine's, which is its parent, as well: with `accepted`, Azure goes on without them.
   */
  code: string;
  message: string;
  /** HTTP status. Defaults to 400. */
  status: number;
  /** `before`: the request is refused. `accepted`: it is accepted and fails while it runs. Defaults to `before`. */
  after: (typeof MOMENTS)[number];
}

/** Consumed times of faults, by the fault's key; kept with Azure's state, since each deployment starts anew. */
export type FaultCounts = Record<string, number>;

const KEYS = new Set(["type", "name", "operation", "times", "code", "message", "status", "after"]);

/** Reads a JSON list of faults; `source` names it in errors. */
export function parseFaults(text: string, source: string): Fault[] {
  const list: unknown = JSON.parse(text);
  if (!Array.isArray(list)) throw new Error(`${source}: should be a list of faults`);
  return list.map((entry: unknown, index) => parseFault(entry as Partial<Fault>, `${source}[${index}]`));
}

function parseFault(fault: Partial<Fault>, at: string): Fault {
  const unknown = Object.keys(fault).find((key) => !KEYS.has(key));
  if (unknown !== undefined) throw new Error(`${at}: '${unknown}' is none of ${[...KEYS].join(", ")}`);
  if (typeof fault.type !== "string") throw new Error(`${at}.type: should name a type`);
  const { type, operation, after = "before", times = 1, code = "InternalServerError", status = 400 } = fault;
  if (operation === undefined || !OPERATIONS.includes(operation)) {
    throw new Error(`${at}.operation: '${operation}' is none of ${OPERATIONS.join(", ")}`);
  }
  if (!MOMENTS.includes(after)) throw new Error(`${at}.after: '${after}' is none of ${MOMENTS.join(", ")}`);
  return {
    type,
    name: fault.name,
    operation,
    times,
    code,
    message: fault.message ?? `The operation failed with ${code}.`,
    status,
    after,
  };
}

/**
 * Takes the first fault that is left for this operation and counts it in `counts`.
 *
 * @returns undefined when there is none.
 */
export function takeFault(
  faults: readonly Fault[],
  counts: FaultCounts,
  request: { type: string; name: string; operation: FaultOperation; after: Fault["after"] },
): Fault | undefined {
  for (const [index, fault] of faults.entries()) {
    const typed = fault.type === request.type || fault.type === request.type.split(":").at(-1);
    const named = fault.name === undefined || fault.name === request.name;
    if (!typed || !named || fault.operation !== request.operation || fault.after !== request.after) continue;
    const key = faultKey(fault, index);
    const consumed = counts[key] ?? 0;
    if (consumed < fault.times) {
      counts[key] = consumed + 1;
      return fault;
    }
  }
  return undefined;
}

/** The same fault at the same place of the list goes on counting; a changed one starts anew. */
function faultKey(fault: Fault, index: number): string {
  return createHash("sha256")
    .update(`${index} ${JSON.stringify(fault)}`)
    .digest("hex")
    .slice(0, 16);
}

/** The answer that a fault makes. */
export function faultError({ status, code, message }: Fault): ArmError {
  if (code === "EngineKilled") process.kill(process.ppid, "SIGKILL");
  if (code === "EngineKilled" || code === "PluginKilled") process.kill(process.pid, "SIGKILL");
  return new ArmError(status, code, message, status === 429 ? 1 : undefined);
}
