import fs from "node:fs";
import path from "node:path";
import { repositoryRoot } from "../../tests/sandbox/home";
import { recordPath } from "../../tests/upgrades/recorded";
import { changelogFaults } from "./changelog";
import { repositoryFaults, type ReleaseManifest } from "./repository";

/** `npm run release:check [-- TAG]`: whether the repository is ready; with a tag, whether it can be released as that. */
function main(root: string, tag: string | undefined): void {
  const manifest = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")) as ReleaseManifest;
  const faults = [
    ...changelogFaults(fs.readFileSync(path.join(root, "CHANGELOG.md"), "utf8"), manifest.version, tag),
    ...recordFaults(manifest.version),
    ...(tag === undefined ? [] : repositoryFaults(manifest, process.env["GITHUB_REPOSITORY"])),
  ];
  for (const fault of faults) console.error(`error: ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
  else console.log(`${manifest.version} is ready${tag === undefined ? "" : " to be released"}.`);
}

/** Later versions are tried with what this one leaves. */
function recordFaults(version: string): string[] {
  if (fs.existsSync(recordPath(version))) return [];
  return [
    `there is no record of a stack of ${version}, for later versions to preview over; make it with 'npm run record:state'`,
  ];
}

main(repositoryRoot(), process.argv[2]);
