import { spawnSync } from "node:child_process";

/** Skips a test, and says why, unless the command succeeds: then what the test needs is on this machine. */
export function skipWithout(context: Mocha.Context, command: readonly string[], remedy: string): void {
  const [program = "", ...args] = command;
  if (spawnSync(program, args, { stdio: "ignore" }).status === 0) return;
  console.log(`      skipped: ${remedy}`);
  context.skip();
}

/** Skips a test that runs a program of Python where there is none. */
export function skipWithoutPython(context: Mocha.Context): void {
  skipWithout(context, ["python3", "--version"], "no python3 on PATH; install Python 3 to run it");
}
