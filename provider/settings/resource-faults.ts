import { isCpuQuantity, isMemoryQuantity } from "./quantities";

/** Reason why a text is no amount of CPU. */
export function cpuFault(text: string): string | undefined {
  return isCpuQuantity(text) ? undefined : "must be an amount of CPU such as '500m' or '2'";
}

/** Reason why a text is no amount of memory. */
export function memoryFault(text: string): string | undefined {
  return isMemoryQuantity(text)
    ? undefined
    : "must be an amount of memory with its unit, such as '512Mi' or '8Gi'";
}
