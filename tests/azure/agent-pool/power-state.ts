import { isMap, type PropertyMap } from "../../plugin";
import { badRequest, invalidParameter } from "../arm-error";

/** Refuses to stop what AKS does not stop (AKS docs, "start and stop a node pool": no system pools, and only pools that run). */
export function validatePowerState(body: PropertyMap, existing: PropertyMap | undefined): void {
  if (!isMap(body["powerState"])) return;
  const { code } = body["powerState"];
  if (code !== "Running" && code !== "Stopped") {
    throw invalidParameter("agentPoolProfile.powerState.code", code ?? "", "must be one of Running, Stopped");
  }
  if (code === "Running") return;
  if (body["mode"] === "System") throw badRequest("A system node pool can't be stopped.");
  if (existing === undefined) throw badRequest("A new node pool can't be made stopped; it has to run first.");
}
