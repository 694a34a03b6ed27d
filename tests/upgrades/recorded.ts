import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { AksRayClusterArgs } from "../../provider/args";
import type { Json, SerializedState } from "../engine/state-format";
import { repositoryRoot } from "../sandbox/home";

/** What a release left of a stack in the sandbox, for later ones to preview over. */
export interface RecordedStack {
  settings: AksRayClusterArgs;
  /** The state after its `up`; secrets are encrypted with the tests' own passphrase. */
  state: SerializedState;
  /** What simulated Azure held. */
  azure: Json;
}

/** Folder of the records. */
export const RECORDS = join(repositoryRoot(), "tests", "upgrades", "states");

/** Path of the record of a release. */
export function recordPath(version: string): string {
  return join(RECORDS, `${version}.json`);
}

/** Versions of which there is a record. */
export function recordedVersions(): string[] {
  return readdirSync(RECORDS).map((file) => file.replace(/\.json$/, ""));
}

export function readRecord(version: string): RecordedStack {
  return JSON.parse(readFileSync(recordPath(version), "utf8")) as RecordedStack;
}
