import type { PropertyMap } from "../plugin";
import type { Accepted, Handler, PutRequest } from "./handler";
import { MINUTES } from "./operations";

/** Accepts a PUT that takes little time. */
export function accepted(request: PutRequest, body: PropertyMap): Accepted {
  return { body, kind: request.existing === undefined ? "Creating" : "Updating", minutes: MINUTES.small };
}

/** A type whose resources keep what they are given; `extra` adds what Azure makes up, or refuses the request. */
export function simple(extra: (request: PutRequest) => PropertyMap, check?: Handler["delete"]): Handler {
  return {
    put: (request) => accepted(request, { ...request.existing?.body, ...request.body, ...extra(request) }),
    delete: (...args) => check?.(...args) ?? MINUTES.small,
  };
}
