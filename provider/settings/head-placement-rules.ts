import type { AksRayClusterArgs, HeadArgs } from "../args";
import { joinPath, type Faults } from "./faults";
import { MAX_PODS, systemPool } from "./pools";
import { memoryMiB, milliCpu } from "./quantities";
import { AUTOSCALER, HEAD } from "./ray-cluster";
import { parseTaint } from "./placement";
import { allocatable, SYSTEM_DEPLOYMENTS } from "./reservations";
import { podSpec } from "./pod-template";

/**
 * Checks that the head can run on the system pool, where it goes by default. A pod template with a node selector,
 * affinity or node name of its own sends it elsewhere, and the rules do not apply.
 */
export function checkHeadPlacement(args: AksRayClusterArgs, autoscaling: boolean, faults: Faults): void {
  const head = args.ray?.head ?? {};
  if (isPlacedByUser(head)) return;
  checkTaints(args, head, faults);
  checkFit(args, head, autoscaling, faults);
  checkArchitecture(args, head, faults);
}

function isPlacedByUser({ podTemplate }: HeadArgs): boolean {
  const spec = podSpec(podTemplate);
  if (podTemplate?.spec !== undefined && spec === undefined) return true;
  return ["nodeSelector", "affinity", "nodeName"].some((key) => spec?.[key] !== undefined);
}

function checkTaints({ systemPool: pool }: AksRayClusterArgs, head: HeadArgs, faults: Faults): void {
  if (podSpec(head.podTemplate)?.tolerations !== undefined) return;
  for (const [index, text] of (pool?.taints ?? []).entries()) {
    const taint = parseTaint(text);
    if (taint === undefined || taint.effect === "PreferNoSchedule") continue;
    faults.add(
      joinPath("systemPool.taints", index),
      `keeps the Ray head away, which runs on the system pool; remove it, or give tolerations or a node selector in 'ray.head.podTemplate.spec'`,
    );
  }
}

function checkFit(args: AksRayClusterArgs, head: HeadArgs, autoscaling: boolean, faults: Faults): void {
  const { size, pool, vmSize } = systemPool(args);
  if (!size || faults.touch("systemPool", "ray.head.cpu", "ray.head.memoryGiB")) return;
  const node = allocatable(size, pool.maxPods ?? MAX_PODS);
  const beside = autoscaling ? autoscalerResources(args) : { milliCpu: 0, memoryMiB: 0 };
  const rows = [
    {
      key: "cpu",
      wanted: head.cpu ?? HEAD.cpu,
      left: (node.milliCpu - SYSTEM_DEPLOYMENTS.milliCpu - beside.milliCpu) / 1000,
    },
    {
      key: "memoryGiB",
      wanted: head.memoryGiB ?? HEAD.memoryGiB,
      left: (node.memoryMiB - SYSTEM_DEPLOYMENTS.memoryMiB - beside.memoryMiB) / 1024,
    },
  ] as const;
  for (const { key, wanted, left } of rows) {
    if (wanted <= left) continue;
    const most = Math.max(0, Math.floor(left * 100) / 100);
    const given = head[key] !== undefined;
    faults.add(
      given ? `ray.head.${key}` : "systemPool.vmSize",
      `${given ? `'${key}' (${wanted})` : `the Ray head's '${key}' (${wanted}, the default)`} must be at most ${most}, what a '${vmSize}' node of the system pool has for the head${autoscaling ? " and its autoscaler" : ""}; choose a larger 'systemPool.vmSize', or place the head on another pool with 'ray.head.podTemplate.spec.nodeSelector'`,
    );
  }
}

function autoscalerResources({ ray }: AksRayClusterArgs) {
  const { cpu, memory } = { ...AUTOSCALER, ...ray?.autoscaler };
  return {
    milliCpu: milliCpu(typeof cpu === "string" ? cpu : AUTOSCALER.cpu) ?? 0,
    memoryMiB: memoryMiB(typeof memory === "string" ? memory : AUTOSCALER.memory) ?? 0,
  };
}

function checkArchitecture(args: AksRayClusterArgs, head: HeadArgs, faults: Faults): void {
  const { size, vmSize } = systemPool(args);
  if (size?.architecture !== "arm64" || (head.image ?? args.ray?.image) !== undefined) return;
  faults.add("ray.head.image", armImageFault(vmSize));
}

/** Reason why an image must be given for nodes with Arm processors. */
export function armImageFault(vmSize: string): string {
  return `must be given, since '${vmSize}' has Arm processors and the default image is for x86-64: name an image with Ray for Arm64`;
}
