import * as grpc from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/engine_pb";
import { emptypb } from "../plugin/protobuf";
import type { EventLog, Severity } from "./events";
import { handle, ServiceFault } from "./rpc";
import { satisfiesRange } from "./version-range";

const SEVERITIES: readonly Severity[] = ["debug", "info", "warning", "error"];

/** Adds the Engine service to a server: messages of the program and of plugins, and the root of the stack. */
export function serveEngine(server: grpc.Server, log: EventLog, engineVersion: string): void {
  let root = "";
  server.addService(EngineService, {
    log: handle((request: proto.LogRequest) => {
      const severity = SEVERITIES[request.getSeverity()] ?? "info";
      const message = request.getMessage();
      log.log(
        { severity, message, urn: request.getUrn(), streamId: request.getStreamid() },
        request.getEphemeral(),
      );
      return new emptypb.Empty();
    }),
    getRootResource: handle(() => new proto.GetRootResourceResponse().setUrn(root)),
    setRootResource: handle((request: proto.SetRootResourceRequest) => {
      root = request.getUrn();
      return new proto.SetRootResourceResponse();
    }),
    requirePulumiVersion: handle((request: proto.RequirePulumiVersionRequest) => {
      const range = request.getPulumiVersionRange();
      if (!satisfiesRange(engineVersion, range)) {
        throw new ServiceFault(
          grpc.status.FAILED_PRECONDITION,
          `Pulumi CLI version ${engineVersion} does not satisfy the version range "${range}"`,
        );
      }
      return new proto.RequirePulumiVersionResponse();
    }),
  });
}
