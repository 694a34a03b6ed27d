import fs from "node:fs";
import path from "node:path";

/** Root of the repository. */
export const root = path.resolve(__dirname, "../..");

const SKIPPED = new Set(["node_modules", "bin", "sdk", "coverage", "venv", "sdks"]);

/** Pages of the repository: paths of its Markdown files relative to the root. Generated SDKs and dependencies are left out. */
export function pages(folder = "."): string[] {
  return fs.readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) || entry.name.startsWith(".") ? [] : pages(file);
    return entry.name.endsWith(".md") ? [file] : [];
  });
}

/** Text of a file, by its path relative to the root. */
export function read(file: string): string {
  return fs.readFileSync(path.join(root, file), "utf8");
}

/** Contents of the fenced code blocks in a language. */
export function codeBlocks(markdown: string, language: string): string[] {
  return [...markdown.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, name, code]) =>
    name === language && code !== undefined ? [code] : [],
  );
}

/** Markdown without its code, fenced or not, in which brackets mean nothing. */
export function withoutCode(markdown: string): string {
  return markdown.replace(/^```[\s\S]*?^```$/gm, "").replace(/`[^`\n]*`/g, "");
}

/** Targets of the links in a page. */
export function links(markdown: string): string[] {
  return [...withoutCode(markdown).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target ?? "");
}

/** Anchors of a page's headings, as GitHub makes them. */
export function anchors(markdown: string): Set<string> {
  const seen = new Map<string, number>();
  const headings = markdown.replace(/^```[\s\S]*?^```$/gm, "").matchAll(/^#{1,6} (.+)$/gm);
  return new Set(
    [...headings].map(([, heading = ""]) => {
      const slug = heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-");
      const count = seen.get(slug) ?? 0;
      seen.set(slug, count + 1);
      return count === 0 ? slug : `${slug}-${count}`;
    }),
  );
}
