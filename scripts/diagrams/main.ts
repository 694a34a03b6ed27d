import { mkdir, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { diagrams } from "./diagrams";

/** `npm run diagrams`: draws docs/diagrams. */
async function main(): Promise<void> {
  for (const [file, svg] of await diagrams()) {
    const path = resolve(__dirname, "../..", file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, svg);
    console.log(file);
  }
}

void main();
