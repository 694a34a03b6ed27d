import { expect } from "chai";
import type { DeployResult } from "../engine";
import { renderOutputs, renderReport } from "./report";

const NOTHING: DeployResult["summary"] = { create: 0, update: 0, replace: 0, delete: 0, same: 0, read: 0 };

function result(part: Partial<DeployResult>): DeployResult {
  return {
    failed: false,
    interrupted: false,
    summary: NOTHING,
    outputs: {},
    diagnostics: [],
    events: [],
    seconds: 1.26,
    ...part,
  };
}

describe("the report of a run", () => {
  it("shows outputs side by side, secrets only on request, unknowns as such", () => {
    const outputs = {
      token: { value: "hidden", secret: true },
      a: { value: undefined, secret: false },
      groups: { value: { t4: 1 }, secret: false },
    };
    expect(renderOutputs(outputs, false)).to.deep.equal([
      "Outputs:",
      "    a     : (known after up)",
      '    groups: {"t4":1}',
      "    token : [secret]",
      "",
    ]);
    expect(renderOutputs(outputs, true)).to.include("    token : hidden");
    expect(renderOutputs({}, false)).to.deep.equal([]);
  });

  it("counts what was done, and says so when that is nothing", () => {
    expect(renderReport(result({ summary: { ...NOTHING, create: 2, same: 3 } }), "up", false)).to.deep.equal([
      "Resources:",
      "    2 created",
      "    3 unchanged",
      "",
      "Duration: 1.3s",
    ]);
    expect(renderReport(result({ summary: { ...NOTHING, same: 3 } }), "up", false).pop()).to.equal(
      "Nothing to change.",
    );
  });

  it("tells a plan from a deed", () => {
    const summary = { create: 1, update: 2, replace: 3, delete: 4, same: 5, read: 0 };
    expect(renderReport(result({ summary }), "preview", false).slice(1, 6)).to.deep.equal([
      "    1 to create",
      "    2 to update",
      "    3 to replace",
      "    4 to delete",
      "    5 unchanged",
    ]);
  });

  it("names the resource of each message, and what the next `up` does", () => {
    const urn =
      "urn:pulumi:dev::stack::aks-ray:index:AksCluster$azure-native:containerservice:AgentPool::ray-t4";
    const diagnostics: DeployResult["diagnostics"] = [
      { severity: "error", message: "AllocationFailed\n", urn, streamId: 0 },
      { severity: "info#err", message: "from the program", urn: "", streamId: 0 },
      { severity: "debug", message: "unseen", urn, streamId: 0 },
    ];
    const lines = renderReport(result({ failed: true, diagnostics }), "up", false);
    expect(lines.slice(0, 4)).to.deep.equal([
      "Diagnostics:",
      "  azure-native:containerservice:AgentPool ray-t4: error: AllocationFailed",
      "  error: from the program",
      "",
    ]);
    expect(lines.pop()).to.equal("Failed. Mend what the diagnostics say; the next `up` goes on from here.");
    const interrupted = renderReport(result({ failed: true, interrupted: true }), "up", false);
    expect(interrupted.pop()).to.equal("Interrupted. The next `up` goes on from here.");
  });
});
