import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, join } from "node:path";

export interface ChartServerOptions {
  /** Folder with `index.yaml` and the charts; only files directly in it are served. */
  directory: string;
  /** Defaults to a free one. */
  port?: number;
}

export interface ChartServer {
  /** `http://127.0.0.1:PORT`, without a slash at its end. */
  url: string;
  close(): Promise<void>;
}

/** Serves a Helm repository over HTTP on 127.0.0.1. */
export async function startChartServer({ directory, port = 0 }: ChartServerOptions): Promise<ChartServer> {
  const server = createServer((request, response) => {
    const name = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname.slice(1));
    const isFile =
      request.method === "GET" && name !== "" && name === basename(name) && !name.startsWith(".");
    const content = isFile ? readFile(join(directory, name)) : Promise.reject(new Error("no such file"));
    content.then(
      (body) => {
        const type = name.endsWith(".yaml") ? "text/yaml" : "application/gzip";
        response.writeHead(200, { "content-type": type, "content-length": body.length }).end(body);
      },
      () => response.writeHead(404, { "content-type": "text/plain" }).end("not found\n"),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
