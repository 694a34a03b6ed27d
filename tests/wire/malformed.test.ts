import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import * as fc from "fast-check";
import { parameters, timeout } from "../properties/cases";
import { isSigned, malformedConstruct } from "./malformed";
import { startMonitor, type Monitor } from "./monitor";
import { startPlugin, type ConstructCall, type PluginProcess } from "./plugin-process";

/** Milliseconds after which a Construct counts as one that is never answered. */
const NEVER = 30_000;

/** What JavaScript says of a value that the plugin took for another. */
const INTERNALS =
  /Cannot (read|convert|set) |is not (a function|iterable|a constructor)|Invalid array length|Maximum call/;

const TRACE = /^\s+at /m;

describe("the plugin, asked for what makes no sense", function () {
  this.timeout(timeout() + NEVER);
  let monitor: Monitor;
  let plugin: PluginProcess;
  let project: string;

  before(async () => {
    project = fs.mkdtempSync(path.join(os.tmpdir(), "aks-ray-project-"));
    monitor = await startMonitor();
    plugin = await startPlugin([path.join(__dirname, "../../provider/main.ts")], monitor.address, project);
  });

  after(async () => {
    await plugin.stop();
    monitor.close();
    fs.rmSync(project, { recursive: true });
  });

  const outcome = (call: ConstructCall) =>
    plugin.construct(call).then(
      () => "",
      (error: unknown) => (error as Error).message,
    );

  it("answers each time, in words and without a stack trace, and goes on", () =>
    fc.assert(
      fc.asyncProperty(malformedConstruct, async (call) => {
        monitor.reset();
        const message = await outcome(call);
        expect(message).to.not.match(TRACE);
        expect(message).to.not.match(/UNAVAILABLE|ECONNRE/);
        // What has a signature is taken apart by the SDK, which trusts the engine.
        if (!isSigned(call)) expect(message).to.not.match(INTERNALS);
        expect(monitor.complaints.join("\n")).to.not.match(TRACE);
        expect(plugin.stderr()).to.not.match(TRACE);
        monitor.reset();
        expect(await outcome({ type: "aks-ray:index:RayCluster", name: "good" })).to.equal("");
        expect(monitor.registrations.map(({ name }) => name)).to.include("good-raycluster");
      }),
      { ...parameters(0.3), timeout: NEVER },
    ));
});
