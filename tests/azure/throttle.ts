import { ArmError } from "./arm-error";

/** Requests left, by limit. */
export type Buckets = Record<string, { tokens: number; at: number }>;

// AKS quotas, "throttling limits on AKS resource provider APIs": PUT of a cluster and of a pool, burst 20, 1 a minute.
const BURST = 20;
const REFILL_MINUTES = 1;

/**
 * Takes one request out of a bucket.
 *
 * @param key what is limited, e.g. a pool's id.
 * @throws 429 `Throttled` with the seconds, in Azure's time, after which the next request is let through.
 */
export function takeRequest(buckets: Buckets, key: string, timeScale: number, now = Date.now()): void {
  const refill = REFILL_MINUTES * 60_000 * timeScale;
  const bucket = buckets[key] ?? { tokens: BURST, at: now };
  const gained = refill === 0 ? BURST : (now - bucket.at) / refill;
  const tokens = Math.min(BURST, bucket.tokens + gained);
  if (tokens < 1) {
    buckets[key] = { tokens, at: now };
    const seconds = Math.ceil((1 - tokens) * REFILL_MINUTES * 60);
    const message = `The request is throttled; the limit is ${BURST} requests and 1 more a minute. Retry after ${seconds} seconds.`;
    throw new ArmError(429, "Throttled", message, seconds);
  }
  buckets[key] = { tokens: tokens - 1, at: now };
}
