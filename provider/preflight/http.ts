/** Limits of a request. */
export interface RequestOptions {
  headers?: Record<string, string>;
  signal: AbortSignal;
}

/** A request that brought no answer that can be used. Its message holds nothing of the request's headers. */
export class RequestError extends Error {
  constructor(
    message: string,
    readonly status?: number,
  ) {
    super(message);
  }
}

/** The body of an error of Azure's: `{"error": {"code", "message"}}`, or flat in the container service. */
interface ErrorBody {
  error?: { code?: string; message?: string };
  code?: string;
  message?: string;
}

/**
 * Gets a JSON document.
 *
 * @throws RequestError
 */
export async function getJson<T>(url: URL, { headers, signal }: RequestOptions): Promise<T> {
  try {
    // A redirect would take the token to another host.
    const response = await fetch(url, { headers, signal, redirect: "error" });
    const text = await response.text();
    if (!response.ok) throw new RequestError(refusal(url, response.status, text), response.status);
    return JSON.parse(text) as T;
  } catch (error) {
    throw error instanceof RequestError ? error : new RequestError(failure(url, error));
  }
}

function refusal({ host }: URL, status: number, text: string): string {
  let body: ErrorBody = {};
  try {
    body = JSON.parse(text) as ErrorBody;
  } catch {
    // A proxy's page; the status has to do.
  }
  const { code, message } = body.error ?? body;
  const words = [code, firstLine(message ?? "")].filter(Boolean).join(": ");
  return `${host} answered ${status}${words && ` ${words}`}`;
}

function failure({ host }: URL, error: unknown): string {
  if (error instanceof SyntaxError) return `${host} answered something else than JSON`;
  if (!(error instanceof Error)) return `${host} cannot be reached`;
  if (error.name === "TimeoutError" || error.name === "AbortError") return `${host} did not answer in time`;
  const { code } = (error.cause ?? {}) as { code?: string };
  return `${host} cannot be reached (${code ?? firstLine(error.message)})`;
}

/** The first line of a text, cut to a length that a warning bears. */
export function firstLine(text: string): string {
  const [line = ""] = text.trim().split(/\r?\n/);
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}

/** An address with a query, with spaces as Azure's own clients write them. */
export function withQuery(path: string, endpoint: string, query: Record<string, string>): URL {
  const url = new URL(path, endpoint);
  url.search = new URLSearchParams(query).toString().replaceAll("+", "%20");
  return url;
}
