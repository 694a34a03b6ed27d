import * as grpc from "@grpc/grpc-js";
import * as provider from "@pulumi/pulumi/proto/provider_pb";
import * as status from "@pulumi/pulumi/proto/status_pb";
import { writeProperties, type PropertyMap } from "./properties";
import { anypb } from "./protobuf";

/**
 * The resource exists but did not become ready. The engine records it in the stack's state with these
 * properties and tries an update next time.
 */
export class InitFailedError extends Error {
  constructor(
    readonly id: string,
    readonly properties: PropertyMap,
    readonly reasons: string[],
    /** Inputs to record; only looked at for a read. */
    readonly inputs?: PropertyMap,
  ) {
    super(reasons.join("\n"));
    this.name = "InitFailedError";
  }
}

/** An error with a gRPC status code of its own; every other error is answered with UNKNOWN. */
export class StatusError extends Error {
  constructor(
    readonly code: grpc.status,
    message: string,
  ) {
    super(message);
    this.name = "StatusError";
  }
}

/** Turns whatever a provider threw into the gRPC error that Pulumi's engine understands. */
export function toServiceError(error: unknown): Partial<grpc.ServiceError> & { code: grpc.status } {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof StatusError) {
    return { code: error.code, details: message };
  }
  if (!(error instanceof InitFailedError)) {
    return { code: grpc.status.UNKNOWN, details: message };
  }
  const failure = new provider.ErrorResourceInitFailed();
  failure.setId(error.id);
  failure.setProperties(writeProperties(error.properties));
  failure.setReasonsList(error.reasons);
  if (error.inputs !== undefined) {
    failure.setInputs(writeProperties(error.inputs));
  }
  const detail = new anypb.Any();
  detail.pack(failure.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const body = new status.Status();
  body.setCode(grpc.status.UNKNOWN);
  body.setMessage(message);
  body.addDetails(detail);
  const metadata = new grpc.Metadata();
  // The header in which gRPC carries structured details; only grpc-go writes it by itself.
  metadata.add("grpc-status-details-bin", Buffer.from(body.serializeBinary()));
  return { code: grpc.status.UNKNOWN, details: message, metadata };
}
