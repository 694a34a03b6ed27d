import { posix } from "node:path";
import type { MarkdownRenderer } from "vitepress";

/**
 * Has links that leave docs/, such as those to an example, lead to the file on GitHub; where the repository's place there is not
 * known, nothing is left of them but their text.
 *
 * @param repository `OWNER/NAME`
 */
export function linksOutside(markdown: MarkdownRenderer, repository: string | undefined): void {
  markdown.core.ruler.push("links-outside", ({ tokens, env }) => {
    const { relativePath } = env as { relativePath: string };
    for (const { children } of tokens) {
      // Of a link that is taken away, the closing token is the next one.
      let closing = false;
      for (const token of children ?? []) {
        if (token.type === "link_close" && closing) {
          token.hidden = true;
          token.type = "text";
          closing = false;
        }
        const outside =
          token.type === "link_open" ? outsidePath(relativePath, token.attrGet("href") ?? "") : undefined;
        if (outside === undefined) continue;
        if (repository === undefined) {
          token.type = "text";
          closing = true;
        } else {
          token.attrSet("href", `https://github.com/${repository}/blob/main/${outside}`);
        }
      }
    }
  });
}

/** The path in the repository to which a page's link leads, where that is not in docs/. */
function outsidePath(page: string, href: string): string | undefined {
  if (/^([a-z]+:|[#/])/.test(href)) return undefined;
  const target = posix.join("docs", posix.dirname(page), href);
  return target.startsWith("docs/") ? undefined : target;
}
