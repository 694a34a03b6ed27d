import fs from "node:fs";
import path from "node:path";
import { buildReference, referenceFile } from "./reference";

/** The last step of `npm run generate`: writes the reference from the schemas. */
const root = path.resolve(__dirname, "../..");
fs.writeFileSync(path.join(root, referenceFile), buildReference(root));
console.log(referenceFile);
