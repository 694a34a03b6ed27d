import type { ChildProcess } from "node:child_process";

const children = new Set<ChildProcess>();

process.on("exit", () => children.forEach((child) => signalGroup(child, "SIGKILL")));

/**
 * Sees to it that the child, which has to be spawned `detached`, ends with this process. Being detached, it does not
 * get the terminal's Ctrl-C: what is under way can be finished.
 */
export function endWithThisProcess(child: ChildProcess): void {
  children.add(child);
  child.once("close", () => children.delete(child));
}

/** Sends a signal to the child and to everything it has started. */
export function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || hasEnded(child)) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    child.kill(signal);
  }
}

export function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
