import fs from "node:fs";
import path from "node:path";
import { changelogSections, linesUnder } from "../release/changelog";
import { breakingChanges, unannounced, type ComparedSchema } from "./breaking-changes";

/** The schema of the last release; absent until there is one. `npm run schema:released` writes it. */
const RELEASED = "scripts/generate/schema.released.json";

/** `npm run schema:check`: fails on what breaks programs and stands under no "Breaking" in CHANGELOG.md. */
function main(root: string): void {
  const read = (file: string): string => fs.readFileSync(path.join(root, file), "utf8");
  const current = JSON.parse(read("provider/schema.json")) as ComparedSchema;
  if (!fs.existsSync(path.join(root, RELEASED))) {
    console.log(`There is no ${RELEASED}: nothing is released yet, so nothing can break.`);
    return;
  }
  const released = JSON.parse(read(RELEASED)) as ComparedSchema;
  const changes = breakingChanges(released, current);
  for (const { path: place, what } of changes) console.log(`${place}: ${what}`);

  const section = changelogSections(read("CHANGELOG.md")).find(({ version }) => version === current.version);
  const missing = unannounced(changes, section === undefined ? [] : linesUnder(section, "Breaking"));
  for (const { path: place } of missing) {
    console.error(
      `error: CHANGELOG.md has to name \`${place}\` under '### Breaking' of ${current.version}, or leave it as in ${released.version}`,
    );
  }
  if (missing.length > 0) process.exitCode = 1;
  else console.log(`Compared with ${released.version}: ${changes.length} breaking changes, all announced.`);
}

main(path.resolve(__dirname, "../.."));
