import { request } from "node:https";

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

/** The status and body that the API server answers a GET of `path` with, or undefined when it does not answer. */
export async function get(
  access: ApiAccess,
  path: string,
): Promise<{ status: number; body: string } | undefined> {
  return await new Promise((resolve) => {
    const call = request(
      new URL(path, access.server),
      {
        ca: access.certificate,
        headers: { authorization: `Bearer ${access.token}` },
        agent: false,
        timeout: TIMEOUT,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
        );
        response.on("error", () => resolve(undefined));
      },
    );
    call.on("timeout", () => call.destroy());
    call.on("error", () => resolve(undefined));
    call.on("close", () => resolve(undefined));
    call.end();
  });
}
