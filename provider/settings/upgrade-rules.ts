import type { AksClusterArgs, MaintenanceWindowArgs, UpgradesArgs } from "../args";
import { joinPath, type Faults } from "./faults";

/** Checks what AKS asks of upgrades. https://learn.microsoft.com/azure/aks/auto-upgrade-cluster, …/planned-maintenance */
export function checkUpgrades({ upgrades = {}, kubernetesVersion }: AksClusterArgs, faults: Faults): void {
  const { channel = "none", nodeOsChannel, window, nodeOsWindow } = upgrades;
  if (channel === "patch" && typeof kubernetesVersion === "string" && isPatch(kubernetesVersion)) {
    faults.add(
      "kubernetesVersion",
      `'${kubernetesVersion}' names a patch, which 'upgrades.channel: patch' moves on from: give the minor version, '${minorOf(kubernetesVersion)}'`,
    );
  }
  if (channel === "none" && window !== undefined) {
    faults.add("upgrades.window", "needs an 'upgrades.channel': patch, stable or rapid");
  }
  if (nodeOsWindow !== undefined && (nodeOsChannel === "None" || nodeOsChannel === "Unmanaged")) {
    faults.add(
      "upgrades.nodeOsWindow",
      `has no effect with 'nodeOsChannel: ${nodeOsChannel}': remove it, or choose SecurityPatch or NodeImage`,
    );
  }
  for (const key of ["window", "nodeOsWindow"] as const) checkWindow(upgrades, key, faults);
}

function checkWindow(upgrades: UpgradesArgs, key: "window" | "nodeOsWindow", faults: Faults): void {
  const path = joinPath("upgrades", key);
  const window: Partial<MaintenanceWindowArgs> = upgrades[key] ?? {};
  checkDate(window.startDate, joinPath(path, "startDate"), faults);
  for (const [index, { start, end }] of (window.notAllowedDates ?? []).entries()) {
    const at = `${joinPath(path, "notAllowedDates")}[${index}]`;
    checkDate(start, joinPath(at, "start"), faults);
    checkDate(end, joinPath(at, "end"), faults);
    if (end < start && !faults.touch(at)) {
      faults.add(joinPath(at, "end"), `'${end}' must not be before 'start', '${start}'`);
    }
  }
}

/** The shape is checked already; this refuses days that no calendar has. */
function checkDate(date: string | undefined, path: string, faults: Faults): void {
  if (date === undefined || faults.touch(path)) return;
  const day = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(day.getTime()) || !day.toISOString().startsWith(date)) {
    faults.add(path, `'${date}' is no day of the calendar`);
  }
}

function isPatch(version: string): boolean {
  return version.split(".").length > 2;
}

function minorOf(version: string): string {
  return version.split(".").slice(0, 2).join(".");
}
