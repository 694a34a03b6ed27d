/** A version's section of CHANGELOG.md: its heading, and the lines below it. */
export interface ChangelogSection {
  version: string;
  /** What stands behind the version in the heading: a date, or `unreleased`. */
  state: string;
  lines: string[];
}

/** The sections of CHANGELOG.md, newest first: `## VERSION (STATE)`. */
export function changelogSections(changelog: string): ChangelogSection[] {
  return changelog
    .split(/^## /m)
    .slice(1)
    .map((text) => {
      const [heading = "", ...lines] = text.split("\n");
      const [, version = heading, state = ""] = /^(\S+)(?: \((.*)\))?$/.exec(heading) ?? [];
      return { version, state, lines: lines.filter((line) => line.trim() !== "") };
    });
}

/**
 * What CHANGELOG.md lacks for a version; nothing when it is ready.
 * @param tag the git tag of a release; without one, the section may still be unreleased
 */
export function changelogFaults(changelog: string, version: string, tag?: string): string[] {
  const section = changelogSections(changelog).find((candidate) => candidate.version === version);
  if (section === undefined) return [`CHANGELOG.md has no section '## ${version} (DATE)'`];
  return [
    ...(section.lines.some((line) => line.startsWith("- "))
      ? []
      : [`CHANGELOG.md says nothing under '## ${version}'`]),
    ...(tag === undefined || /^\d{4}-\d{2}-\d{2}$/.test(section.state)
      ? []
      : [`CHANGELOG.md: the heading has to be '## ${version} (YYYY-MM-DD)', not '(${section.state})'`]),
    ...(tag === undefined || tag === `v${version}`
      ? []
      : [`the tag is '${tag}', but package.json says version ${version}`]),
  ];
}

/** The lines under a heading `### NAME` of a section, such as "Breaking". */
export function linesUnder({ lines }: ChangelogSection, heading: string): string[] {
  const start = lines.indexOf(`### ${heading}`);
  if (start < 0) return [];
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => line.startsWith("### "));
  return end < 0 ? rest : rest.slice(0, end);
}
