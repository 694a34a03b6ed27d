import { expect } from "chai";
import { beforeLimit, withinLimit } from "./limit";

describe("withinLimit", () => {
  it("should give up what takes too long, even where it cannot be stopped", async () => {
    const forever = new Promise<never>(() => undefined);
    const failure: unknown = await withinLimit((signal) => beforeLimit(forever, signal, "too late"), 1).catch(
      (error: unknown) => error,
    );
    expect(failure).to.have.property("message", "too late");
  });

  it("should leave alone what is in time, and be over with it", async () => {
    let signal: AbortSignal | undefined;
    const answer = await withinLimit((given) => {
      signal = given;
      return beforeLimit(Promise.resolve("answer"), given, "too late");
    });
    expect(answer).to.equal("answer");
    expect(signal?.aborted).to.equal(false);
  });
});
