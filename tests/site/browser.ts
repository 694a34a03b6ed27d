import { createRequire } from "node:module";
import { join } from "node:path";
import { CHROMIUM_FLAGS } from "../browser/chromium";

/** What the tests use of a page of Playwright, which is installed in site/ and not here. */
export interface Page {
  goto(url: string): Promise<unknown>;
  /** Runs an expression in the page. */
  evaluate<T>(expression: string): Promise<T>;
  /** Waits until an expression is true in the page. */
  waitForFunction(expression: string): Promise<unknown>;
  setViewportSize(size: { width: number; height: number }): Promise<void>;
  click(selector: string): Promise<void>;
  fill(selector: string, text: string): Promise<void>;
  on(event: "console", listener: (message: { type(): string; text(): string }) => void): void;
  on(event: "pageerror", listener: (error: Error) => void): void;
  on(event: "response", listener: (response: { status(): number; url(): string }) => void): void;
}

export interface Browser {
  newPage(): Promise<Page>;
  close(): Promise<void>;
}

interface Playwright {
  chromium: {
    launchPersistentContext(profile: string, options: Record<string, unknown>): Promise<Browser>;
  };
}

/**
 * Starts Chromium under the Playwright of site/.
 *
 * @param profile an empty folder for what a browser keeps
 */
export async function startBrowser(site: string, executablePath: string, profile: string): Promise<Browser> {
  const { chromium } = createRequire(join(site, "package.json"))("playwright-core") as Playwright;
  return chromium.launchPersistentContext(profile, { executablePath, headless: true, args: CHROMIUM_FLAGS });
}
