import type { Report } from "./preflight";
import type { Cost } from "./prices";
import type { Finding, Target } from "./types";

/** Says how many obstacles there are; the findings follow it. */
export function findingsHeadline(subject: string, { length }: Finding[]): string {
  return `preflight: Azure would refuse the ${subject} for ${length === 1 ? "a reason" : `${length} reasons`}`;
}

/** The warning for obstacles. */
export function findingsText(subject: string, findings: Finding[]): string {
  const lines = findings.map(({ propertyPath, reason }) => `  ${propertyPath}: ${reason}`);
  return `${findingsHeadline(subject, findings)}:\n${lines.join("\n")}`;
}

/** The one warning for all that could not be asked. */
export function uncheckedText(subject: string, { unchecked }: Report): string {
  const parts = [...unchecked].map(([reason, what]) => `${what.join(", ")} (${reason})`);
  return `preflight: could not check for the ${subject}: ${parts.join("; ")}. The deployment goes on without; 'preflight: off' asks nothing.`;
}

/** The line about the nodes' price. */
export function costText(subject: string, { location, pools }: Target, cost: Cost): string {
  const { min, max, unpriced } = cost;
  if (pools.every(({ vmSize }) => unpriced.includes(vmSize))) {
    return `preflight: Azure's price list has none of the VM sizes of the ${subject} in '${location}'`;
  }
  const range = min === max ? dollars(max) : `${dollars(min)} to ${dollars(max)}`;
  const without = unpriced.length > 0 ? `, without ${unpriced.join(", ")}, which the list lacks` : "";
  return `preflight: the nodes of the ${subject} cost ${range} US dollars an hour by list price in '${location}'${without}`;
}

function dollars(amount: number): string {
  return amount.toFixed(2);
}

/** The line for a preview that does not know enough to ask. */
export function unknownText(subject: string): string {
  return `preflight: nothing was checked for the ${subject}, since its location becomes known only during the deployment`;
}
