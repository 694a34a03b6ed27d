import * as grpc from "@grpc/grpc-js";
import { PluginInfo, type PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService, type IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { EngineLog, type Log } from "./engine-log";
import { StatusError, toServiceError } from "./errors";
import * as messages from "./messages";
import { equalValues, writeProperties } from "./properties";
import { emptypb, type Empty } from "./protobuf";
import type { DiffRequest, DiffResult, PluginHost, Provider } from "./provider";

export interface ServeOptions {
  /** The package's name, e.g. `azure-native`; used in messages. */
  name: string;
  version: string;
  /** The provider, or a function that makes it once the engine's log is there. */
  provider: Provider | ((host: PluginHost) => Provider);
  /** Whether requests carry secrets marked (see `secretPaths`) and results may hold `Secret`. Defaults to false. */
  acceptSecrets?: boolean;
  /** The package's Pulumi schema as JSON. Defaults to none ("{}"). */
  schema?: string;
  /** Command-line arguments; the first one without a dash is the engine's address. Defaults to the process's. */
  args?: string[];
  /** Whether to print the port on stdout, where the engine reads it. Defaults to true. */
  printPort?: boolean;
}

/** A running plugin server. */
export interface PluginServer {
  port: number;
  log: Log;
  close(): Promise<void>;
}

/** The engine sends whole states in one message; its own limit is 400 MiB. */
const MESSAGE_LIMIT = 400 * 1024 * 1024;

/**
 * Serves a provider as a Pulumi plugin on 127.0.0.1 and prints its port, as the engine expects of a plugin. The
 * process ends when the engine that started it is gone.
 */
export async function servePlugin(options: ServeOptions): Promise<PluginServer> {
  const engineLog = new EngineLog();
  const address = (options.args ?? process.argv.slice(2)).find((argument) => !argument.startsWith("-"));
  if (address !== undefined) {
    engineLog.connect(address);
  }
  const provider =
    typeof options.provider === "function" ? options.provider({ log: engineLog.log }) : options.provider;
  const server = new grpc.Server({
    "grpc.max_receive_message_length": MESSAGE_LIMIT,
    "grpc.max_send_message_length": MESSAGE_LIMIT,
  });
  const { methods, failInFlight } = service(options, provider, engineLog);
  server.addService(ResourceProviderService, methods);
  // A background rejection has to answer somebody: a call that never returns would hang the deployment.
  const onRejection = (reason: unknown) => {
    engineLog.log("error", `${options.name}: unhandled rejection: ${String(reason)}`);
    failInFlight(reason);
  };
  process.on("unhandledRejection", onRejection);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  if (options.printPort ?? true) {
    process.stdout.write(`${port}\n`);
    endWithParent();
  }
  return {
    port,
    log: engineLog.log,
    close: async () => {
      process.off("unhandledRejection", onRejection);
      await new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
      await engineLog.flush();
      engineLog.close();
    },
  };
}

/** An engine that is killed cannot stop its plugins; a plugin without an engine has nothing left to do. */
function endWithParent(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(0);
  }, 1000).unref();
}

type Unary<Request, Response> = grpc.handleUnaryCall<Request, Response>;

interface Service {
  methods: IResourceProviderServer;
  /** Answers every call under way with this error. */
  failInFlight(error: unknown): void;
}

function service(options: ServeOptions, provider: Provider, engineLog: EngineLog): Service {
  const cancellation = new AbortController();
  const signal = cancellation.signal;
  const inFlight = new Set<(error: unknown) => void>();

  function unary<Request, Response>(
    handle: (request: Request) => Promise<Response>,
  ): Unary<Request, Response> {
    return (call, callback) => {
      const fail = (error: unknown) => {
        if (inFlight.delete(fail)) callback(toServiceError(error));
      };
      inFlight.add(fail);
      // The call starts inside the promise, so that a handler that throws at once is answered as well.
      Promise.resolve()
        .then(() => handle(call.request))
        .then((response) => {
          if (inFlight.delete(fail)) callback(null, response);
        }, fail);
    };
  }

  const unimplemented = (method: string) =>
    new StatusError(grpc.status.UNIMPLEMENTED, `${options.name}: ${method} is not implemented`);
  const refuse = <Request, Response>(method: string) =>
    unary<Request, Response>(() => Promise.reject(unimplemented(method)));

  const methods: IResourceProviderServer = {
    handshake: unary(async (request: proto.ProviderHandshakeRequest) => {
      if (request.getEngineAddress() !== "") engineLog.connect(request.getEngineAddress());
      return new proto.ProviderHandshakeResponse().setAcceptSecrets(options.acceptSecrets ?? false);
    }),
    attach: unary(async (request: PluginAttach) => {
      engineLog.connect(request.getAddress());
      return new emptypb.Empty();
    }),
    getPluginInfo: unary(async (_: Empty) => new PluginInfo().setVersion(options.version)),
    getSchema: unary(async (_: proto.GetSchemaRequest) =>
      new proto.GetSchemaResponse().setSchema(options.schema ?? "{}"),
    ),
    configure: unary(async (request: proto.ConfigureRequest) => {
      await provider.configure?.(messages.readConfigureRequest(request));
      return new proto.ConfigureResponse()
        .setSupportspreview(true)
        .setAcceptsecrets(options.acceptSecrets ?? false);
    }),
    checkConfig: unary(async (message: proto.CheckRequest) => {
      const request = messages.readCheckRequest(message, signal);
      return messages.writeCheckResult((await provider.checkConfig?.(request)) ?? {}, request);
    }),
    diffConfig: unary(async (message: proto.DiffRequest) => {
      const request = messages.readDiffRequest(message, signal);
      return messages.writeDiffResult((await provider.diffConfig?.(request)) ?? diffInputs(request));
    }),
    check: unary(async (message: proto.CheckRequest) => {
      const request = messages.readCheckRequest(message, signal);
      return messages.writeCheckResult((await provider.check?.(request)) ?? {}, request);
    }),
    diff: unary(async (message: proto.DiffRequest) => {
      const request = messages.readDiffRequest(message, signal);
      return messages.writeDiffResult((await provider.diff?.(request)) ?? diffInputs(request));
    }),
    create: unary(async (message: proto.CreateRequest) => {
      if (provider.create === undefined) throw unimplemented("Create");
      const result = await provider.create(messages.readCreateRequest(message, signal));
      return new proto.CreateResponse().setId(result.id).setProperties(writeProperties(result.properties));
    }),
    read: unary(async (message: proto.ReadRequest) => {
      const request = messages.readReadRequest(message, signal);
      return messages.writeReadResult(provider.read === undefined ? request : await provider.read(request));
    }),
    update: unary(async (message: proto.UpdateRequest) => {
      if (provider.update === undefined) throw unimplemented("Update");
      const outputs = await provider.update(messages.readUpdateRequest(message, signal));
      return new proto.UpdateResponse().setProperties(writeProperties(outputs));
    }),
    delete: unary(async (message: proto.DeleteRequest) => {
      if (provider.delete === undefined) throw unimplemented("Delete");
      await provider.delete(messages.readDeleteRequest(message, signal));
      return new emptypb.Empty();
    }),
    invoke: unary(async (message: proto.InvokeRequest) => {
      if (provider.invoke === undefined) throw unimplemented("Invoke");
      return messages.writeInvokeResult(await provider.invoke(messages.readInvokeRequest(message, signal)));
    }),
    cancel: unary(async (_: Empty) => {
      cancellation.abort();
      await provider.cancel?.();
      return new emptypb.Empty();
    }),
    getMapping: unary(async (_: proto.GetMappingRequest) => new proto.GetMappingResponse()),
    getMappings: unary(async (_: proto.GetMappingsRequest) => new proto.GetMappingsResponse()),
    parameterize: refuse("Parameterize"),
    call: refuse("Call"),
    construct: refuse("Construct"),
    list: (stream) => stream.emit("error", toServiceError(unimplemented("List"))),
  };
  return { methods, failInFlight: (error) => inFlight.forEach((fail) => fail(error)) };
}

/** The comparison of a provider without a diff of its own: any changed input is an update. */
export function diffInputs({ oldInputs, news }: Pick<DiffRequest, "oldInputs" | "news">): DiffResult {
  const keys = [...new Set([...Object.keys(oldInputs), ...Object.keys(news)])];
  const diffs = keys.filter((key) => !equalValues(oldInputs[key], news[key]));
  return { changes: diffs.length === 0 ? "none" : "some", diffs };
}
