import fs from "node:fs";
import path from "node:path";
import { generateSchemas } from "./schemas";
import { generateSdks } from "./sdks";

/** `npm run generate`: writes what is made from `provider/args`: the schemas, and the SDKs where `pulumi` is on PATH. */
async function main(root: string): Promise<void> {
  for (const [file, contents] of Object.entries(await generateSchemas(root))) {
    fs.writeFileSync(path.join(root, file), contents);
    console.log(file);
  }
  console.log(generateSdks(root).join("\n"));
}

void main(path.resolve(__dirname, "../.."));
