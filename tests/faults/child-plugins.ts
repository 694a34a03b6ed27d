import { readdirSync, readFileSync } from "node:fs";

/** Ends the plugins of a package that this process has started, as an operating system short of memory would. */
export function killPlugin(packageName: string): void {
  for (const pid of childPids()) {
    if (commandOf(pid).includes(`/${packageName}/main.js`)) process.kill(pid, "SIGKILL");
  }
}

function childPids(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => parentOf(pid) === process.pid);
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: the name stands in brackets, then state and parent follow. */
function parentOf(pid: number): number {
  return Number(read(pid, "stat").split(") ").at(-1)?.split(" ")[1]);
}

function commandOf(pid: number): string {
  return read(pid, "cmdline").replaceAll("\0", " ");
}

/** Empty for a process that has ended meanwhile. */
function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}
