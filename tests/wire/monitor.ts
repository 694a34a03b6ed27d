import * as grpc from "@grpc/grpc-js";
import { EngineService, type IEngineServer } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/resource_pb";
import { InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";
import { emptypb, structpb, type Struct } from "../plugin/protobuf";

/** A resource that was registered with the monitor. */
export interface Registration {
  urn: string;
  type: string;
  name: string;
  custom: boolean;
  /** Inputs as they came over the wire, signatures included. */
  inputs: Record<string, unknown>;
  request: proto.RegisterResourceRequest;
}

/** A resource monitor and engine on 127.0.0.1 that accept everything and note it. */
export interface Monitor {
  address: string;
  registrations: Registration[];
  /** What was logged at level warning or error. */
  complaints: string[];
  /** Refuses the registration of resources with this name, with this message. */
  refuse(name: string, message: string): void;
  /** Outputs that `pulumi:pulumi:getResource` reports for a URN. */
  known: Map<string, Record<string, unknown>>;
  /** Outputs that resources of a type have beside their inputs. */
  outputs: Map<string, Record<string, unknown>>;
  /** Results of functions by token. */
  results: Map<string, Record<string, unknown>>;
  /** Resolves once a resource of that name has been registered. */
  registered(name: string): Promise<Registration>;
  /** Forgets everything. */
  reset(): void;
  close(): void;
}

type Handler<Request, Response> = (request: Request) => Response;

function unary<Request, Response>(
  handler: Handler<Request, Response>,
): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    try {
      callback(null, handler(call.request));
    } catch (error) {
      callback({ code: grpc.status.UNKNOWN, details: (error as Error).message });
    }
  };
}

/** A struct of values in wire form. */
export function toStruct(values: Record<string, unknown>): Struct {
  return structpb.Struct.fromJavaScript(values as Parameters<typeof structpb.Struct.fromJavaScript>[0]);
}

export async function startMonitor(): Promise<Monitor> {
  const registrations: Registration[] = [];
  const complaints: string[] = [];
  const refusals = new Map<string, string>();
  const known = new Map<string, Record<string, unknown>>();
  const outputs = new Map<string, Record<string, unknown>>();
  const results = new Map<string, Record<string, unknown>>();
  const waiting = new Map<string, (registration: Registration) => void>();

  const server = new grpc.Server();
  server.addService(EngineService, {
    log: unary((request: LogRequest) => {
      if (request.getSeverity() >= 2) complaints.push(request.getMessage());
      return new emptypb.Empty();
    }),
  } satisfies Pick<IEngineServer, "log">);
  server.addService(ResourceMonitorService, {
    supportsFeature: unary(() => new proto.SupportsFeatureResponse().setHassupport(true)),
    registerResource: unary((request: proto.RegisterResourceRequest) => {
      const name = request.getName();
      const refusal = refusals.get(name);
      if (refusal !== undefined) throw new Error(refusal);
      const parent = request.getParent();
      const type = parent === "" ? request.getType() : `${parent.split("::")[2]}$${request.getType()}`;
      const registration: Registration = {
        urn: `urn:pulumi:dev::test::${type}::${name}`,
        type: request.getType(),
        name,
        custom: request.getCustom(),
        inputs: request.getObject()?.toJavaScript() ?? {},
        request,
      };
      registrations.push(registration);
      waiting.get(name)?.(registration);
      return new proto.RegisterResourceResponse()
        .setUrn(registration.urn)
        .setId(request.getCustom() ? `${name}-id` : "")
        .setObject(toStruct({ ...registration.inputs, ...outputs.get(registration.type) }));
    }),
    registerResourceOutputs: unary(() => new emptypb.Empty()),
    invoke: unary((request: proto.ResourceInvokeRequest) => {
      const token = request.getTok();
      const urn = String(request.getArgs()?.toJavaScript()["urn"]);
      const state = known.get(urn);
      const result =
        token === "pulumi:pulumi:getResource" ? state && { urn, id: "", state } : results.get(token);
      if (result === undefined) throw new Error(`the test has no answer to ${token}`);
      return new InvokeResponse().setReturn(toStruct(result));
    }),
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return {
    address: `127.0.0.1:${port}`,
    registrations,
    complaints,
    known,
    outputs,
    results,
    refuse: (name, message) => refusals.set(name, message),
    registered: (name) => {
      const present = registrations.find((registration) => registration.name === name);
      return present ? Promise.resolve(present) : new Promise((resolve) => waiting.set(name, resolve));
    },
    reset: () => {
      registrations.length = 0;
      complaints.length = 0;
      for (const map of [refusals, known, outputs, results, waiting]) map.clear();
    },
    close: () => server.forceShutdown(),
  };
}
