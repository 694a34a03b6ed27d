import { expect } from "chai";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deploy, type Operation } from "./index";
import { comparable, hasPulumi, RealStack, type Outcome } from "./testing/real-pulumi";
import { errorsOf, PLUGINS } from "./testing/stack";
import type { SerializedState } from "./state-format";

/** A life of the stack: each time the operation and the phase of the program. */
const LIFE: [operation: Operation, phase: string][] = [
  ["preview", "1"],
  ["up", "1"],
  ["up", "1"],
  ["preview", "2"],
  ["up", "2"],
  ["up", "4"],
  ["destroy", "4"],
];

/** Where the fake cloud of an engine is, and how to see what was asked of it. */
class Cloud {
  readonly environment: Record<string, string>;

  constructor(directory: string, name: string) {
    this.environment = {
      FAKE_CLOUD: join(directory, `${name}.cloud`),
      FAKE_CALLS: join(directory, `${name}.calls`),
    };
  }

  async during(action: () => Promise<void>): Promise<string[]> {
    const file = this.environment.FAKE_CALLS ?? "";
    await writeFile(file, "");
    await action();
    return (await readFile(file, "utf8"))
      .split("\n")
      .filter((line) => line !== "")
      .sort();
  }
}

describe("the engine beside the real one", function () {
  this.timeout(240_000);
  let directory: string;

  before(async function () {
    if (!hasPulumi()) {
      console.log("      skipped: no pulumi on PATH; install the Pulumi CLI to run it");
      this.skip();
    }
    directory = await mkdtemp(join(tmpdir(), "engine-beside-"));
  });
  after(async () => {
    if (directory !== undefined) await rm(directory, { recursive: true });
  });

  it("takes the same steps and comes to the same state", async () => {
    const realCloud = new Cloud(directory, "real");
    const ownCloud = new Cloud(directory, "own");
    const real = await RealStack.create(directory, realCloud.environment);
    await real.configure("password", "hunter2", true);
    const stateFile = join(directory, "state.json");

    for (const [operation, phase] of LIFE) {
      const where = `${operation} in phase ${phase}`;
      await real.configure("phase", phase);
      let realSteps!: Pick<Outcome, "steps" | "summary">;
      const realCalls = await realCloud.during(async () => {
        realSteps = await real.deploy(operation);
      });
      let result!: Awaited<ReturnType<typeof deploy>>;
      const ownCalls = await ownCloud.during(async () => {
        result = await deploy({
          operation,
          program: { dir: join(directory, "program") },
          project: "project",
          stack: "dev",
          config: { phase },
          secretConfig: { password: "hunter2" },
          stateFile,
          passphrase: "correct horse",
          plugins: { fake: PLUGINS, parts: PLUGINS },
          environment: ownCloud.environment,
        });
      });
      expect(errorsOf(result), where).to.deep.equal([]);
      const steps = result.events
        .filter((event) => event.kind === "resourceStart")
        .map(({ op, name }) => `${op} ${name}`)
        .sort();
      const summary = Object.fromEntries(Object.entries(result.summary).filter(([, count]) => count > 0));
      expect({ steps, summary, calls: ownCalls }, where).to.deep.equal({ ...realSteps, calls: realCalls });
      if (operation === "preview") continue;
      const own = JSON.parse(await readFile(stateFile, "utf8")) as SerializedState;
      expect(comparable(own), where).to.deep.equal(comparable(await real.state()));
    }
  });
});
