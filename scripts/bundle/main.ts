import path from "node:path";
import { repositoryRoot } from "../../tests/sandbox/home";
import { bundlePlugin } from "./bundle";

/** `npm run bundle`: the plugin in a folder that holds all of it. */
async function main(): Promise<void> {
  const { folder, program, metafile } = await bundlePlugin(path.join(repositoryRoot(), "bin", "plugin"));
  const [output] = Object.values(metafile.outputs);
  const megabytes = ((output?.bytes ?? 0) / 1e6).toFixed(1);
  process.stderr.write(
    `${path.relative(process.cwd(), program)}: ${megabytes} MB; the plugin is ${path.relative(process.cwd(), folder)}\n`,
  );
}

main().catch((error: unknown) => {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
