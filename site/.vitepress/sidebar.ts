import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DefaultTheme } from "vitepress";

/** The pages in the order in which the first page, docs/_index.md, names them. */
export function sidebar(docs: string): DefaultTheme.SidebarItem[] {
  const first = readFileSync(join(docs, "_index.md"), "utf8");
  const linked = [...first.matchAll(/\]\(((?!\.\.\/)[\w/-]+)\.md\)/g)].map(([, page = ""]) => page);
  const item = (page: string): DefaultTheme.SidebarItem => ({ text: title(docs, page), link: `/${page}` });
  const guides = linked.filter((page) => page.startsWith("guides/"));
  const start = linked.filter((page) => !guides.includes(page));
  return [
    { text: "AKS Ray", link: "/" },
    { text: "Guides", items: guides.map(item) },
    { text: "The package", items: start.map(item) },
  ];
}

/** A page's heading. */
function title(docs: string, page: string): string {
  return /^# (.+)$/m.exec(readFileSync(join(docs, `${page}.md`), "utf8"))?.[1] ?? page;
}
