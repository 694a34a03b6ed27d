import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitepress";
import { linksOutside } from "./links-outside";
import { repository } from "./repository";
import { sidebar } from "./sidebar";
import { slug } from "./slug";

const docs = fileURLToPath(new URL("../../docs", import.meta.url));
/** Where the site lies on its server: a project's pages on GitHub lie below its name. */
const base = process.env["SITE_BASE"] ?? "/";

/** The pages are the Markdown files in docs/, as they stand there. */
export default defineConfig({
  title: "AKS Ray",
  description: "Ray on GPUs in Azure Kubernetes Service, by one Pulumi component",
  lang: "en",
  base,
  srcDir: docs,
  // Pulumi's registry wants the first page under this name.
  rewrites: { "_index.md": "index.md" },
  // What the pages are compiled to imports Vue, which is not installed beside them.
  vite: { resolve: { alias: { vue: fileURLToPath(new URL("../node_modules/vue", import.meta.url)) } } },
  head: [["link", { rel: "icon", type: "image/svg+xml", href: `${base}logo.svg` }]],
  markdown: {
    anchor: { slugify: slug },
    config: (markdown) => void markdown.use(linksOutside, repository()),
  },
  transformPageData: ({ frontmatter }) => {
    // The layouts of Pulumi's registry are none of this theme's.
    frontmatter["layout"] = "doc";
  },
  buildEnd: ({ outDir }) => copyFile(join(docs, "logo.svg"), join(outDir, "logo.svg")),
  themeConfig: {
    logo: "/logo.svg",
    outline: [2, 3],
    search: { provider: "local" },
    sidebar: sidebar(docs),
  },
});
