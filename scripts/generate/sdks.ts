import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { buildMavenFiles, withoutSecretOption } from "./maven";
import type { PackageManifest } from "./package-schema";

/** A generated SDK: its language as the `pulumi` CLI names it, and its folder under `sdk/`. */
export interface Sdk {
  language: string;
  folder: string;
}

export const sdks: readonly Sdk[] = [
  { language: "nodejs", folder: "nodejs" },
  { language: "python", folder: "python" },
  { language: "go", folder: "go" },
  { language: "dotnet", folder: "dotnet" },
  { language: "java", folder: "java" },
];

/** Where the digests of the schemas lie from which the SDKs were made: a line for each language, `DIGEST  LANGUAGE`. */
export const digestFile = "sdk/schema.sha256";

/** SHA-256 digest of the package schema. */
export function schemaDigest(root: string): string {
  return createHash("sha256")
    .update(fs.readFileSync(path.join(root, "provider/schema.json")))
    .digest("hex");
}

/** Digests of the schemas from which the committed SDKs were made, by language. */
export function sdkDigests(root: string): Record<string, string> {
  const file = path.join(root, digestFile);
  if (!fs.existsSync(file)) return {};
  const lines = fs.readFileSync(file, "utf8").trim().split("\n");
  return Object.fromEntries(lines.map((line) => line.split("  ").reverse() as [string, string]));
}

/**
 * Makes the SDKs anew with the `pulumi` CLI, each language for which it is able to.
 * @returns what was done about each language, for people
 */
export function generateSdks(root: string): string[] {
  const digests = sdkDigests(root);
  const messages = sdks.map((sdk) => {
    const refusal = generateSdk(root, sdk);
    if (refusal !== undefined) return `sdk/${sdk.folder}: skipped, ${refusal}`;
    digests[sdk.language] = schemaDigest(root);
    return `sdk/${sdk.folder}`;
  });
  const lines = sdks.flatMap(({ language }) =>
    digests[language] ? [`${digests[language]}  ${language}\n`] : [],
  );
  if (lines.length > 0) {
    fs.writeFileSync(path.join(root, digestFile), lines.join(""));
  }
  return messages;
}

/** Makes one SDK anew; returns the reason when that is impossible. */
function generateSdk(root: string, { language, folder }: Sdk): string | undefined {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "aks-ray-sdk-"));
  try {
    const schema = path.join(root, "provider/schema.json");
    const run = spawnSync(
      "pulumi",
      ["package", "gen-sdk", schema, "--language", language, "--out", scratch],
      {
        cwd: scratch,
        encoding: "utf8",
      },
    );
    if (run.error) {
      return "since there is no `pulumi` on PATH (https://www.pulumi.com/docs/install)";
    }
    if (run.status !== 0) {
      return run.stderr.trim().replaceAll("\n", " ");
    }
    const target = path.join(root, "sdk", folder);
    fs.rmSync(target, { recursive: true, force: true });
    fs.cpSync(path.join(scratch, language), target, { recursive: true });
    if (language === "java") completeJava(root, target);
    return undefined;
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

/** Mends the components, and adds what Maven needs. */
function completeJava(root: string, folder: string): void {
  for (const name of fs.readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".java")) continue;
    const file = path.join(folder, name);
    fs.writeFileSync(file, withoutSecretOption(fs.readFileSync(file, "utf8")));
  }
  const manifest = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")) as PackageManifest;
  for (const [name, contents] of Object.entries(buildMavenFiles(manifest))) {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, contents);
  }
}
