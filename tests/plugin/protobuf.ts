import { createRequire } from "node:module";
import type * as anyTypes from "google-protobuf/google/protobuf/any_pb";
import type * as emptyTypes from "google-protobuf/google/protobuf/empty_pb";
import type * as structTypes from "google-protobuf/google/protobuf/struct_pb";

// @pulumi/pulumi may bring its own copy of google-protobuf; messages of two copies do not mix, so the
// well-known types have to come from the copy that its generated messages use.
const requireOfPulumi = createRequire(require.resolve("@pulumi/pulumi/package.json"));

/** google.protobuf.Struct and Value, of the copy that Pulumi's messages use. */
export const structpb = requireOfPulumi("google-protobuf/google/protobuf/struct_pb.js") as typeof structTypes;

/** google.protobuf.Any, of the copy that Pulumi's messages use. */
export const anypb = requireOfPulumi("google-protobuf/google/protobuf/any_pb.js") as typeof anyTypes;

/** google.protobuf.Empty, of the copy that Pulumi's messages use. */
export const emptypb = requireOfPulumi("google-protobuf/google/protobuf/empty_pb.js") as typeof emptyTypes;

export type Struct = structTypes.Struct;
export type Value = structTypes.Value;
export type Empty = emptyTypes.Empty;
