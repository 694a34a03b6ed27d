/** Handles a key; resolves with the milliseconds after which to handle it again, or undefined. */
export type Handle = (key: string) => Promise<number | undefined>;

/** Timers that are longer would go off at once: Node.js, setTimeout. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Handles each key once at a time; a key that is added meanwhile is handled once more afterwards. */
export class WorkQueue {
  private readonly running = new Set<string>();
  private readonly again = new Set<string>();
  private readonly timers = new Map<string, NodeJS.Timeout>();

  constructor(
    private readonly handle: Handle,
    private readonly signal: AbortSignal,
  ) {
    signal.addEventListener("abort", () => {
      this.timers.forEach(clearTimeout);
      this.timers.clear();
    });
  }

  add(key: string): void {
    if (this.signal.aborted) return;
    clearTimeout(this.timers.get(key));
    this.timers.delete(key);
    if (this.running.has(key)) {
      this.again.add(key);
      return;
    }
    this.running.add(key);
    void this.handle(key).then((after) => {
      this.running.delete(key);
      if (this.again.delete(key)) this.add(key);
      else if (after !== undefined && !this.signal.aborted) {
        this.timers.set(
          key,
          setTimeout(() => this.add(key), Math.min(after, LONGEST_TIMER)),
        );
      }
    });
  }
}
