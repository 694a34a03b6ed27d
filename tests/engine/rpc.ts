import * as grpc from "@grpc/grpc-js";
import * as errors from "@pulumi/pulumi/proto/errors_pb";
import * as provider from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";

/** As Pulumi's own connections: messages may have 400 MiB. */
export const CHANNEL_OPTIONS = {
  "grpc.max_receive_message_length": 400 * 1024 * 1024,
  "grpc.max_send_message_length": 400 * 1024 * 1024,
};

/** The method of a generated client. */
export type Method<Request, Response> = (
  request: Request,
  metadata: grpc.Metadata,
  options: Partial<grpc.CallOptions>,
  callback: (error: grpc.ServiceError | null, response: Response) => void,
) => grpc.ClientUnaryCall;

/** Calls a method of a generated client. Rejects with a `grpc.ServiceError`. */
export function call<Request, Response>(
  client: grpc.Client,
  method: Method<Request, Response>,
  request: Request,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    method.call(client, request, new grpc.Metadata(), {}, (error, response) =>
      error === null ? resolve(response) : reject(error),
    );
  });
}

/** A fault that a method of a service answers with. */
export class ServiceFault extends Error {
  constructor(
    readonly code: grpc.status,
    message: string,
  ) {
    super(message);
  }
}

/** A method of a service written as an async function; what it throws becomes the answer's status. */
export function handle<Request, Response>(
  method: (request: Request) => Promise<Response> | Response,
): grpc.handleUnaryCall<Request, Response> {
  return (received, callback) => {
    void (async () => method(received.request))().then(
      (response) => callback(null, response),
      (error: unknown) =>
        callback({
          code: error instanceof ServiceFault ? error.code : grpc.status.UNKNOWN,
          details: error instanceof Error ? error.message : String(error),
        }),
    );
  };
}

/** Serves on a free port of 127.0.0.1 and returns the address. */
export async function listen(server: grpc.Server): Promise<string> {
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return `127.0.0.1:${port}`;
}

/** What Pulumi's providers attach to an error. */
export interface ErrorDetails {
  inputProperties: { propertyPath: string; reason: string }[];
  initFailed: provider.ErrorResourceInitFailed | undefined;
  missingKeys: { name: string; description: string }[];
  cause: string | undefined;
}

/** Reads the details of a gRPC error; an error without any has empty ones. */
export function readDetails(error: unknown): ErrorDetails {
  const details: ErrorDetails = {
    inputProperties: [],
    initFailed: undefined,
    missingKeys: [],
    cause: undefined,
  };
  const bytes = (error as Partial<grpc.ServiceError>).metadata?.get("grpc-status-details-bin")[0];
  if (!(bytes instanceof Buffer)) return details;
  for (const detail of Status.deserializeBinary(bytes).getDetailsList()) {
    const value = detail.getValue_asU8();
    switch (detail.getTypeName()) {
      case "pulumirpc.InputPropertiesError":
        details.inputProperties = errors.InputPropertiesError.deserializeBinary(value)
          .getErrorsList()
          .map((item) => ({ propertyPath: item.getPropertyPath(), reason: item.getReason() }));
        break;
      case "pulumirpc.ErrorResourceInitFailed":
        details.initFailed = provider.ErrorResourceInitFailed.deserializeBinary(value);
        break;
      case "pulumirpc.ConfigureErrorMissingKeys":
        details.missingKeys = provider.ConfigureErrorMissingKeys.deserializeBinary(value)
          .getMissingkeysList()
          .map((item) => ({ name: item.getName(), description: item.getDescription() }));
        break;
      case "pulumirpc.ErrorCause":
        details.cause = errors.ErrorCause.deserializeBinary(value).getMessage();
        break;
    }
  }
  return details;
}

/** The text of an error: for a gRPC error its message without the code, and its cause. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { details } = error as Partial<grpc.ServiceError>;
  const message = typeof details === "string" ? details : error.message;
  const { cause } = readDetails(error);
  return cause === undefined ? message : `${message}: ${cause}`;
}
