import type { EngineEvent, StepOp } from "../../engine";

/** A step of a deployment on a resource. */
export interface TimelineStep {
  urn: string;
  op: StepOp;
  /** Seconds from the start of the deployment. */
  began: number;
  seconds: number;
  failed: boolean;
}

/** Notes when each step of a deployment began, and how long it took. */
export class Timeline {
  private readonly steps = new Map<string, TimelineStep>();
  private readonly start: number;

  constructor(private readonly now: () => number = () => performance.now()) {
    this.start = now();
  }

  /** Takes up one event of the engine. */
  handle(event: EngineEvent): void {
    if (event.kind === "resourceStart") {
      const { urn, op } = event;
      // A replaced resource has several steps.
      this.steps.set(`${op} ${urn}`, { urn, op, began: this.elapsed(), seconds: 0, failed: false });
    }
    if (event.kind === "resourceDone") {
      const step = this.steps.get(`${event.op} ${event.urn}`);
      if (step) Object.assign(step, { seconds: event.seconds, failed: event.failed });
    }
  }

  /** The steps that did something, in the order in which they began. */
  done(): TimelineStep[] {
    return [...this.steps.values()].filter(({ op }) => op !== "same");
  }

  private elapsed(): number {
    return (this.now() - this.start) / 1000;
  }
}
