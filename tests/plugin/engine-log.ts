import * as grpc from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

export type Severity = "debug" | "info" | "warning" | "error";

/**
 * Sends a message to the engine, which shows it beside the resource `urn` (or for the stack when it is absent).
 * `ephemeral`: a status that the next one replaces, not kept in the log.
 */
export type Log = (severity: Severity, message: string, urn?: string, ephemeral?: boolean) => void;

const SEVERITIES: Record<Severity, LogSeverity> = {
  debug: LogSeverity.DEBUG,
  info: LogSeverity.INFO,
  warning: LogSeverity.WARNING,
  error: LogSeverity.ERROR,
};

/** The engine's Log service, as a provider uses it. Without an address messages go to stderr. */
export class EngineLog {
  private client: EngineClient | undefined;
  private sending: Promise<void> = Promise.resolve();

  /** Connects to the engine at `address` ("host:port"). */
  connect(address: string): void {
    this.client?.close();
    this.client = new EngineClient(address, grpc.credentials.createInsecure());
  }

  /** Sends in order; never fails, since a lost message must not break an operation. */
  readonly log: Log = (severity, message, urn = "", ephemeral = false) => {
    const client = this.client;
    if (client === undefined) {
      if (!ephemeral && severity !== "debug") process.stderr.write(`${severity}: ${message}\n`);
      return;
    }
    const request = new LogRequest();
    request.setSeverity(SEVERITIES[severity]);
    request.setMessage(message);
    request.setUrn(urn);
    request.setEphemeral(ephemeral);
    this.sending = this.sending.then(
      () => new Promise<void>((resolve) => client.log(request, () => resolve())),
    );
  };

  /** Resolves when everything logged so far has been sent. */
  flush(): Promise<void> {
    return this.sending;
  }

  close(): void {
    this.client?.close();
    this.client = undefined;
  }
}
