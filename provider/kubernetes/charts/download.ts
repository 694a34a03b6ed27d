import { parse } from "yaml";

/** Seconds until a repository that does not answer is given up. */
const TIMEOUT_SECONDS = 60;

interface RepositoryIndex {
  entries?: Record<string, { version?: string; urls?: string[] }[] | undefined>;
}

/** Downloads the archive of a chart from a Helm repository, by way of the repository's index. */
export async function downloadChart(repository: string, chart: string, version: string): Promise<Buffer> {
  const base = repository.endsWith("/") ? repository : `${repository}/`;
  const index = parse(
    (await download(new URL("index.yaml", base))).toString("utf8"),
  ) as RepositoryIndex | null;
  const releases = index?.entries?.[chart] ?? [];
  const release = releases.find(
    (candidate) => candidate.version?.replace(/^v/, "") === version.replace(/^v/, ""),
  );
  const url = release?.urls?.[0];
  if (!url) {
    const offered = releases.flatMap((candidate) => candidate.version ?? []).slice(0, 5);
    throw new Error(
      `the repository has no '${chart}' ${version}${offered.length ? `; it has ${offered.join(", ")}` : ""}`,
    );
  }
  return download(new URL(url, base));
}

async function download(url: URL): Promise<Buffer> {
  let response: Response;
  try {
    response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_SECONDS * 1000) });
  } catch (error) {
    throw new Error(`${url.href} could not be reached (${reason(error)})`);
  }
  if (!response.ok) throw new Error(`${url.href} answered ${response.status} ${response.statusText}`);
  return Buffer.from(await response.arrayBuffer());
}

/** What lies behind fetch's own "fetch failed". */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || error.cause.name : error.message;
}
