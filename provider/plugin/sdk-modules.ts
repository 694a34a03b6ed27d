import { createRequire } from "node:module";
import type * as grpc from "@grpc/grpc-js";
import type * as structpb from "google-protobuf/google/protobuf/struct_pb";

const sdkRequire = createRequire(require.resolve("@pulumi/pulumi/provider"));

/** The copy of gRPC that @pulumi/pulumi serves with; another copy's server would not be the one that it starts. */
export const sdkGrpc = sdkRequire("@grpc/grpc-js") as typeof grpc;

/** The copy of protobuf's Struct that @pulumi/pulumi reads requests with. */
export const { Struct } = sdkRequire("google-protobuf/google/protobuf/struct_pb") as typeof structpb;
