import { expect } from "chai";
import { AKS } from "../testing/fixture-settings";
import { buildMaintenanceConfigurations } from "./maintenance";

const WINDOW = { dayOfWeek: "Sunday", startTime: "02:00" } as const;

describe("buildMaintenanceConfigurations", () => {
  it("should build none where none is asked for", () => {
    expect(buildMaintenanceConfigurations(AKS, "rg", "ml")).to.deep.equal({});
  });

  it("should build one for Kubernetes and one for the nodes, under the names that AKS looks for", () => {
    const notAllowedDates = [{ start: "2026-12-20", end: "2027-01-02" }];
    const upgrades = {
      channel: "patch",
      window: WINDOW,
      nodeOsWindow: {
        ...WINDOW,
        intervalWeeks: 2,
        durationHours: 8,
        utcOffset: "+02:00",
        startDate: "2026-12-01",
        notAllowedDates,
      },
    } as const;

    expect(
      buildMaintenanceConfigurations(
        { ...AKS, upgrades: { ...upgrades, nodeOsWindow: { ...upgrades.nodeOsWindow } } },
        "rg",
        "ml",
      ),
    ).to.deep.equal({
      "upgrade-window": {
        resourceGroupName: "rg",
        resourceName: "ml",
        configName: "aksManagedAutoUpgradeSchedule",
        maintenanceWindow: {
          schedule: { weekly: { dayOfWeek: "Sunday", intervalWeeks: 1 } },
          startTime: "02:00",
          durationHours: 4,
          utcOffset: undefined,
          startDate: undefined,
          notAllowedDates: undefined,
        },
      },
      "node-os-window": {
        resourceGroupName: "rg",
        resourceName: "ml",
        configName: "aksManagedNodeOSUpgradeSchedule",
        maintenanceWindow: {
          schedule: { weekly: { dayOfWeek: "Sunday", intervalWeeks: 2 } },
          startTime: "02:00",
          durationHours: 8,
          utcOffset: "+02:00",
          startDate: "2026-12-01",
          notAllowedDates,
        },
      },
    });
  });
});
