import { readFileSync } from "node:fs";

/** `OWNER/NAME` on GitHub, as package.json names it or, in a workflow, as GitHub does. */
export function repository(): string | undefined {
  const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    repository?: { url: string };
  };
  const [, named] = /github\.com[/:]([^/]+\/[^/]+?)(?:\.git)?$/.exec(manifest.repository?.url ?? "") ?? [];
  return named ?? process.env["GITHUB_REPOSITORY"];
}
