/** Between two signs of life. */
const HEARTBEAT_MILLISECONDS = 10_000;

/** Says every ten seconds that this is still going on, and for how long, until the work has ended. */
export async function withSignsOfLife<Result>(
  what: string,
  work: () => Promise<Result>,
  log: (line: string) => void,
): Promise<Result> {
  const began = Date.now();
  const timer = setInterval(
    () => log(`${what} (${Math.round((Date.now() - began) / 1000)} s).`),
    HEARTBEAT_MILLISECONDS,
  );
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
