import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** The subscription that the server knows, and the token that it takes. */
export const SUBSCRIPTION = "00000000-0000-4000-8000-000000000001";
export const TOKEN = "eyJ0.example.token";

/** Answers of Azure by path below the subscription, in lower case; a list becomes pages of two. */
export interface ArmAnswers {
  skus: object[];
  usages: object[];
  kubernetesVersions: object[];
  registrations: Record<string, string>;
  /** States of features of Microsoft.ContainerService, by their names in lower case. */
  features: Record<string, string>;
  /** Bodies of managed clusters by `group/name`. */
  clusters: Record<string, object>;
  prices: object[];
  /** Status and body in place of an answer, by the end of a path. */
  refusals: Record<string, { status: number; body: object | string }>;
  /** Ends of paths that are never answered. */
  silent: string[];
}

/** A running server. */
export interface ArmServer {
  url: string;
  /** Paths that were asked for, with their queries. */
  requests: string[];
  close(): Promise<void>;
}

/** API versions of the REST reference under which these are asked; another one is refused. */
const API_VERSIONS: [RegExp, string[]][] = [
  [/\/providers\/microsoft\.compute\/skus$/, ["2019-04-01", "2021-07-01"]],
  [/\/providers\/microsoft\.compute\/locations\/\w+\/usages$/, ["2024-03-01", "2024-07-01", "2024-11-01"]],
  [/\/kubernetesversions$/, ["2025-07-01", "2025-09-01"]],
  [/\/managedclusters\/[^/]+$/, ["2025-07-01", "2025-09-01"]],
  [/\/features\/[^/]+$/, ["2021-07-01"]],
  [/^providers\/[^/]+$/, ["2021-04-01"]],
];

/** Azure Resource Manager and the retail price list on a port of this machine, as far as a preflight asks them. */
export async function startArmServer(answers: ArmAnswers): Promise<ArmServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(decodeURIComponent(request.url ?? ""));
    answer(request, response, answers, addressOf(server));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: addressOf(server),
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function answer(request: IncomingMessage, response: ServerResponse, answers: ArmAnswers, base: string): void {
  const url = new URL(request.url ?? "", base);
  const path = url.pathname.toLowerCase();
  if (answers.silent.some((end) => path.endsWith(end))) return;
  const refusal = Object.entries(answers.refusals).find(([end]) => path.endsWith(end));
  const { status, body } = refusal
    ? refusal[1]
    : path === "/api/retail/prices"
      ? priceAnswer(url, answers)
      : armAnswer(url, request.headers.authorization, answers);
  response.writeHead(status, { "content-type": "application/json" });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}

function armAnswer(url: URL, authorization: string | undefined, answers: ArmAnswers) {
  // Words of Azure Resource Manager, "common deployment errors" and the request pipeline's own.
  if (authorization === undefined) {
    return refused(
      401,
      "AuthenticationFailed",
      "Authentication failed. The 'Authorization' header is missing.",
    );
  }
  if (authorization !== `Bearer ${TOKEN}`) {
    return refused(401, "InvalidAuthenticationToken", "The access token is invalid.");
  }
  const [, , subscription, ...rest] = url.pathname.toLowerCase().split("/");
  if (subscription !== SUBSCRIPTION) {
    return refused(404, "SubscriptionNotFound", `The subscription '${subscription}' could not be found.`);
  }
  const path = rest.join("/");
  const version = url.searchParams.get("api-version");
  if (version === null) {
    const words = "The api-version query parameter (?api-version=) is required for all requests.";
    return refused(400, "MissingApiVersionParameter", words);
  }
  const known = API_VERSIONS.find(([pattern]) => pattern.test(`/${path}`) || pattern.test(path));
  if (known === undefined || !known[1].includes(version)) {
    return refused(400, "NoRegisteredProviderFound", `No registered resource provider found for '${path}'.`);
  }
  return resourceAnswer(path, url, answers);
}

function resourceAnswer(path: string, url: URL, answers: ArmAnswers) {
  const [, feature] = /\/microsoft\.containerservice\/features\/([^/]+)$/.exec(path) ?? [];
  if (feature !== undefined) {
    return { status: 200, body: { properties: { state: answers.features[feature] ?? "NotRegistered" } } };
  }
  if (path.endsWith("/skus")) return page(url, answers.skus);
  if (path.endsWith("/usages")) return { status: 200, body: { value: answers.usages } };
  if (path.endsWith("/kubernetesversions")) {
    return { status: 200, body: { values: answers.kubernetesVersions } };
  }
  if (path.includes("/managedclusters/")) {
    const [, group = "", , , , name = ""] = path.split("/");
    const body = answers.clusters[`${group}/${name}`];
    if (body !== undefined) return { status: 200, body };
    const words = `The Resource 'Microsoft.ContainerService/managedClusters/${name}' under resource group '${group}' was not found.`;
    return refused(404, "ResourceNotFound", words);
  }
  const namespace = url.pathname.split("/").at(-1) ?? "";
  const registrationState = answers.registrations[namespace];
  return registrationState === undefined
    ? refused(404, "InvalidResourceNamespace", `The resource namespace '${namespace}' is invalid.`)
    : { status: 200, body: { namespace, registrationState, registrationPolicy: "RegistrationRequired" } };
}

/** Two items a page, so that whoever forgets the next link misses the rest. */
function page(url: URL, items: object[]) {
  const start = Number(url.searchParams.get("$skiptoken") ?? 0);
  const next = new URL(url);
  next.searchParams.set("$skiptoken", String(start + 2));
  const more = start + 2 < items.length ? { nextLink: next.href } : {};
  return { status: 200, body: { value: items.slice(start, start + 2), ...more } };
}

/** The price list is public and has keys of its own. */
function priceAnswer(url: URL, { prices }: ArmAnswers) {
  const { body } = page(url, prices);
  const { value, nextLink } = body as { value: object[]; nextLink?: string };
  return {
    status: 200,
    body: { BillingCurrency: "USD", Items: value, NextPageLink: nextLink ?? null, Count: value.length },
  };
}

function refused(status: number, code: string, message: string) {
  return { status, body: { error: { code, message } } };
}
