import { parseAmount } from "./resource-amounts";

/** Kubernetes quantities, as far as CPU and memory need them. https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity */

const CPU = /^(\d+(?:\.\d{1,3})?)$|^(\d+)m$/;
const MEMORY = /^\d+(?:\.\d+)?(?:Ki|Mi|Gi|Ti|k|M|G|T)$/;

/** Whether a text is an amount of CPU above zero, such as `500m`, `2` or `0.5`. */
export function isCpuQuantity(text: string): boolean {
  return (milliCpu(text) ?? 0) > 0;
}

/** Whether a text is an amount of memory above zero, with its unit: a bare number would be bytes, which nobody means. */
export function isMemoryQuantity(text: string): boolean {
  return (memoryMiB(text) ?? 0) > 0;
}

/** Millicores of an amount of CPU; undefined when it is none. */
export function milliCpu(text: string): number | undefined {
  const [, cores, millis] = CPU.exec(text) ?? [];
  if (millis !== undefined) return Number(millis);
  return cores === undefined ? undefined : Math.round(Number(cores) * 1000);
}

/** MiB of an amount of memory; undefined when it is none. */
export function memoryMiB(text: string): number | undefined {
  const bytes = MEMORY.test(text) ? parseAmount(text) : undefined;
  return bytes === undefined ? undefined : bytes / 2 ** 20;
}
