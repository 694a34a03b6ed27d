import { isIP } from "node:net";

/** A range of IP addresses. */
export interface Cidr {
  family: "IPv4" | "IPv6";
  /** As it was written. */
  text: string;
  prefixLength: number;
  first: bigint;
  last: bigint;
}

/** Reads a range in CIDR form; undefined when the text is none, or names an address inside a range rather than its first. */
export function parseCidr(text: string): Cidr | undefined {
  const [, address = "", length = ""] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const ip = parseAddress(address);
  const prefixLength = Number(length);
  if (ip === undefined || prefixLength > bits(ip.family)) return undefined;
  const size = 1n << BigInt(bits(ip.family) - prefixLength);
  if (ip.value % size !== 0n) return undefined;
  return { family: ip.family, text, prefixLength, first: ip.value, last: ip.value + size - 1n };
}

/** Reads an address of either family. */
export function parseAddress(text: string): { family: Cidr["family"]; value: bigint } | undefined {
  if (text.includes("%")) return undefined;
  const version = isIP(text);
  if (version === 0) return undefined;
  const octets = version === 4 ? text.split(".").map(Number) : ipv6Octets(text);
  return {
    family: version === 4 ? "IPv4" : "IPv6",
    value: octets.reduce((value, octet) => (value << 8n) | BigInt(octet), 0n),
  };
}

/** Number of addresses. */
export function sizeOf({ first, last }: Cidr): bigint {
  return last - first + 1n;
}

/** Whether two ranges have an address in common. */
export function overlap(a: Cidr, b: Cidr): boolean {
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}

/** Whether all of a range lies in another. */
export function contains(outer: Cidr, inner: Cidr): boolean {
  return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;
}

/** The first range of a length inside another. */
export function firstWithin(outer: Cidr, prefixLength: number): string {
  return `${formatAddress(outer.first, outer.family)}/${prefixLength}`;
}

/** The last range of a length inside another. */
export function lastWithin(outer: Cidr, prefixLength: number): string {
  const size = 1n << BigInt(bits(outer.family) - prefixLength);
  return `${formatAddress(outer.last + 1n - size, outer.family)}/${prefixLength}`;
}

/** The address at a distance from the first of a range. */
export function addressAt({ first, family }: Cidr, offset: number): string {
  return formatAddress(first + BigInt(offset), family);
}

function bits(family: Cidr["family"]): number {
  return family === "IPv4" ? 32 : 128;
}

/** The sixteen octets of a sound IPv6 address, `::` and a dotted ending included. */
function ipv6Octets(text: string): number[] {
  const [head = "", tail] = text.split("::");
  const before = groupOctets(head);
  const after = groupOctets(tail ?? "");
  return [...before, ...new Array<number>(16 - before.length - after.length).fill(0), ...after];
}

function groupOctets(text: string): number[] {
  if (text === "") return [];
  return text.split(":").flatMap((group) => {
    if (group.includes(".")) return group.split(".").map(Number);
    const value = parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}

/** Dotted, or in groups of hexadecimal digits with the longest run of zeroes cut out (RFC 5952). */
function formatAddress(value: bigint, family: Cidr["family"]): string {
  if (family === "IPv4") return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 0xffn)).join(".");
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
  );
  const zeroes = [...groups.join(":").matchAll(/\b0(:0)+\b/g)].sort((a, b) => b[0].length - a[0].length)[0];
  if (zeroes === undefined) return groups.join(":");
  const joined = groups.join(":");
  const before = joined.slice(0, zeroes.index).replace(/:$/, "");
  const after = joined.slice(zeroes.index + zeroes[0].length).replace(/^:/, "");
  return `${before}::${after}`;
}
