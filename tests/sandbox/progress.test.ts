import { expect } from "chai";
import type { ResourceDone, ResourceStart, StepOp } from "../engine";
import { Progress, renderTree } from "./progress";

function start(name: string, op: StepOp, parent = ""): ResourceStart {
  const type = parent === "" ? "pulumi:pulumi:Stack" : "azure-native:containerservice:AgentPool";
  return { kind: "resourceStart", urn: name, type, name, op, parent, diffs: [], replaceKeys: [] };
}

function done(name: string, op: StepOp, failed = false): ResourceDone {
  return { kind: "resourceDone", urn: name, op, seconds: 2.04, failed };
}

/** Takes what is written, as a file or as a terminal. */
function output(terminal: boolean): NodeJS.WriteStream & { text: string } {
  const stream = {
    text: "",
    isTTY: terminal,
    columns: 40,
    rows: 4,
    write(text: string) {
      stream.text += text;
      return true;
    },
  };
  return stream as unknown as NodeJS.WriteStream & { text: string };
}

describe("the progress", () => {
  it("writes a line for each start and end where lines cannot be redrawn", () => {
    const out = output(false);
    const progress = new Progress(out, () => 0);
    progress.handle(start("stack", "same"));
    progress.handle(start("t4", "create", "stack"));
    progress.handle(start("a100", "delete", "stack"));
    progress.handle(done("t4", "create"));
    progress.handle({
      ...{ kind: "diagnostic", severity: "error", message: "\nQuotaExceeded\nmore", urn: "a100" },
      ...{ streamId: 0, ephemeral: false },
    });
    progress.handle(done("a100", "delete", true));
    progress.close();
    expect(out.text.split("\n")).to.deep.equal([
      "+  azure-native:containerservice:AgentPool t4 creating",
      "-  azure-native:containerservice:AgentPool a100 deleting",
      "+  azure-native:containerservice:AgentPool t4 created (2.0s)",
      "-  azure-native:containerservice:AgentPool a100 failed (2.0s) QuotaExceeded",
      "",
    ]);
  });

  it("draws the last rows that fit on a terminal, cut to its width, and gives the cursor back", () => {
    const out = output(true);
    const progress = new Progress(out, () => 0);
    progress.handle(start("stack", "same"));
    for (const name of ["a", "b", "c"]) progress.handle(start(name, "create", "stack"));
    progress.close();
    expect(out.text).to.not.contain("Stack stack");
    expect(out.text).to.contain("  +  azure-native:containerservice:Agen\n");
    expect(out.text.endsWith("\x1b[?25h")).to.equal(true);
  });

  it("shows children under their parent with their time so far, in the words of the operation", () => {
    const row = (event: ResourceStart, ended?: ResourceDone, status = "") => ({
      ...{ start: event, began: 1000, done: ended, status },
    });
    const rows = [
      row(start("stack", "same")),
      row(start("one", "update", "stack"), done("one", "update")),
      row(start("two", "create-replacement", "stack"), undefined, "waiting for the pool"),
      row(start("three", "delete-replaced", "one"), done("three", "delete-replaced")),
      row(start("four", "replace", "elsewhere"), done("four", "replace")),
    ];
    const type = "azure-native:containerservice:AgentPool";
    expect(renderTree(rows, 4000)).to.deep.equal([
      "   Stack stack ",
      `  ~  ${type} one updated (2.0s)`,
      `    -- ${type} three deleted (2.0s)`,
      `  ++ ${type} two replacing (3s) waiting for the pool`,
      `+- ${type} four replaced (2.0s)`,
    ]);
  });
});
