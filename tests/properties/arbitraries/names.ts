import * as fc from "fast-check";

const LOWER = [..."abcdefghijklmnopqrstuvwxyz"];
const DIGITS = [..."0123456789"];

/** Texts of these characters; `inner` for what is neither first nor last. */
function word(first: string[], inner: string[], last: string[], maxLength: number): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.constantFrom(...first),
      fc.string({ unit: fc.constantFrom(...inner), maxLength: maxLength - 2 }),
      fc.option(fc.constantFrom(...last), { nil: "" }),
    )
    .map(([head, middle, tail]) => `${head}${middle}${tail || head}`);
}

/** Keys of pools; short enough to take the suffix of `createBeforeDelete`. */
export const poolKey = fc
  .tuple(
    fc.constantFrom(...LOWER),
    fc.string({ unit: fc.constantFrom(...LOWER, ...DIGITS), minLength: 0, maxLength: 7 }),
  )
  .map(([first, rest]) => first + rest)
  .filter((key) => key !== "system");

/** DNS labels of up to this length, a letter first. */
export const dnsLabel = (maxLength: number) =>
  word(LOWER, [...LOWER, ...DIGITS, "-"], [...LOWER, ...DIGITS], maxLength);

const LABEL_EDGE = [...LOWER, ...DIGITS, "A", "Z"];
const labelName = word(LABEL_EDGE, [...LABEL_EDGE, "-", "_", "."], LABEL_EDGE, 63);
const labelPrefix = fc.constantFrom("", "", "example.com/", "team.example.org/");

/** Keys of labels and taints, outside the reserved prefixes. */
export const labelKey = fc.tuple(labelPrefix, labelName).map(([prefix, name]) => prefix + name);

/** Values of labels; perhaps empty. */
export const labelValue = fc.oneof(fc.constant(""), labelName);

export const labels = fc.dictionary(labelKey, labelValue, { maxKeys: 3 });

/** Taints that Kubernetes takes together: each key and effect once. */
export const taints = fc
  .uniqueArray(
    fc.record({
      key: labelKey,
      value: labelName,
      effect: fc.constantFrom("NoSchedule", "PreferNoSchedule", "NoExecute"),
    }),
    { selector: ({ key, effect }) => `${key}:${effect}`, maxLength: 3 },
  )
  .map((list) => list.map(({ key, value, effect }) => `${key}=${value}:${effect}`));

/** Environment variables; none is one that KubeRay sets. */
export const env = fc.dictionary(
  fc
    .tuple(fc.constantFrom("APP_", "app.", "_x-"), labelName)
    .map(([prefix, name]) => prefix + name.replaceAll(/[^A-Za-z0-9]/g, "_")),
  fc.string({ unit: "grapheme", maxLength: 30 }),
  { maxKeys: 3 },
);

/** Parameters of `ray start` that are the user's. */
export const rayStartParams = fc.dictionary(
  fc.constantFrom("object-store-memory", "min-worker-port", "max-worker-port", "disable-usage-stats"),
  fc.nat(60_000).map(String),
  { maxKeys: 3 },
);

/** Custom Ray resources. */
export const rayResources = fc.dictionary(
  fc.constantFrom("disk", "fast-disk", "license_a", "Slot"),
  fc.integer({ min: 1, max: 1000 }),
  { maxKeys: 2 },
);
