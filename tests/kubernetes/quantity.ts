/** Kubernetes' suffixes of quantities: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
const FACTORS: Record<string, number> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
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

const QUANTITY = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/;

/** The number that a quantity such as `500m`, `1.5Gi` or 2 stands for; undefined where it is none. */
export function parseQuantity(quantity: unknown): number | undefined {
  const match = QUANTITY.exec(String(quantity));
  if (match === null || (typeof quantity !== "string" && typeof quantity !== "number")) return undefined;
  const [, digits, exponent, suffix] = match;
  const value =
    Number(digits) * (exponent === undefined ? (FACTORS[suffix ?? ""] ?? 1) : Number(`1${exponent}`));
  // Binary fractions such as 0.1 × 3 must not differ in their last digit.
  return Number(value.toPrecision(15));
}

const SUFFIXES = {
  binary: ["Ei", "Pi", "Ti", "Gi", "Mi", "Ki"],
  decimal: ["E", "P", "T", "G", "M", "k"],
};

/** A number as the canonical quantity, e.g. `1500m`, `16`, `64Gi`. */
export function formatQuantity(value: number, format: "decimal" | "binary"): string {
  if (!Number.isInteger(value)) return `${Math.ceil(value * 1000)}m`;
  const fitting = SUFFIXES[format].find((suffix) => value !== 0 && value % (FACTORS[suffix] ?? 1) === 0);
  return fitting === undefined ? String(value) : `${value / (FACTORS[fitting] ?? 1)}${fitting}`;
}
