import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A holder touches its lock this often (ms). */
const HEARTBEAT = 2_000;

/** A lock untouched for this long (ms) is abandoned, even when its process id now belongs to another process. */
const ABANDONED = 60_000;

/**
 * Runs `action` while no other process runs one under the same lock file. Waits for as long as another process holds
 * it; a lock whose holder has died is taken over.
 *
 * @param onWait called once, when the lock is held by another process
 */
export async function withLock<T>(file: string, action: () => Promise<T>, onWait?: () => void): Promise<T> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  let told = false;
  while (!(await acquire(file))) {
    if (await isAbandoned(file)) {
      await takeAway(file);
      continue;
    }
    if (!told) {
      told = true;
      onWait?.();
    }
    await sleep(100);
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => undefined);
  }, HEARTBEAT);
  heartbeat.unref();
  try {
    return await action();
  } finally {
    clearInterval(heartbeat);
    await rm(file, { force: true });
  }
}

/** Creates the lock file with this process's id, or returns false when there is one. */
async function acquire(file: string): Promise<boolean> {
  try {
    const handle = await open(file, "wx", 0o600);
    await handle.writeFile(String(process.pid));
    await handle.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") {
      return false;
    }
    throw error;
  }
}

async function isAbandoned(file: string): Promise<boolean> {
  try {
    const [content, { mtimeMs }] = await Promise.all([readFile(file, "utf8"), stat(file)]);
    return Date.now() - mtimeMs > ABANDONED || (content !== "" && !isAlive(Number(content)));
  } catch {
    return false;
  }
}

/**
 * Removes an abandoned lock. Of two processes that found it abandoned, the slower may catch the faster one's new lock:
 * it is put aside first and looked at, and given back when its holder lives.
 */
async function takeAway(file: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch {
    return;
  }
  if (await isAbandoned(aside)) {
    await rm(aside, { force: true });
  } else {
    await rename(aside, file);
  }
}

/** Whether there is a process of that id, be it one that has ended and whose end nobody has asked for. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
