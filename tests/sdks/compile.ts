import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { withSignsOfLife } from "../signs-of-life";

const run = promisify(execFile);

/**
 * Runs a compiler in a folder. On a new machine it first fetches and compiles all that Pulumi's SDK imports, which takes minutes and is
 * then kept in the compiler's own cache.
 *
 * @throws Error with the compiler's words
 */
export async function compile(command: string, args: string[], cwd: string): Promise<void> {
  const program = `${command} ${args.join(" ")}`;
  const work = () => run(command, args, { cwd, maxBuffer: 64 * 1024 * 1024 });
  await withSignsOfLife(`Compiling: ${program}`, work, (line) => console.error(`      ${line}`)).catch(
    ({ stdout, stderr, message }: { stdout: string; stderr: string; message: string }) => {
      throw new Error(`${program}:\n${stdout + stderr || message}`);
    },
  );
}
