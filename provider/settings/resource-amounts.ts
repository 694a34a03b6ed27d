/** Amounts of any resource, as Kubernetes adds them up. https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity */

const QUANTITY = /^(\d+(?:\.\d*)?|\.\d+)(?:([eE]-?\d{1,2})|([numkMGTPE]|[KMGTPE]i))?$/;

const UNITS: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** What an amount is in cores, bytes or pieces; undefined when it is none, or below zero. */
export function parseAmount(text: string): number | undefined {
  const [, digits, exponent = "", unit] = QUANTITY.exec(text) ?? [];
  if (digits === undefined) return undefined;
  return Number(`${digits}${exponent}`) * (unit === undefined ? 1 : (UNITS[unit] ?? 1));
}

/** Writes an amount of a resource as people do: thousandths of a core, MiB, pieces; rounded up. */
export function formatAmount(resource: string, amount: number): string {
  if (resource === "cpu") return `${Math.ceil(rounded(amount * 1000))}m`;
  const bytes = ["memory", "ephemeral-storage"].includes(resource) || resource.startsWith("hugepages-");
  return bytes ? `${Math.ceil(amount / 2 ** 20)}Mi` : String(Math.ceil(rounded(amount)));
}

/** Without what adding fractions leaves behind the ninth digit. */
function rounded(amount: number): number {
  return Math.round(amount * 1e6) / 1e6;
}
