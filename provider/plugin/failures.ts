import { AsyncLocalStorage } from "node:async_hooks";
import type { ServiceError } from "@grpc/grpc-js";
import { InputPropertiesError, InputPropertyError } from "@pulumi/pulumi/errors";
import type { ConstructRequest } from "@pulumi/pulumi/proto/provider_pb";
import { sdkGrpc } from "./sdk-modules";
import type { ConstructCallback, SdkService } from "./service";

/** A Construct that has not been answered yet. */
interface Construction {
  request: ConstructRequest;
  fail(error: unknown): void;
}

const current = new AsyncLocalStorage<Construction>();
const unanswered = new Set<Construction>();

/** The request of the Construct that the caller runs in. */
export function currentRequest(): ConstructRequest {
  const construction = current.getStore();
  if (construction === undefined) {
    throw new Error("There is no Construct under way here.");
  }
  return construction.request;
}

/**
 * Makes each Construct answer for its own failures. In the SDK's server (3.248) a rejection that nothing handles fails
 * every Construct in flight, and an InputPropertiesError that arrives that way loses its paths.
 */
export function isolateFailures(service: SdkService): SdkService {
  const construct: SdkService["construct"] = (call, callback) => {
    const construction: Construction = {
      request: call.request,
      fail: (error) => answer(asServiceError(service, error), null),
    };
    const answer: ConstructCallback = (error, response) => {
      if (unanswered.delete(construction)) {
        callback(error && asServiceError(service, error), response);
      }
    };
    unanswered.add(construction);
    return current.run(construction, () => service.construct(call, answer));
  };
  return overridden(service, { construct });
}

/** The service with some methods replaced; all others keep their `this`. */
export function overridden(service: SdkService, methods: Partial<SdkService>): SdkService {
  return Object.assign(Object.create(service) as SdkService, methods);
}

/**
 * Replaces the process's handlers of unhandled errors by one that fails the Construct in which the error arose. An error
 * from outside of any Construct fails all that wait, since one of them may wait for what will never come.
 */
export function handleUncaught(): void {
  for (const event of ["unhandledRejection", "uncaughtException"] as const) {
    process.removeAllListeners(event);
    process.on(event, (error: unknown) => {
      const owner = current.getStore();
      for (const construction of owner ? [owner] : [...unanswered]) {
        construction.fail(error);
      }
    });
  }
}

/** The error as gRPC carries it: the message without a stack trace, and the paths of wrong arguments. */
function asServiceError(service: SdkService, error: unknown): Partial<ServiceError> {
  if (InputPropertiesError.isInstance(error)) {
    return service.buildInvalidPropertiesError(error.message, error.errors ?? []);
  }
  if (InputPropertyError.isInstance(error)) {
    return service.buildInvalidPropertiesError("", [
      { propertyPath: error.propertyPath, reason: error.reason },
    ]);
  }
  if (error instanceof Error) {
    const { code, details, metadata } = error as Partial<ServiceError>;
    return typeof code === "number"
      ? { code, details: details ?? error.message, metadata }
      : { code: sdkGrpc.status.UNKNOWN, details: error.message };
  }
  return isServiceError(error) ? error : { code: sdkGrpc.status.UNKNOWN, details: String(error) };
}

function isServiceError(error: unknown): error is Partial<ServiceError> {
  return typeof error === "object" && error !== null && "code" in error && "details" in error;
}
