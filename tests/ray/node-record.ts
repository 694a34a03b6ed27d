import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { promisify } from "node:util";
import { endGroup } from "./ray-node";

interface Recorded {
  /** Ray's session folder: the command lines of its processes name it. */
  folder: string;
  groups: number[];
}

/** Remembers the process groups of Ray's nodes in a file, so that they can be ended when what started them is gone. */
export class NodeRecord {
  constructor(private readonly file: string) {}

  /** At once: the group exists from now on, whatever becomes of this process. */
  add(folder: string, group: number): void {
    const recorded = this.read();
    const entry = recorded.find((one) => one.folder === folder);
    if (entry === undefined) recorded.push({ folder, groups: [group] });
    else entry.groups.push(group);
    writeFileSync(this.file, JSON.stringify(recorded), { mode: 0o600 });
  }

  /**
   * Ends what still runs of the recorded groups, and deletes the session folders. A process id may be another program's by
   * now: a group counts while one of its processes names the session folder. Tells whether anything ran.
   */
  async end(): Promise<boolean> {
    let ended = false;
    const running = await commandLines();
    for (const { folder, groups } of this.read()) {
      for (const group of groups) {
        const isOurs = running.some((one) => one.group === group && one.args.includes(`${folder}/`));
        if (isOurs) await endGroup(group);
        ended ||= isOurs;
      }
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }
    await rm(this.file, { force: true });
    return ended;
  }

  private read(): Recorded[] {
    try {
      return JSON.parse(readFileSync(this.file, "utf8")) as Recorded[];
    } catch {
      return [];
    }
  }
}

async function commandLines(): Promise<{ group: number; args: string }[]> {
  const columns = ["-axww", "-o", "pgid=,args="];
  const { stdout } = await promisify(execFile)("ps", columns, { maxBuffer: 64 * 1024 * 1024 });
  return stdout.split("\n").map((line) => {
    const [, group, args = ""] = /^\s*(\d+)\s(.*)$/.exec(line) ?? [];
    return { group: Number(group), args };
  });
}
