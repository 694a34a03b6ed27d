import type { EngineEvent, ResourceDone, ResourceStart, StepOp } from "../engine";

/** What the progress shows of one resource. */
interface Row {
  start: ResourceStart;
  began: number;
  done?: ResourceDone;
  status: string;
}

const SIGNS: Partial<Record<StepOp, string>> = {
  create: "+",
  update: "~",
  delete: "-",
  replace: "+-",
  "create-replacement": "++",
  "delete-replaced": "--",
  refresh: "~",
  read: ">",
};

/** Seconds between two signs of life where lines cannot be redrawn. */
const HEARTBEAT_SECONDS = 10;

/** Shows a deployment as a live tree on a terminal, and as a line for each start and end elsewhere. */
export class Progress {
  private readonly rows = new Map<string, Row>();
  private readonly timer: NodeJS.Timeout;
  private drawn = 0;

  constructor(
    private readonly output: NodeJS.WriteStream,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.timer = setInterval(() => this.tick(), output.isTTY ? 100 : HEARTBEAT_SECONDS * 1000);
    this.timer.unref();
  }

  /** Takes up one event of the engine. */
  handle(event: EngineEvent): void {
    if (event.kind === "resourceStart") this.begin(event);
    if (event.kind === "resourceDone") this.finish(event);
    if (event.kind === "diagnostic") {
      const row = this.rows.get(event.urn);
      if (row) row.status = event.message.trim().split("\n")[0] ?? "";
    }
  }

  /** Draws the last state and gives the terminal back. */
  close(): void {
    clearInterval(this.timer);
    if (!this.output.isTTY) return;
    this.draw();
    this.output.write("\x1b[?25h");
  }

  private begin(start: ResourceStart): void {
    this.rows.set(start.urn, { start, began: this.now(), status: "" });
    if (!this.output.isTTY && SIGNS[start.op]) this.output.write(`${label(start)} ${verb(start.op)}\n`);
  }

  private finish(done: ResourceDone): void {
    const row = this.rows.get(done.urn);
    if (!row) return;
    row.done = done;
    if (this.output.isTTY || !SIGNS[row.start.op]) return;
    this.output.write(`${label(row.start)} ${outcome(row, this.now())}\n`);
  }

  private tick(): void {
    if (this.output.isTTY) return this.draw();
    for (const row of this.rows.values()) {
      if (!row.done && SIGNS[row.start.op])
        this.output.write(`${label(row.start)} ${outcome(row, this.now())}\n`);
    }
  }

  private draw(): void {
    const width = this.output.columns || 80;
    const lines = renderTree([...this.rows.values()], this.now()).map((line) => line.slice(0, width - 1));
    const visible = lines.slice(-Math.max(1, (this.output.rows || 40) - 1));
    const up = this.drawn > 0 ? `\x1b[${this.drawn}A` : "";
    this.output.write(`\x1b[?25l${up}\x1b[J${visible.join("\n")}${visible.length > 0 ? "\n" : ""}`);
    this.drawn = visible.length;
  }
}

/** The resources as an indented tree, children under their parent, in the order in which they began. */
export function renderTree(rows: readonly Row[], now: number): string[] {
  const known = new Set(rows.map(({ start }) => start.urn));
  const lines: string[] = [];
  const visit = (parent: string | undefined, depth: number): void => {
    for (const row of rows) {
      const above = known.has(row.start.parent) ? row.start.parent : undefined;
      if (above !== parent) continue;
      lines.push(`${"  ".repeat(depth)}${label(row.start)} ${outcome(row, now)}`);
      visit(row.start.urn, depth + 1);
    }
  };
  visit(undefined, 0);
  return lines;
}

function label({ op, type, name }: ResourceStart): string {
  return `${(SIGNS[op] ?? " ").padEnd(2)} ${type.replace(/^pulumi:pulumi:/, "")} ${name}`;
}

function outcome({ start, done, began, status }: Row, now: number): string {
  if (!SIGNS[start.op]) return done ? "" : status;
  if (done?.failed) return `failed (${done.seconds.toFixed(1)}s) ${status}`.trimEnd();
  if (done)
    return `${verb(start.op).replace(/ing$/, "ed").replace("deleteed", "deleted")} (${done.seconds.toFixed(1)}s)`;
  return `${verb(start.op)} (${Math.round((now - began) / 1000)}s) ${status}`.trimEnd();
}

function verb(op: StepOp): string {
  if (op === "refresh") return "refreshing";
  if (op === "update") return "updating";
  if (op === "read") return "reading";
  return op.startsWith("delete") ? "deleting" : op === "create" ? "creating" : "replacing";
}
