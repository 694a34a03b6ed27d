import * as pulumi from "@pulumi/pulumi";
import type { Fault } from "../faults";

/** Runs what must fail for its arguments; returns the reasons by property path. */
export function faultsOf(run: () => unknown): Record<string, string> {
  return Object.fromEntries(errorOf(run).errors.map(({ propertyPath, reason }) => [propertyPath, reason]));
}

/** Runs what must fail for its arguments; returns the error. */
export function errorOf(run: () => unknown): { message: string; errors: Fault[] } {
  try {
    run();
  } catch (error) {
    if (pulumi.InputPropertiesError.isInstance(error))
      return error as unknown as { message: string; errors: Fault[] };
    throw error;
  }
  throw new Error("the arguments were accepted");
}

/** What an output holds once it is settled; rejects when it fails. */
export function settled<T>(value: pulumi.Input<T>): Promise<T> {
  return (pulumi.output(value) as unknown as { promise(): Promise<T> }).promise();
}
