import { expect } from "chai";
import type { AksClusterArgs, UpgradesArgs } from "../args";
import { aksClusterSettings } from "./aks-cluster";
import { faultsOf } from "./testing/faults-of";

const gpuPools = { t4: { vmSize: "Standard_NC4as_T4_v3", maxNodes: 2 } };
const window = { dayOfWeek: "Sunday", startTime: "02:00" } as const;

const refuse = (upgrades: UpgradesArgs, more: AksClusterArgs = {}) =>
  faultsOf(() => aksClusterSettings("ml", { gpuPools, upgrades, ...more }));

describe("upgrades", () => {
  it("should be accepted with a channel and windows, and keep them as they are", () => {
    const upgrades: UpgradesArgs = {
      channel: "stable",
      window,
      nodeOsChannel: "NodeImage",
      nodeOsWindow: window,
    };
    expect(aksClusterSettings("ml", { gpuPools, upgrades }).upgrades).to.deep.equal(upgrades);
  });

  it("should refuse a patch version that the channel would move on from", () => {
    expect(refuse({ channel: "patch" }, { kubernetesVersion: "1.36.3" })).to.deep.equal({
      kubernetesVersion:
        "'1.36.3' names a patch, which 'upgrades.channel: patch' moves on from: give the minor version, '1.36'",
    });
  });

  it("should refuse windows in which nothing would happen", () => {
    expect(refuse({ window, nodeOsChannel: "None", nodeOsWindow: window })).to.deep.equal({
      "upgrades.window": "needs an 'upgrades.channel': patch, stable or rapid",
      "upgrades.nodeOsWindow":
        "has no effect with 'nodeOsChannel: None': remove it, or choose SecurityPatch or NodeImage",
    });
  });

  it("should refuse days that no calendar has, and spans that end before they start", () => {
    const notAllowedDates = [
      { start: "2026-02-30", end: "2026-03-02" },
      { start: "2027-01-02", end: "2026-12-20" },
    ];
    const faults = refuse({
      channel: "patch",
      window: { ...window, startDate: "2026-13-01", notAllowedDates },
    });
    expect(faults).to.deep.equal({
      "upgrades.window.startDate": "'2026-13-01' is no day of the calendar",
      "upgrades.window.notAllowedDates[0].start": "'2026-02-30' is no day of the calendar",
      "upgrades.window.notAllowedDates[1].end": "'2026-12-20' must not be before 'start', '2027-01-02'",
    });
  });

  it("should refuse hours and times that AKS does not know", () => {
    const faults = refuse({ channel: "patch", window: { ...window, startTime: "2:00", durationHours: 2 } });
    expect(Object.keys(faults)).to.have.members([
      "upgrades.window.startTime",
      "upgrades.window.durationHours",
    ]);
  });
});
