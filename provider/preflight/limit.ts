/** Longest that a preview waits for Azure's answers. The list of VM sizes takes Azure two to three seconds. */
const LIMIT_MS = 6000;

/** Does work that can be told by a signal that it takes too long. */
export async function withinLimit<T>(
  work: (signal: AbortSignal) => Promise<T>,
  milliseconds = LIMIT_MS,
): Promise<T> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), milliseconds);
  try {
    return await work(limit.signal);
  } finally {
    clearTimeout(timer);
  }
}

/** The promise's own outcome, or a failure once the signal says that it is too late. */
export function beforeLimit<T>(promise: Promise<T>, signal: AbortSignal, failure: string): Promise<T> {
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(new Error(failure)), { once: true });
  });
  return Promise.race([promise, late]);
}
