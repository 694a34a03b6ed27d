import { setTimeout as delay } from "node:timers/promises";
import type { IncomingMessage } from "node:http";
import { ApiError } from "./api-error";
import type { KubernetesObject } from "./objects";
import { text, type Transport } from "./transport";

export interface WatchEvent {
  type: "ADDED" | "MODIFIED" | "DELETED";
  object: KubernetesObject;
}

export interface FollowOptions {
  /** Absent: every namespace. */
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  signal: AbortSignal;
  /** Called whenever everything that a list held has been reported. */
  onListed?: () => void;
}

interface ObjectList {
  metadata: { resourceVersion: string };
  items: KubernetesObject[];
}

/** How long to wait before a watch that broke is opened anew. */
const RETRY_MILLISECONDS = 500;

/**
 * Lists the objects at a path and watches them from there. What disappeared while no watch was open is reported
 * as DELETED after the next list. Ends when the signal is aborted; rejects when the server refuses the list.
 */
export async function* followObjects(
  transport: Transport,
  path: string,
  options: FollowOptions,
): AsyncGenerator<WatchEvent> {
  const known = new Map<string, KubernetesObject>();
  while (!options.signal.aborted) {
    try {
      const list = JSON.parse(await text(await open(transport, path, options, {}))) as ObjectList;
      yield* differences(known, list.items);
      options.onListed?.();
      let version = list.metadata.resourceVersion;
      while (!options.signal.aborted) {
        const parameters = { watch: "true", resourceVersion: version, allowWatchBookmarks: "true" };
        for await (const event of readEvents(await open(transport, path, options, parameters))) {
          version = event.object.metadata.resourceVersion ?? version;
          if (event.type === "BOOKMARK") continue;
          remember(known, event as WatchEvent);
          yield event as WatchEvent;
        }
      }
    } catch (error) {
      if (options.signal.aborted) return;
      if (error instanceof ApiError && !error.isGone && error.status.code < 500) throw error;
      await delay(RETRY_MILLISECONDS, undefined, { signal: options.signal }).catch(() => {});
    }
  }
}

function open(
  transport: Transport,
  path: string,
  { labelSelector, fieldSelector, signal }: FollowOptions,
  parameters: Record<string, string>,
): Promise<IncomingMessage> {
  const search = new URLSearchParams(parameters);
  if (labelSelector !== undefined) search.set("labelSelector", labelSelector);
  if (fieldSelector !== undefined) search.set("fieldSelector", fieldSelector);
  return transport.send({ method: "GET", path: `${path}?${search}`, signal });
}

const identity = ({ metadata }: KubernetesObject) => metadata.uid ?? `${metadata.namespace}/${metadata.name}`;

function* differences(
  known: Map<string, KubernetesObject>,
  items: KubernetesObject[],
): Generator<WatchEvent> {
  const present = new Set(items.map(identity));
  for (const [key, object] of known) {
    if (!present.has(key)) {
      known.delete(key);
      yield { type: "DELETED", object };
    }
  }
  for (const object of items) {
    const before = known.get(identity(object));
    if (before?.metadata.resourceVersion === object.metadata.resourceVersion && before !== undefined)
      continue;
    known.set(identity(object), object);
    yield { type: before === undefined ? "ADDED" : "MODIFIED", object };
  }
}

function remember(known: Map<string, KubernetesObject>, { type, object }: WatchEvent): void {
  if (type === "DELETED") known.delete(identity(object));
  else known.set(identity(object), object);
}

type RawEvent = { type: string; object: KubernetesObject };

async function* readEvents(response: IncomingMessage): AsyncGenerator<RawEvent> {
  response.setEncoding("utf8");
  let rest = "";
  for await (const chunk of response) {
    const lines = (rest + (chunk as string)).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const event = JSON.parse(line) as RawEvent;
      if (event.type === "ERROR") {
        throw new ApiError({ code: Number(event.object.code ?? 500), message: String(event.object.message) });
      }
      yield event;
    }
  }
}
