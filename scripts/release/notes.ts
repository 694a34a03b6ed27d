import fs from "node:fs";
import path from "node:path";
import { repositoryRoot } from "../../tests/sandbox/home";
import { changelogSections } from "./changelog";

/** `npm run release:notes`: prints what CHANGELOG.md says of the version in package.json. */
function main(root: string): void {
  const { version } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")) as {
    version: string;
  };
  const sections = changelogSections(fs.readFileSync(path.join(root, "CHANGELOG.md"), "utf8"));
  const section = sections.find((candidate) => candidate.version === version);
  if (section === undefined) throw new Error(`CHANGELOG.md has no section '## ${version} (DATE)'`);
  console.log(section.lines.join("\n"));
}

main(repositoryRoot());
