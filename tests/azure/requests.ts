import type { Arm } from "./arm";
import { ArmError } from "./arm-error";

/** Statuses on which azure-native's HTTP client asks again (client_azcore.go, initPipelineOpts). */
const RETRIED = new Set([408, 429, 500, 502, 503, 504]);

/** Its waits in seconds before the second, third and fourth attempt, unless the answer names one. */
const DELAYS = [20, 60, 120];

/** Sends a request as azure-native's HTTP client does: again after throttling and passing faults, three times at most. */
export async function withRetries<T>(arm: Arm, signal: AbortSignal, send: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      const delay = DELAYS[attempt];
      if (!(error instanceof ArmError && RETRIED.has(error.status)) || delay === undefined) throw error;
      await arm.pause(error.retryAfter ?? delay, signal);
    }
  }
}

/** The engine's cancellation, or the end of a resource's timeout. */
export interface Deadline {
  signal: AbortSignal;
  /** The error in azure-native's words, when the signal was the reason. */
  explain(error: unknown): Error;
}

/** azure-native waits two hours unless the program says otherwise (provider.go, azureContext). */
const DEFAULT_TIMEOUT_SECONDS = 7200;

/** Time of this machine that every operation gets, however fast Azure's time runs here. */
const LEAST_MILLISECONDS = 10_000;

/** @param timeout the program's custom timeout in seconds of Azure's time; 0 for none. */
export function deadline(cancelled: AbortSignal, timeout: number, timeScale: number): Deadline {
  const milliseconds =
    timeout > 0
      ? timeout * 1000 * timeScale
      : Math.max(LEAST_MILLISECONDS, DEFAULT_TIMEOUT_SECONDS * 1000 * timeScale);
  const timedOut = AbortSignal.timeout(Math.max(1, Math.ceil(milliseconds)));
  return {
    signal: AbortSignal.any([cancelled, timedOut]),
    explain(error) {
      if (cancelled.aborted) return new Error("context canceled", { cause: error });
      if (timedOut.aborted) return new Error("operation timed out", { cause: error });
      return error instanceof Error ? error : new Error(String(error));
    },
  };
}
