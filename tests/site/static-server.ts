import { readFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, posix } from "node:path";

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** Serves a folder on loopback, below `base`, as a host of static pages does. */
export async function serveFolder(folder: string, base: string): Promise<{ url: string; close(): void }> {
  const send = async (url: string, response: ServerResponse): Promise<void> => {
    const path = posix.normalize(decodeURIComponent(new URL(url, "http://127.0.0.1").pathname));
    const file = path.endsWith("/") ? `${path}index.html` : path;
    const content = path.startsWith(base)
      ? await readFile(join(folder, file.slice(base.length))).catch(() => undefined)
      : undefined;
    response.writeHead(content === undefined ? 404 : 200, {
      "content-type": TYPES[extname(file)] ?? "application/octet-stream",
    });
    response.end(content);
  };
  const server = createServer((request, response) => void send(request.url ?? "/", response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}${base}`, close };
}
