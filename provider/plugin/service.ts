import type { sendUnaryData, ServerUnaryCall, ServiceError } from "@grpc/grpc-js";
import type { Provider } from "@pulumi/pulumi/provider";
import { main } from "@pulumi/pulumi/provider";
import type { ConstructRequest, ConstructResponse } from "@pulumi/pulumi/proto/provider_pb";
import { sdkGrpc } from "./sdk-modules";

export type ConstructCall = ServerUnaryCall<ConstructRequest, ConstructResponse>;
export type ConstructCallback = sendUnaryData<ConstructResponse>;

/** One fault of an argument: path and reason. */
export interface PropertyFault {
  propertyPath: string;
  reason: string;
}

/** The part of the SDK's provider server (`Server` in @pulumi/pulumi/provider/server.js, not exported) that is wrapped. */
export interface SdkService {
  construct(call: ConstructCall, callback: ConstructCallback): Promise<void>;
  buildInvalidPropertiesError(message: string, errors: PropertyFault[]): ServiceError;
}

/**
 * Serves a provider as the SDK does, with its service passed through `wrap` first. The SDK keeps its service class to
 * itself, so the service is caught where it is added to the gRPC server.
 * @param args command line without node and script; the first one is the engine's address
 */
export async function mainWrapped(
  provider: Provider,
  args: string[],
  wrap: (service: SdkService) => SdkService,
): Promise<void> {
  const server = sdkGrpc.Server.prototype;
  const addService = server.addService;
  server.addService = function (definition, service) {
    server.addService = addService;
    addService.call(this, definition, wrap(service as unknown as SdkService) as unknown as typeof service);
  };
  try {
    await main(provider, args);
  } finally {
    server.addService = addService;
  }
}
