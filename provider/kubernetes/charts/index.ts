import type { OperatorSettings } from "../../settings";
import type { PreparedCharts } from "./prepare";

/** Prepares the operator's charts. Only the operator has any, so what reads them (YAML, tar) loads at the first use. */
export async function prepareCharts(chart: OperatorSettings["chart"]): Promise<PreparedCharts> {
  const prepare = await import("./prepare.js");
  return prepare.prepareCharts(chart);
}
