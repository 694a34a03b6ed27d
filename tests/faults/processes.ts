import { readdirSync, readFileSync } from "node:fs";

/** Ends the plugins of a package that an engine has started, as an operating system short of memory would. */
export function killPlugin(packageName: string, engine: number): void {
  for (const pid of processes()) {
    if (parentOf(pid) === engine && textOf(pid, "cmdline").includes(`/${packageName}/main.js`)) {
      process.kill(pid, "SIGKILL");
    }
  }
}

/** The processes that have this in their environment; those that have ended have none. */
export function processesWith(variable: string): number[] {
  return processes().filter((pid) => textOf(pid, "environ").split(" ").includes(variable));
}

/** Process id and command line, for people. */
export function described(pid: number): string {
  return `${pid} (${textOf(pid, "cmdline").trim()})`;
}

function processes(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: the name stands in brackets, then state and parent follow. */
function parentOf(pid: number): number {
  return Number(textOf(pid, "stat").split(") ").at(-1)?.split(" ")[1]);
}

/** Empty for a process that has ended meanwhile. */
function textOf(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}
