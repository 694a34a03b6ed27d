import { setTimeout as sleep } from "node:timers/promises";

/** How {@link waitUntil} waits. Times in milliseconds. */
export interface WaitOptions {
  /** What is awaited, for the error: "the API server to answer". */
  readonly what: string;
  /** Defaults to 60 000. */
  readonly timeout?: number;
  /** Time between two looks. Defaults to 50. */
  readonly interval?: number;
  /** Ends the wait with an error. */
  readonly signal?: AbortSignal;
}

/**
 * Looks again and again until `look` returns something other than `undefined` or `false`, and returns that.
 * Throws when the time is up.
 */
export async function waitUntil<T>(
  look: () => Promise<T | undefined | false> | T | undefined | false,
  { what, timeout = 60_000, interval = 50, signal }: WaitOptions,
): Promise<T> {
  const end = Date.now() + timeout;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) {
      return found;
    }
    if (Date.now() > end) {
      throw new Error(`waited ${timeout / 1000} s for ${what}`);
    }
    await sleep(interval, undefined, { signal });
  }
}
