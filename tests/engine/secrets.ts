import { createCipheriv, createDecipheriv, pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";

/** Encrypts and decrypts the secrets of one state file. */
export interface SecretsManager {
  /** What the state file records to find the key again from the passphrase. */
  readonly salt: string;
  encrypt(plaintext: string): string;
  decrypt(ciphertext: string): string;
}

// Pulumi's passphrase secrets manager, so that the real CLI can import the state: AES-256-GCM with a key from
// PBKDF2-SHA256, `v1:NONCE:CIPHERTEXT` in base64, and a salt that carries an encrypted known word.
const ITERATIONS = 1_000_000;
const KEY_BYTES = 32;
const SALT_BYTES = 8;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CHECK_WORD = "pulumi";

const derive = promisify(pbkdf2);
const keys = new Map<string, Promise<Buffer>>();

function deriveKey(passphrase: string, salt: Buffer): Promise<Buffer> {
  const name = `${salt.toString("base64")}:${passphrase}`;
  let key = keys.get(name);
  if (key === undefined) {
    key = derive(passphrase, salt, ITERATIONS, KEY_BYTES, "sha256");
    keys.set(name, key);
  }
  return key;
}

/** A manager with a new salt. */
export async function createSecretsManager(passphrase: string): Promise<SecretsManager> {
  const salt = randomBytes(SALT_BYTES);
  const key = await deriveKey(passphrase, salt);
  const recorded = `v1:${salt.toString("base64")}:${encryptWith(key, CHECK_WORD)}`;
  return managerOf(key, recorded);
}

/** The manager of an existing state file. Throws an Error when the passphrase is wrong. */
export async function openSecretsManager(passphrase: string, recorded: string): Promise<SecretsManager> {
  const [version, salt, ...check] = recorded.split(":");
  if (version !== "v1" || salt === undefined || check.length === 0) {
    throw new Error(`the state's secrets provider has an unknown salt format ${JSON.stringify(recorded)}`);
  }
  const key = await deriveKey(passphrase, Buffer.from(salt, "base64"));
  try {
    if (decryptWith(key, check.join(":")) === CHECK_WORD) return managerOf(key, recorded);
  } catch {
    // Told below: GCM fails on a wrong key.
  }
  throw new Error("incorrect passphrase: the state was encrypted with another one");
}

function managerOf(key: Buffer, salt: string): SecretsManager {
  return {
    salt,
    encrypt: (plaintext) => encryptWith(key, plaintext),
    decrypt: (ciphertext) => decryptWith(key, ciphertext),
  };
}

function encryptWith(key: Buffer, plaintext: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const sealed = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `v1:${nonce.toString("base64")}:${sealed.toString("base64")}`;
}

function decryptWith(key: Buffer, ciphertext: string): string {
  const [version, nonce, sealed] = ciphertext.split(":");
  if (version !== "v1" || nonce === undefined || sealed === undefined) {
    throw new Error("a secret in the state is not in the form v1:NONCE:CIPHERTEXT");
  }
  const bytes = Buffer.from(sealed, "base64");
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64"));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  return decipher.update(bytes.subarray(0, -TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
}
