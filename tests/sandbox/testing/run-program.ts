import { spawn } from "node:child_process";

/** How a program ended. */
export interface Outcome {
  code: number | null;
  /** Standard output and standard error as they came. */
  text: string;
}

/** Where and how a program runs. */
export interface ProgramOptions {
  cwd: string;
  /** Laid over this process's own. */
  environment: NodeJS.ProcessEnv;
  /** Sends SIGINT as soon as the output holds this. */
  interruptAt?: string;
}

/** Runs a program to its end. */
export async function runProgram(
  command: string,
  args: string[],
  { cwd, environment, interruptAt }: ProgramOptions,
): Promise<Outcome> {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  let interrupted = interruptAt === undefined;
  const take = (chunk: Buffer): void => {
    text += chunk.toString();
    if (interrupted || !text.includes(interruptAt ?? "")) return;
    interrupted = true;
    child.kill("SIGINT");
  };
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  return { code, text };
}
