import { setTimeout as delay } from "node:timers/promises";
import type { ApiClient } from "../kubernetes/api";
import type { StandIn } from "../kubernetes/stand-in-program";
import { installKueue, removeKueue, runKueue } from "./kueue";

/** A label of the Deployment in the small chart, which that of Kueue itself has not. */
const STAND_IN = "aks-ray.dev/stand-in=kueue";

/** After a failure, such as a cluster that is being emptied. */
const RETRY_MILLISECONDS = 500;

/** Is Kueue where its small chart is installed, from then until that is gone, and until the signal is aborted. */
export async function runKueueManager({ client, signal, log }: StandIn): Promise<void> {
  let kueue: Kueue | undefined;
  while (!signal.aborted) {
    try {
      const deployments = client.follow("apps/v1", "Deployment", { labelSelector: STAND_IN, signal });
      for await (const { type } of deployments) {
        if (type !== "DELETED") {
          kueue ??= new Kueue(client, log);
        } else {
          await kueue?.end();
          kueue = undefined;
        }
      }
    } catch (error) {
      if (!signal.aborted) log(`cannot watch Deployments: ${String(error)}`);
      await delay(RETRY_MILLISECONDS, undefined, { signal }).catch(() => undefined);
    }
  }
  await kueue?.end();
}

/** Kueue in a cluster. */
class Kueue {
  private readonly stop = new AbortController();
  private readonly ended: Promise<void>;

  constructor(
    private readonly client: ApiClient,
    private readonly log: (line: string) => void,
  ) {
    this.ended = this.run();
  }

  private async run(): Promise<void> {
    const { signal } = this.stop;
    while (!signal.aborted) {
      try {
        await installKueue(this.client, signal);
        this.log("Kueue admits RayClusters");
        await runKueue(this.client, undefined, signal);
      } catch (error) {
        this.log(`Kueue: ${String(error)}`);
        await delay(RETRY_MILLISECONDS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  async end(): Promise<void> {
    this.stop.abort();
    await this.ended;
    await removeKueue(this.client).catch((error: unknown) => this.log(`Kueue: ${String(error)}`));
  }
}
