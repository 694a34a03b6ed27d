import fs from "node:fs";
import path from "node:path";
import { generateSchemas } from "./files";

/** `npm run generate`: writes what is made from `provider/args`. */
async function main(root: string): Promise<void> {
  for (const [file, contents] of Object.entries(await generateSchemas(root))) {
    fs.writeFileSync(path.join(root, file), contents);
    console.log(file);
  }
}

void main(path.resolve(__dirname, "../.."));
