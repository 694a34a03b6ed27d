import { UserError } from "../user-error";

/** What a user reads when `action` refuses: message, remedy and exit code. Any other outcome is thrown. */
export function userErrorOf(action: () => unknown): { message: string; remedy: string; exitCode: number } {
  try {
    action();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { message: error.message, remedy: error.remedy, exitCode: error.exitCode };
  }
  throw new Error("nothing was refused");
}
