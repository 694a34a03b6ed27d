import { getJson, RequestError, withQuery } from "./http";

/** Azure Resource Manager, as one subscription sees it. */
export interface Arm {
  subscriptionId: string;
  /** Gets a resource or list below the subscription. */
  get<T>(path: string, apiVersion: string, query?: Record<string, string>): Promise<T>;
  /** Gets all pages of a list below the subscription. */
  list<T>(path: string, apiVersion: string, query?: Record<string, string>): Promise<T[]>;
}

/** Who asks, and where. */
export interface ArmAccess {
  endpoint: string;
  subscriptionId: string;
  token: string;
}

interface Page<T> {
  value?: T[];
  nextLink?: string;
}

/** Asks Azure Resource Manager over HTTP, until `signal` says that it is too late. */
export function connectArm({ endpoint, subscriptionId, token }: ArmAccess, signal: AbortSignal): Arm {
  const options = { headers: { authorization: `Bearer ${token}`, accept: "application/json" }, signal };
  const scope = `/subscriptions/${encodeURIComponent(subscriptionId)}`;
  const address = (path: string, apiVersion: string, query: Record<string, string>): URL =>
    withQuery(`${scope}/${path}`, endpoint, { "api-version": apiVersion, ...query });
  return {
    subscriptionId,
    get: (path, apiVersion, query = {}) => getJson(address(path, apiVersion, query), options),
    async list<T>(path: string, apiVersion: string, query: Record<string, string> = {}): Promise<T[]> {
      const first = address(path, apiVersion, query);
      const items: T[] = [];
      for (let url: URL | undefined = first; url !== undefined;) {
        const page: Page<T> = await getJson(url, options);
        items.push(...(page.value ?? []));
        url = page.nextLink ? nextPage(page.nextLink, first) : undefined;
      }
      return items;
    },
  };
}

/** The token goes to no other host than the first page's. */
function nextPage(link: string, first: URL): URL {
  const next = new URL(link, first);
  if (next.origin !== first.origin) {
    throw new RequestError(`${first.host} continues a list at another host, ${next.host}`);
  }
  return next;
}
