/** Something that the user can put right: shown without a stack trace. */
export class UserError extends Error {
  /**
   * @param message what is wrong
   * @param remedy what to do about it, shown on a line of its own
   * @param exitCode 2 for a command line or program that cannot be run, 1 for anything that failed while it ran
   */
  constructor(
    message: string,
    readonly remedy = "",
    readonly exitCode: 1 | 2 = 1,
  ) {
    super(message);
    this.name = "UserError";
  }
}
