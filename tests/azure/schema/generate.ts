import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { extractSchema } from "./extract";

// `npx tsx tests/azure/schema/generate.ts`, after a change of @pulumi/azure-native's version.
writeFileSync(join(__dirname, "azure-native.json"), `${JSON.stringify(extractSchema(), undefined, 2)}\n`);
