import { createHash, randomBytes } from "node:crypto";
import type { CheckRequest } from "../plugin";
import type { AutoName } from "./resource-types";

/** The name that azure-native gives a resource without one: the same in preview and update, by the engine's seed. */
export function automaticName(kind: AutoName, { name, randomSeed }: CheckRequest): string {
  const seed = randomSeed.length > 0 ? randomSeed : randomBytes(32);
  const hex = createHash("sha256").update(seed).update(name).digest("hex");
  return kind === "uuid"
    ? `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
    : `${name}${hex.slice(0, 8)}`;
}
