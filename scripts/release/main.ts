import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { repositoryRoot } from "../../tests/sandbox/home";
import { bundlePlugin, PLUGIN_NAME } from "../bundle/bundle";
import { changelogFaults } from "./changelog";
import { CHECKSUMS, writeChecksums } from "./checksums";
import { packPlugin } from "./plugin-archives";
import { packageSbom, pluginSbom, type Sbom } from "./sbom";
import { packPackages } from "./sdk-packages";

/** `npm run release:dry`: everything that a release publishes, in `bin/release`; publishes nothing. */
async function main(): Promise<void> {
  const root = repositoryRoot();
  const out = path.join(root, "bin", "release");
  const { name, version } = JSON.parse(await readFile(path.join(root, "package.json"), "utf8")) as {
    name: string;
    version: string;
  };
  const faults = changelogFaults(await readFile(path.join(root, "CHANGELOG.md"), "utf8"), version);
  if (faults.length > 0) throw new Error(faults.join("\n"));

  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const bundle = await bundlePlugin(path.join(root, "bin", "plugin"));
  const archives = await packPlugin(bundle, version, out);
  for (const archive of archives) say(path.relative(root, archive));

  const sbom = await packageSbom(root);
  await write(`${name}-${version}.cdx.json`, sbom);
  await write(`${PLUGIN_NAME}-v${version}.cdx.json`, await pluginSbom(root, sbom, bundle.metafile));

  for (const { what, files, skipped } of await packPackages(root, out)) {
    for (const file of files) say(path.relative(root, path.join(out, file)));
    if (skipped !== undefined) say(`${what}: skipped, ${skipped}`);
  }
  await writeChecksums(out);
  say(path.relative(root, path.join(out, CHECKSUMS)));

  async function write(file: string, document: Sbom): Promise<void> {
    await writeFile(path.join(out, file), `${JSON.stringify(document, undefined, 2)}\n`);
    say(path.relative(root, path.join(out, file)));
  }
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
