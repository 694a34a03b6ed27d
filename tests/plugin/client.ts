import { spawn, type ChildProcess } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { createInterface } from "node:readline";
import * as grpc from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogSeverity, type LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import * as status from "@pulumi/pulumi/proto/status_pb";
import { InitFailedError } from "./errors";
import { readProperties, writeProperties, type PropertyMap } from "./properties";
import { emptypb, type Empty } from "./protobuf";

/** A resource as the calls of `PluginClient` name it. */
export interface ResourceName {
  type: string;
  name: string;
}

/** One message that a plugin logged to the engine. */
export interface LogEntry {
  severity: "debug" | "info" | "warning" | "error";
  message: string;
  urn: string;
  ephemeral: boolean;
}

/** An Engine service on 127.0.0.1 that only collects what plugins log. */
export interface LogCollector {
  address: string;
  entries: LogEntry[];
  /** The first entry that matches, waiting for it where it has not come yet. */
  entry(matches: (entry: LogEntry) => boolean): Promise<LogEntry>;
  close(): void;
}

export async function collectLogs(): Promise<LogCollector> {
  const entries: LogEntry[] = [];
  const arrivals = new EventEmitter();
  const severities = {
    [LogSeverity.DEBUG]: "debug",
    [LogSeverity.INFO]: "info",
    [LogSeverity.WARNING]: "warning",
    [LogSeverity.ERROR]: "error",
  } as const;
  const server = new grpc.Server();
  server.addService(EngineService, {
    log: (call: grpc.ServerUnaryCall<LogRequest, Empty>, callback: grpc.sendUnaryData<Empty>) => {
      const request = call.request;
      entries.push({
        severity: severities[request.getSeverity()],
        message: request.getMessage(),
        urn: request.getUrn(),
        ephemeral: request.getEphemeral(),
      });
      arrivals.emit("entry");
      callback(null, new emptypb.Empty());
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return {
    address: `127.0.0.1:${port}`,
    entries,
    entry: async (matches) => {
      for (;;) {
        const found = entries.find(matches);
        if (found !== undefined) return found;
        await once(arrivals, "entry");
      }
    },
    close: () => server.forceShutdown(),
  };
}

/** The URN that the client gives a resource in its one imaginary stack. */
export function urnOf({ type, name }: ResourceName): string {
  return `urn:pulumi:dev::test::${type}::${name}`;
}

type Call<Request, Response> = (
  request: Request,
  callback: (error: grpc.ServiceError | null, response: Response) => void,
) => grpc.ClientUnaryCall;

/** Talks to a plugin as an engine would, in plain objects. Errors carry the status's message. */
export class PluginClient {
  private readonly rpc: ResourceProviderClient;

  constructor(port: number) {
    this.rpc = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  }

  private call<Request, Response>(method: Call<Request, Response>, request: Request): Promise<Response> {
    return new Promise((resolve, reject) => {
      method.call(this.rpc, request, (error, response) =>
        error === null ? resolve(response) : reject(readError(error)),
      );
    });
  }

  async configure(args: PropertyMap = {}): Promise<void> {
    const request = new proto.ConfigureRequest()
      .setArgs(writeProperties(args))
      .setAcceptsecrets(true)
      .setSendsOldInputs(true)
      .setSendsOldInputsToDelete(true);
    await this.call<proto.ConfigureRequest, proto.ConfigureResponse>(this.rpc.configure, request);
  }

  /** The checked inputs and the failures as "property: reason". */
  async check(resource: ResourceName, news: PropertyMap, olds: PropertyMap = {}) {
    const request = new proto.CheckRequest()
      .setUrn(urnOf(resource))
      .setOlds(writeProperties(olds))
      .setNews(writeProperties(news))
      .setRandomseed(new Uint8Array(32));
    const response = await this.call<proto.CheckRequest, proto.CheckResponse>(this.rpc.check, request);
    return {
      inputs: readProperties(response.getInputs()).properties,
      failures: response
        .getFailuresList()
        .map((failure) => [failure.getProperty(), failure.getReason()].filter(Boolean).join(": ")),
    };
  }

  async diff(
    resource: ResourceName,
    id: string,
    oldInputs: PropertyMap,
    olds: PropertyMap,
    news: PropertyMap,
  ) {
    const request = new proto.DiffRequest()
      .setUrn(urnOf(resource))
      .setId(id)
      .setOldInputs(writeProperties(oldInputs))
      .setOlds(writeProperties(olds))
      .setNews(writeProperties(news));
    const response = await this.call<proto.DiffRequest, proto.DiffResponse>(this.rpc.diff, request);
    return {
      changed: response.getChanges() === proto.DiffResponse.DiffChanges.DIFF_SOME,
      replaces: response.getReplacesList(),
      diffs: response.getDiffsList(),
      deleteBeforeReplace: response.getDeletebeforereplace(),
    };
  }

  async create(resource: ResourceName, inputs: PropertyMap, preview = false) {
    const request = new proto.CreateRequest()
      .setUrn(urnOf(resource))
      .setProperties(writeProperties(inputs))
      .setPreview(preview);
    const response = await this.call<proto.CreateRequest, proto.CreateResponse>(this.rpc.create, request);
    return { id: response.getId(), ...readProperties(response.getProperties()) };
  }

  async read(resource: ResourceName, id: string, properties: PropertyMap = {}, inputs: PropertyMap = {}) {
    const request = new proto.ReadRequest()
      .setUrn(urnOf(resource))
      .setId(id)
      .setProperties(writeProperties(properties))
      .setInputs(writeProperties(inputs));
    const response = await this.call<proto.ReadRequest, proto.ReadResponse>(this.rpc.read, request);
    return {
      id: response.getId(),
      properties: readProperties(response.getProperties()).properties,
      inputs: readProperties(response.getInputs()).properties,
    };
  }

  async update(
    resource: ResourceName,
    id: string,
    oldInputs: PropertyMap,
    olds: PropertyMap,
    news: PropertyMap,
    preview = false,
  ): Promise<PropertyMap> {
    const request = new proto.UpdateRequest()
      .setUrn(urnOf(resource))
      .setId(id)
      .setOldInputs(writeProperties(oldInputs))
      .setOlds(writeProperties(olds))
      .setNews(writeProperties(news))
      .setPreview(preview);
    const response = await this.call<proto.UpdateRequest, proto.UpdateResponse>(this.rpc.update, request);
    return readProperties(response.getProperties()).properties;
  }

  async delete(resource: ResourceName, id: string, properties: PropertyMap = {}, inputs: PropertyMap = {}) {
    const request = new proto.DeleteRequest()
      .setUrn(urnOf(resource))
      .setId(id)
      .setProperties(writeProperties(properties))
      .setOldInputs(writeProperties(inputs));
    await this.call<proto.DeleteRequest, Empty>(this.rpc.delete, request);
  }

  async invoke(token: string, args: PropertyMap): Promise<PropertyMap> {
    const request = new proto.InvokeRequest().setTok(token).setArgs(writeProperties(args));
    const response = await this.call<proto.InvokeRequest, proto.InvokeResponse>(this.rpc.invoke, request);
    return readProperties(response.getReturn()).properties;
  }

  async cancel(): Promise<void> {
    await this.call<Empty, Empty>(this.rpc.cancel, new emptypb.Empty());
  }

  close(): void {
    this.rpc.close();
  }
}

function readError(error: grpc.ServiceError): Error {
  const details = error.metadata.get("grpc-status-details-bin")[0];
  if (details instanceof Buffer) {
    for (const detail of status.Status.deserializeBinary(details).getDetailsList()) {
      const failure = detail.unpack(
        (bytes) => proto.ErrorResourceInitFailed.deserializeBinary(bytes),
        "pulumirpc.ErrorResourceInitFailed",
      );
      if (failure !== null) {
        const properties = readProperties(failure.getProperties()).properties;
        return new InitFailedError(failure.getId(), properties, failure.getReasonsList());
      }
    }
  }
  return new Error(error.details, { cause: error });
}

/** A plugin in a process of its own, started as the engine starts it. */
export interface PluginProcess {
  client: PluginClient;
  process: ChildProcess;
  stop(): Promise<void>;
}

/** Starts `command`, reads the port it prints and connects. `env` is added to this process's environment. */
export async function startPlugin(
  command: string,
  args: string[],
  env: Record<string, string>,
): Promise<PluginProcess> {
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout });
  const [line] = (await Promise.race([
    once(lines, "line"),
    once(child, "exit").then(([code]) => {
      throw new Error(`${command} ended with code ${String(code)} before it printed its port`);
    }),
  ])) as [string];
  const client = new PluginClient(Number(line));
  return {
    client,
    process: child,
    stop: async () => {
      client.close();
      if (child.exitCode === null && child.signalCode === null) {
        const exited = once(child, "exit");
        child.kill("SIGTERM");
        await exited;
      }
    },
  };
}
