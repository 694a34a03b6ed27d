import { createRequire } from "node:module";
import * as runtime from "@pulumi/pulumi/runtime";
import type { ProgramContext, RunningProgram } from "./program";

/** A program that runs in this process; what it returns are the stack's outputs. */
export type InlineProgram = () => Promise<Record<string, unknown> | void>;

/** The parts of the SDK with which the Automation API runs inline programs; its types leave them out. */
interface RuntimeInternals {
  withLocalStorage<T>(callback: () => Promise<T>): Promise<T>;
  resetOptions(
    project: string,
    stack: string,
    parallel: number,
    engineAddress: string,
    monitorAddress: string,
    preview: boolean,
    organization: string,
  ): void;
  disconnect(signalShutdown: boolean): Promise<void>;
}

const requireHere = createRequire(__filename);
const { withLocalStorage } = requireHere("@pulumi/pulumi/runtime/state") as RuntimeInternals;
const { resetOptions, disconnect } = requireHere("@pulumi/pulumi/runtime/settings") as RuntimeInternals;

/**
 * Runs a program in this process. For programs that are expected to succeed: what a failing one leaves unhandled
 * meets the handlers of this process.
 */
export function startInlineProgram(program: InlineProgram, context: ProgramContext): RunningProgram {
  const run = withLocalStorage(async () => {
    const { address, organization, project, stack, preview, parallel, configuration } = context;
    resetOptions(project, stack, parallel, address, address, preview, organization);
    runtime.setAllConfig({ ...configuration.values }, [...configuration.secretKeys]);
    await runtime.runInPulumiStack(program);
    await disconnect(true);
  });
  return {
    ended: run.then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error)),
    ),
    kill: () => undefined,
  };
}
