import { readdirSync, readFileSync } from "node:fs";

/** Milliseconds between two looks; helm runs for longer than that. */
const PAUSE = 25;

/** Every command line that was seen on this machine while it was watched. */
export interface CommandLines {
  seen: Set<string>;
  stop(): void;
}

/** Watches the command lines of all processes, which every user of a machine can read. */
export function watchCommandLines(): CommandLines {
  const seen = new Set<string>();
  const look = () => {
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      seen.add(commandLine(pid));
    }
  };
  const timer = setInterval(look, PAUSE);
  return { seen, stop: () => clearInterval(timer) };
}

/** Empty for a process that has ended meanwhile. */
function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}
