import { expect } from "chai";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureRunning, stopRecorded, type BackgroundProgram } from "./background-process";

/** Goes on until it is ended. */
const IDLE = "setInterval(() => {}, 1000)";
/** Ignores the polite request to end. */
const STUBBORN = `process.on("SIGTERM", () => {}); ${IDLE}`;

describe("background processes", () => {
  let dir: string;
  let record: string;
  const program = (code: string): BackgroundProgram => ({
    command: process.execPath,
    args: ["-e", code],
    environment: { PATH: process.env.PATH },
    log: join(dir, "log"),
    record,
  });
  const recordedPid = async (): Promise<number> =>
    (JSON.parse(await readFile(record, "utf8")) as { pid: number }).pid;
  const runs = (pid: number): boolean => existsSync(`/proc/${pid}/exe`);

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "background-"));
    record = join(dir, "record.json");
  });
  afterEach(async () => {
    await stopRecorded(record);
    await rm(dir, { recursive: true });
  });

  it("go on from run to run, and are started once", async () => {
    await ensureRunning(program(IDLE));
    const pid = await recordedPid();
    await ensureRunning(program(IDLE));
    expect(await recordedPid()).to.equal(pid);
    for (const file of ["log", "record.json"]) {
      expect((await stat(join(dir, file))).mode & 0o077, `${file} for its owner only`).to.equal(0);
    }
  });

  it("give way to one with other arguments", async () => {
    await ensureRunning(program(IDLE));
    const first = await recordedPid();
    await ensureRunning(program(`${IDLE} // other`));
    expect(await recordedPid()).to.not.equal(first);
    expect(runs(first)).to.equal(false);
  });

  it("end, even where they ignore the request", async function () {
    this.timeout(240_000);
    await ensureRunning(program(STUBBORN));
    const pid = await recordedPid();
    expect(await stopRecorded(record)).to.equal(true);
    expect({ runs: runs(pid), recorded: existsSync(record) }).to.deep.equal({ runs: false, recorded: false });
    expect(await stopRecorded(record), "nothing is left to end").to.equal(false);
  });

  it("spare another program that has the remembered process id by now", async () => {
    await writeFile(record, JSON.stringify({ pid: process.pid, command: "operator", args: [] }));
    expect(await stopRecorded(record)).to.equal(false);
    expect(runs(process.pid)).to.equal(true);
  });

  it("say so when they cannot be started", async () => {
    const error = await ensureRunning({ ...program(""), command: join(dir, "absent") }).catch(String);
    expect(error).to.contain("could not be started");
    expect(existsSync(record)).to.equal(false);
  });
});
