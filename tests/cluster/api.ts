import * as http from "node:http";
import * as https from "node:https";

/** How to reach an API server. */
export interface ApiAccess {
  /** `https://127.0.0.1:PORT` */
  readonly server: string;
  /** The certificate to trust, PEM. */
  readonly certificate: Buffer;
  readonly token: string;
}

/** A request answers within this time (ms) or counts as unanswered. */
const TIMEOUT = 5_000;

/** Whether the API server answers a GET of `path` with 200. */
export async function succeeds({ server, certificate, token }: ApiAccess, path: string): Promise<boolean> {
  const headers = { authorization: `Bearer ${token}` };
  return (await status(new URL(path, server), { ca: certificate, headers })) === 200;
}

/** Whether a program's health check answers 200. No secret is sent, so its self-made certificate goes unchecked. */
export async function isHealthy(url: string): Promise<boolean> {
  return (await status(new URL(url), { rejectUnauthorized: false })) === 200;
}

/** The HTTP status of the answer to a GET, undefined when none comes. */
async function status(url: URL, options: https.RequestOptions): Promise<number | undefined> {
  const { get } = url.protocol === "https:" ? https : http;
  return await new Promise((resolve) => {
    const request = get(url, { ...options, agent: false, timeout: TIMEOUT }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on("timeout", () => request.destroy());
    request.on("error", () => resolve(undefined));
    request.on("close", () => resolve(undefined));
  });
}
