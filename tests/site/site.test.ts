import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { chromium } from "../browser/chromium";
import { pages as markdownPages, root } from "../docs/markdown";
import { startBrowser, type Browser, type Page } from "./browser";
import { serveFolder } from "./static-server";

const run = promisify(execFile);
const site = join(root, "site");
/** The pages of a project lie below its name. */
const BASE = "/aks-ray/";

/** Path of the page that a file in docs/ becomes, without the site's base. */
function sitePath(file: string): string {
  return file
    .replace(/^docs\//, "")
    .replace("_index", "index")
    .replace(/\.md$/, ".html");
}

const PATHS = markdownPages("docs").map(sitePath);

/** What a reader sees of a page, and where its links lead. */
interface Seen {
  heading: string;
  ids: string[];
  links: string[];
  brokenPictures: string[];
}

const SEEN = `({
  heading: document.querySelector("main h1")?.firstChild?.textContent?.trim() ?? "",
  ids: [...document.querySelectorAll("[id]")].map(({ id }) => id),
  links: [...document.querySelectorAll("a[href]")].map(({ href }) => href),
  brokenPictures: [...document.images].filter(({ complete, naturalWidth }) => !complete || naturalWidth === 0).map(({ src }) => src),
})`;
/** A click does something only once the script of the page has taken over. */
const ALIVE = `document.querySelector("#app")?.__vue_app__ !== undefined`;

describe("the site of the documentation, in a browser", function () {
  this.timeout(240_000);
  let folder: string;
  let server: { url: string; close(): void } | undefined;
  let browser: Browser | undefined;
  let page: Page;
  /** What the browser complained of. */
  const complaints: string[] = [];
  const seen = new Map<string, Seen>();

  before(async function () {
    const executable = chromium();
    if (!existsSync(join(site, "node_modules", "vitepress")) || executable === undefined) {
      console.log("      skipped: needs `npm run site`, and a Chromium on PATH (`apt-get install chromium`)");
      this.skip();
    }
    folder = await mkdtemp(join(tmpdir(), "aks-ray-site-"));
    const built = join(folder, "built");
    const vitepress = join(site, "node_modules", "vitepress", "bin", "vitepress.js");
    await run(process.execPath, [vitepress, "build", site, "--outDir", built], {
      env: { ...process.env, SITE_BASE: BASE, GITHUB_REPOSITORY: "owner/aks-ray" },
    });
    server = await serveFolder(built, BASE);
    browser = await startBrowser(site, executable, join(folder, "profile"));
    page = await browser.newPage();
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("response", (response) => {
      if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
    });
  });
  after(async () => {
    await browser?.close();
    server?.close();
    if (folder !== undefined) await rm(folder, { recursive: true });
  });

  async function open(path: string): Promise<void> {
    await page.goto(`${server?.url}${path}`);
    await page.waitForFunction(ALIVE);
  }

  it("should have each page of docs/, with its heading and its pictures, without an error in the console", async () => {
    for (const path of PATHS) {
      await open(path);
      await page.evaluate("Promise.all([...document.images].map((image) => image.decode().catch(() => {})))");
      seen.set(path, await page.evaluate<Seen>(SEEN));
    }
    expect(complaints).to.deep.equal([]);
    const faulty = [...seen].filter(
      ([, { heading, brokenPictures }]) => !heading || brokenPictures.length > 0,
    );
    expect(faulty.map(([path, { brokenPictures }]) => [path, brokenPictures])).to.deep.equal([]);
  });

  it("should have links that lead to pages and headings of the site, or elsewhere by https or to a forwarded port", () => {
    const faults = [...seen].flatMap(([path, { links }]) =>
      links.flatMap((link) => {
        const [, target, anchor] = link.split(server?.url ?? "")[1]?.match(/^([^#]*)#?(.*)$/) ?? [];
        if (target === undefined)
          return /^https:|^http:\/\/127\.0\.0\.1:/.test(link) ? [] : [`${path}: ${link}`];
        const ids = seen.get(target === "" ? "index.html" : target)?.ids;
        return ids && (!anchor || ids.includes(decodeURIComponent(anchor))) ? [] : [`${path}: ${link}`];
      }),
    );
    expect(faults).to.deep.equal([]);
    const links = [...seen.values()].flatMap((each) => each.links);
    expect(links).to.include("https://github.com/owner/aks-ray/blob/main/examples/go");
  });

  it("should lead to every page from the side bar", () => {
    const linked = seen.get("index.html")?.links.map((link) => link.split(/#|$/)[0]);
    expect(linked).to.include.members(
      PATHS.map((path) => `${server?.url}${path === "index.html" ? "" : path}`),
    );
  });

  it("should find an argument, and open the page that describes it", async () => {
    await open("guides/first-cluster.html");
    await page.click("#local-search button");
    await page.fill("#localsearch-input", "idleTimeoutSeconds");
    const result = `#localsearch-list a[href="${BASE}reference.html#autoscaler"]`;
    await page.waitForFunction(`document.querySelector(${JSON.stringify(result)}) !== null`);
    await page.click(result);
    await page.waitForFunction(
      `location.href === ${JSON.stringify(`${server?.url}reference.html#autoscaler`)}`,
    );
    await page.waitForFunction(
      `document.querySelector("#autoscaler ~ table")?.textContent.includes("idleTimeoutSeconds") === true`,
    );
    expect(complaints).to.deep.equal([]);
  });

  it("should fit a telephone, with tables and pictures that scroll by themselves", async () => {
    await page.setViewportSize({ width: 375, height: 700 });
    const wider: string[] = [];
    for (const path of PATHS) {
      await open(path);
      const width = await page.evaluate<number>("document.documentElement.scrollWidth");
      if (width > 375) wider.push(`${path}: ${width}`);
    }
    expect(wider).to.deep.equal([]);
  });
});
