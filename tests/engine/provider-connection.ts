import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { emptypb } from "../plugin/protobuf";
import type { RunningPlugin } from "./plugin-process";
import { call, CHANNEL_OPTIONS, readDetails, type Method } from "./rpc";
import { providerPackage, urnType } from "./urn";
import { containsUnknowns, unwrapSecrets, type PropertyMap } from "./values";
import { toStruct, type Accepts } from "./wire";

/** How long a crashed plugin's process may take to be noticed, once a call to it has failed. */
const CRASH_NOTICE_MILLISECONDS = 2000;

/** What a provider said that it understands. */
export interface Protocol {
  secrets: boolean;
  resources: boolean;
  outputs: boolean;
  preview: boolean;
}

/** A connection to one plugin, and how far it is configured. */
export class ProviderConnection {
  protocol: Protocol = { secrets: false, resources: false, outputs: false, preview: false };
  private readonly client: ResourceProviderClient;
  private configuring: Promise<boolean> | undefined;
  private handshaken = false;

  private constructor(private readonly plugin: RunningPlugin) {
    this.client = new ResourceProviderClient(
      plugin.address,
      grpc.credentials.createInsecure(),
      CHANNEL_OPTIONS,
    );
  }

  /** Connects and shakes hands; a plugin that knows no handshake is told the rest at Configure. */
  static async open(plugin: RunningPlugin, engineAddress: string): Promise<ProviderConnection> {
    const connection = new ProviderConnection(plugin);
    const request = new proto.ProviderHandshakeRequest()
      .setEngineAddress(engineAddress)
      .setConfigureWithUrn(true)
      .setInvokeWithPreview(true);
    try {
      const answer = await connection.call(connection.client.handshake, request);
      connection.protocol = {
        secrets: answer.getAcceptSecrets(),
        resources: answer.getAcceptResources(),
        outputs: answer.getAcceptOutputs(),
        preview: true,
      };
      connection.handshaken = true;
    } catch (error) {
      if ((error as Partial<grpc.ServiceError>).code !== grpc.status.UNIMPLEMENTED) throw error;
    }
    return connection;
  }

  /** Calls a method of the provider; when its process has ended, the error tells that instead. */
  async call<Request, Response>(method: Method<Request, Response>, request: Request): Promise<Response> {
    try {
      return await call(this.client, method, request);
    } catch (error) {
      const { code } = error as Partial<grpc.ServiceError>;
      if (code !== grpc.status.UNAVAILABLE && code !== grpc.status.CANCELLED) throw error;
      const crash = await this.crash();
      if (crash === undefined) throw error;
      throw new Error(crash, { cause: error });
    }
  }

  /** The generated client, for its methods. */
  get methods(): ResourceProviderClient {
    return this.client;
  }

  private async crash(): Promise<string | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), CRASH_NOTICE_MILLISECONDS);
    });
    const crash = await Promise.race([this.plugin.ended, late]);
    clearTimeout(timer);
    return crash;
  }

  /**
   * Configures the provider, unless something in `inputs` is unknown. Does not wait for the answer: every call that
   * needs it does, and throws what Configure threw.
   */
  configure(urn: string, id: string, inputs: PropertyMap): void {
    this.configuring = this.configureNow(urn, id, inputs);
    this.configuring.catch(() => undefined);
  }

  private async configureNow(urn: string, id: string, inputs: PropertyMap): Promise<boolean> {
    if (Object.entries(inputs).some(([key, value]) => key !== "version" && containsUnknowns(value))) {
      return false;
    }
    const type = urnType(urn);
    const request = new proto.ConfigureRequest()
      .setAcceptsecrets(true)
      .setAcceptresources(true)
      .setSendsOldInputs(true)
      .setSendsOldInputsToDelete(true)
      .setUrn(urn)
      .setId(id)
      .setType(type)
      .setArgs(toStruct(inputs, { unknowns: true, secrets: true, resources: true }));
    for (const [key, value] of Object.entries(unwrapSecrets(inputs))) {
      if (key === "version") continue;
      const text = typeof value === "string" ? value : JSON.stringify(value);
      request.getVariablesMap().set(`${providerPackage(type)}:config:${key}`, text);
    }
    try {
      const answer = await this.call(this.client.configure, request);
      if (!this.handshaken) {
        this.protocol = {
          secrets: answer.getAcceptsecrets(),
          resources: answer.getAcceptresources(),
          outputs: answer.getAcceptoutputs(),
          preview: answer.getSupportspreview(),
        };
      }
      return true;
    } catch (error) {
      throw configureError(error);
    }
  }

  /** Waits for Configure. False when it was not called because something in the configuration is unknown. */
  async isConfigured(): Promise<boolean> {
    if (this.configuring === undefined) throw new Error("the provider is used before it is configured");
    return this.configuring;
  }

  /** How to send values to this provider. */
  accepts(unknowns: boolean): Accepts {
    const { secrets, resources } = this.protocol;
    return { unknowns, secrets, resources };
  }

  /** Asks the provider to give up what it is doing. */
  async cancel(): Promise<void> {
    await call(this.client, this.client.cancel, new emptypb.Empty()).catch(() => undefined);
  }

  async close(): Promise<void> {
    this.client.close();
    await this.plugin.stop();
  }
}

function configureError(error: unknown): Error {
  const { missingKeys } = readDetails(error);
  if (missingKeys.length === 0) return error as Error;
  const lines = missingKeys.map(
    ({ name, description }) =>
      `missing required configuration key "${name}": ${description}\n` +
      `Set a value using the command \`pulumi config set ${name} <value>\`.`,
  );
  return new Error(lines.join("\n"), { cause: error });
}
