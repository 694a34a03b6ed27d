import type { ApiClient } from "../api";
import type { KubernetesObject } from "../objects";

/** Objects to follow while waiting. */
export interface Target {
  apiVersion: string;
  kind: string;
  namespace?: string;
  fieldSelector?: string;
  labelSelector?: string;
}

/** What is known of each target: its objects by name; undefined until they have been listed. */
export type Seen = (ReadonlyMap<string, KubernetesObject> | undefined)[];

/** `recheckAfter`: milliseconds after which to judge again although nothing changed. */
export type Verdict =
  | { state: "ready" }
  | { state: "failed"; reasons: string[] }
  | { state: "waiting"; message: string; recheckAfter?: number };

export interface WaitOptions {
  client: ApiClient;
  targets: Target[];
  /** Called with all that is known after each change. */
  judge: (seen: Seen) => Verdict;
  /** Milliseconds. */
  timeout: number;
  signal: AbortSignal;
  /** Called with each new status. */
  onStatus: (message: string) => void;
}

/** How a wait ended: `ready`, or why not. */
export type Outcome = { end: "ready" | "timeout" | "cancelled" } | { end: "failed"; reasons: string[] };

/** Follows the targets until the judge says ready or failed, the time is up or the signal is aborted. */
export async function waitUntil(options: WaitOptions): Promise<Outcome> {
  const { client, targets, judge, signal, onStatus } = options;
  const stop = new AbortController();
  const seen: Seen = targets.map(() => undefined);
  return new Promise<Outcome>((resolve, reject) => {
    let recheck: NodeJS.Timeout | undefined;
    let status = "";

    const clear = () => {
      clearTimeout(recheck);
      clearTimeout(timer);
      signal.removeEventListener("abort", cancel);
      stop.abort();
    };
    const finish = (outcome: Outcome) => {
      clear();
      resolve(outcome);
    };
    const cancel = () => finish({ end: "cancelled" });
    const timer = setTimeout(() => finish({ end: "timeout" }), options.timeout);
    signal.addEventListener("abort", cancel);
    if (signal.aborted) return cancel();

    const consider = () => {
      if (stop.signal.aborted) return;
      const verdict = judge(seen);
      clearTimeout(recheck);
      if (verdict.state === "ready") return finish({ end: "ready" });
      if (verdict.state === "failed") return finish({ end: "failed", reasons: verdict.reasons });
      if (verdict.recheckAfter !== undefined) recheck = setTimeout(consider, verdict.recheckAfter);
      if (verdict.message !== status) onStatus((status = verdict.message));
    };

    const fail = (error: unknown) => {
      if (stop.signal.aborted) return;
      clear();
      reject(error);
    };

    const follow = async ({ apiVersion, kind, ...where }: Target, index: number) => {
      const known = new Map<string, KubernetesObject>();
      const onListed = () => {
        seen[index] = known;
        consider();
      };
      const options = { ...where, signal: stop.signal, onListed };
      for await (const { type, object } of client.follow(apiVersion, kind, options)) {
        if (type === "DELETED") known.delete(object.metadata.name);
        else known.set(object.metadata.name, object);
        if (seen[index] !== undefined) consider();
      }
    };
    targets.forEach((target, index) => void follow(target, index).catch(fail));
    consider();
  });
}

/** The target that is one object. */
export function theObject({ apiVersion, kind, metadata }: KubernetesObject): Target {
  return {
    apiVersion,
    kind,
    namespace: metadata.namespace,
    fieldSelector: `metadata.name=${metadata.name}`,
  };
}
