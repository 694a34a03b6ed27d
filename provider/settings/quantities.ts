/** Kubernetes quantities, as far as CPU and memory need them. https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity */

const CPU = /^(\d+(?:\.\d{1,3})?)$|^(\d+)m$/;
const MEMORY = /^(\d+(?:\.\d+)?)(Ki|Mi|Gi|Ti|k|M|G|T)$/;

const BYTES: Readonly<Record<string, number>> = {
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
};

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
  const [, amount, unit] = MEMORY.exec(text) ?? [];
  return amount === undefined || unit === undefined
    ? undefined
    : (Number(amount) * (BYTES[unit] ?? 0)) / 2 ** 20;
}
