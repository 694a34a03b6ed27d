import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { extract, list } from "tar";
import { PLUGIN_NAME, type PluginBundle } from "../bundle/bundle";
import { archiveName, packPlugin, TARGETS } from "./plugin-archives";

const FILES = ["LICENSE", "THIRD-PARTY-LICENSES.txt", "plugin.js", PLUGIN_NAME, `${PLUGIN_NAME}.cmd`];

describe("plugin archives", () => {
  let scratch: string;

  beforeEach(() => (scratch = fs.mkdtempSync(path.join(os.tmpdir(), "aks-ray-archives-"))));
  afterEach(() => fs.rmSync(scratch, { recursive: true }));

  /** A bundle whose files hold their names, last changed at a time, with a mode. */
  function bundle(name: string, changed: Date, mode: number): PluginBundle {
    const folder = path.join(scratch, name);
    fs.mkdirSync(folder);
    for (const file of FILES) {
      fs.writeFileSync(path.join(folder, file), file, { mode });
      fs.utimesSync(path.join(folder, file), changed, changed);
    }
    return { folder, program: path.join(folder, "plugin.js"), metafile: { inputs: {}, outputs: {} } };
  }

  it("should be one for each system and processor, under the names that the engine asks for", async () => {
    const archives = await packPlugin(bundle("bundle", new Date(), 0o644), "1.2.3", scratch);
    expect(archives.map((archive) => path.basename(archive))).to.deep.equal([
      "pulumi-resource-aks-ray-v1.2.3-linux-amd64.tar.gz",
      "pulumi-resource-aks-ray-v1.2.3-linux-arm64.tar.gz",
      "pulumi-resource-aks-ray-v1.2.3-darwin-amd64.tar.gz",
      "pulumi-resource-aks-ray-v1.2.3-darwin-arm64.tar.gz",
      "pulumi-resource-aks-ray-v1.2.3-windows-amd64.tar.gz",
      "pulumi-resource-aks-ray-v1.2.3-windows-arm64.tar.gz",
    ]);
  });

  for (const [os_, launcher, other] of [
    ["linux", PLUGIN_NAME, `${PLUGIN_NAME}.cmd`],
    ["darwin", PLUGIN_NAME, `${PLUGIN_NAME}.cmd`],
    ["windows", `${PLUGIN_NAME}.cmd`, PLUGIN_NAME],
  ] as const) {
    it(`should have an executable launcher at the top for ${os_}`, async () => {
      await packPlugin(bundle("bundle", new Date(), 0o600), "1.2.3", scratch);
      const file = path.join(scratch, archiveName("1.2.3", { os: os_, arch: "arm64" }));
      const modes: Record<string, number | undefined> = {};
      await list({ file, onReadEntry: (entry) => void (modes[entry.path] = entry.mode) });

      expect(modes).to.deep.equal({
        LICENSE: 0o644,
        "THIRD-PARTY-LICENSES.txt": 0o644,
        "plugin.js": 0o644,
        [launcher]: 0o755,
      });
      expect(modes).not.to.have.property(other);
    });
  }

  it("should be the same bytes whenever and by whomever they are made, and others for another plugin", async () => {
    const bytes = async (made: PluginBundle, out: string): Promise<Buffer[]> =>
      (await packPlugin(made, "1.2.3", path.join(scratch, out))).map((file) => fs.readFileSync(file));
    const first = await bytes(bundle("first", new Date("2020-01-01"), 0o600), "out-1");
    const second = await bytes(bundle("second", new Date("2026-02-03"), 0o666), "out-2");
    const changed = bundle("changed", new Date("2020-01-01"), 0o600);
    fs.appendFileSync(changed.program, "!");
    const third = await bytes(changed, "out-3");

    expect(first).to.have.length(TARGETS.length);
    expect(first.every((archive, index) => archive.equals(second[index]!))).to.equal(true);
    expect(first.some((archive, index) => archive.equals(third[index]!))).to.equal(false);
  });

  it("should hold the files of the bundle", async () => {
    const [linux = ""] = await packPlugin(bundle("bundle", new Date(), 0o644), "1.2.3", scratch);
    const folder = path.join(scratch, "unpacked");
    fs.mkdirSync(folder);
    await extract({ file: linux, cwd: folder });
    for (const file of fs.readdirSync(folder))
      expect(fs.readFileSync(path.join(folder, file), "utf8")).to.equal(file);
  });
});
