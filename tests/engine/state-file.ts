import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { createSecretsManager, openSecretsManager, type SecretsManager } from "./secrets";
import type { PendingOperation, ResourceState } from "./state";
import { deserializeState, type SerializedState } from "./state-format";
import { stateText } from "./state-text";

/** The state of a stack as it was when a deployment began. */
export interface LoadedState {
  resources: ResourceState[];
  pending: PendingOperation[];
  secrets: SecretsManager;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/**
 * The passphrase for a state file: the one given, else PULUMI_CONFIG_PASSPHRASE, else a random one that is kept
 * beside the file as `FILE.passphrase`, readable by its owner only.
 */
async function findPassphrase(stateFile: string, given: string | undefined): Promise<string> {
  const chosen = given ?? process.env.PULUMI_CONFIG_PASSPHRASE;
  if (chosen !== undefined) return chosen;
  const path = `${stateFile}.passphrase`;
  const kept = await readIfPresent(path);
  if (kept !== undefined) return kept.trim();
  const passphrase = randomBytes(24).toString("base64url");
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${passphrase}\n`, { mode: 0o600 });
  return passphrase;
}

/** Reads a state file; a missing file is an empty stack. Throws an Error that names the file where it is bad. */
export async function loadState(stateFile: string, passphrase: string | undefined): Promise<LoadedState> {
  const text = await readIfPresent(stateFile);
  const phrase = await findPassphrase(stateFile, passphrase);
  if (text === undefined) {
    return { resources: [], pending: [], secrets: await createSecretsManager(phrase) };
  }
  try {
    const document = JSON.parse(text) as SerializedState;
    if (document.version !== 3) {
      throw new Error(`it has version ${String(document.version)}; only version 3 is read`);
    }
    const { salt } = document.deployment.secrets_providers.state;
    const secrets = await openSecretsManager(phrase, salt);
    return { ...deserializeState(document, secrets), secrets };
  } catch (error) {
    throw new Error(`cannot read the state file ${stateFile}: ${(error as Error).message}`, { cause: error });
  }
}

/** Writes the state so that a reader sees either the old or the new document, whole. */
export async function saveState(
  stateFile: string,
  resources: readonly ResourceState[],
  pending: readonly PendingOperation[],
  secrets: SecretsManager,
  version: string,
): Promise<void> {
  const text = stateText(resources, pending, secrets, version);
  const temporary = `${stateFile}.${process.pid}.tmp`;
  await mkdir(dirname(stateFile), { recursive: true });
  await writeFile(temporary, text, { mode: 0o600 });
  await rename(temporary, stateFile);
}
