import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import * as readline from "node:readline";
import * as grpc from "@grpc/grpc-js";
import { InputPropertiesError } from "@pulumi/pulumi/proto/errors_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { emptypb } from "../plugin/protobuf";
import { toStruct } from "./monitor";

const root = path.resolve(__dirname, "../..");

/** A Construct as a test writes it; values of `inputs` in wire form. */
export interface ConstructCall {
  type: string;
  name: string;
  inputs?: Record<string, unknown>;
  /** URNs that each input depends on. */
  dependencies?: Record<string, string[]>;
  preview?: boolean;
  /** Sets further fields of the request. */
  options?: (request: proto.ConstructRequest) => void;
}

export interface Constructed {
  urn: string;
  /** Outputs in wire form. */
  state: Record<string, unknown>;
  dependencies: Record<string, string[]>;
}

/** A refused Construct: what the engine shows, and which arguments it blames. */
export class ConstructError extends Error {
  constructor(
    message: string,
    readonly faults: { path: string; reason: string }[],
  ) {
    super(message);
  }
}

/** A running plugin process. */
export interface PluginProcess {
  pid: number | undefined;
  getSchema(): Promise<string>;
  getVersion(): Promise<string>;
  construct(call: ConstructCall): Promise<Constructed>;
  /** What the process wrote to standard error so far. */
  stderr(): string;
  stop(): Promise<void>;
}

/**
 * Starts a plugin and connects to it.
 * @param command executable with its arguments; TypeScript files run through tsx
 * @param monitorAddress address of the engine and monitor
 * @param cwd folder of the Pulumi project; defaults to this repository
 */
export async function startPlugin(
  command: string[],
  monitorAddress: string,
  cwd = root,
): Promise<PluginProcess> {
  const [program = "", ...args] = command.flatMap((part) =>
    part.endsWith(".ts") ? [process.execPath, "--import", require.resolve("tsx"), part] : [part],
  );
  const child = spawn(program, [...args, monitorAddress], {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const exited = once(child, "exit");
  const port = await Promise.race([
    once(readline.createInterface({ input: child.stdout }), "line").then(([line]) => String(line)),
    exited.then(([code]) => {
      throw new Error(`The plugin ended with code ${code} before it printed its port: ${stderr}`);
    }),
  ]);
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  return {
    pid: child.pid,
    getSchema: () =>
      new Promise((resolve, reject) => {
        client.getSchema(new proto.GetSchemaRequest(), (error, response) =>
          error ? reject(error) : resolve(response.getSchema()),
        );
      }),
    getVersion: () =>
      new Promise((resolve, reject) => {
        client.getPluginInfo(new emptypb.Empty(), (error, response) =>
          error ? reject(error) : resolve(response.getVersion()),
        );
      }),
    construct: (call) =>
      new Promise((resolve, reject) => {
        client.construct(constructRequest(call, monitorAddress), (error, response) =>
          error ? reject(constructError(error)) : resolve(constructed(response)),
        );
      }),
    stderr: () => stderr,
    stop: async () => {
      client.close();
      child.kill();
      await exited;
    },
  };
}

function constructRequest(call: ConstructCall, monitorAddress: string): proto.ConstructRequest {
  const request = new proto.ConstructRequest()
    .setProject("test")
    .setStack("dev")
    .setOrganization("organization")
    .setParallel(16)
    .setMonitorendpoint(monitorAddress)
    .setDryrun(call.preview ?? false)
    .setType(call.type)
    .setName(call.name)
    .setAcceptsOutputValues(true)
    .setInputs(toStruct(call.inputs ?? {}));
  for (const [input, urns] of Object.entries(call.dependencies ?? {})) {
    request
      .getInputdependenciesMap()
      .set(input, new proto.ConstructRequest.PropertyDependencies().setUrnsList(urns));
  }
  request.getConfigMap().set("aks-ray:config:preflight", "off");
  call.options?.(request);
  return request;
}

function constructed(response: proto.ConstructResponse): Constructed {
  const dependencies: Record<string, string[]> = {};
  response.getStatedependenciesMap().forEach((value, key) => (dependencies[key] = value.getUrnsList()));
  return { urn: response.getUrn(), state: response.getState()?.toJavaScript() ?? {}, dependencies };
}

function constructError(error: grpc.ServiceError): ConstructError {
  const [details] = error.metadata.get("grpc-status-details-bin");
  const faults = Buffer.isBuffer(details)
    ? Status.deserializeBinary(details)
        .getDetailsList()
        .flatMap((any) => InputPropertiesError.deserializeBinary(any.getValue_asU8()).getErrorsList())
        .map((fault) => ({ path: fault.getPropertyPath(), reason: fault.getReason() }))
    : [];
  return new ConstructError(error.details, faults);
}
