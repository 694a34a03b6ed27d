import fs from "node:fs";
import path from "node:path";
import prettier from "prettier";
import { buildArgsSchema } from "./args-schema";
import { components } from "./components";
import { readInterfaces } from "./interfaces";
import { buildPackageSchema, type PackageManifest } from "./package-schema";

/**
 * The generated files that need nothing but this repository: contents by path relative to `root`.
 * The same sources give the same bytes.
 */
export async function generateSchemas(root: string): Promise<Record<string, string>> {
  const manifest = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")) as PackageManifest;
  const args = components.map((component) => component.args);
  const definitions = readInterfaces(root, [...args, ...components.map((component) => component.outputs)]);
  const style = await prettier.resolveConfig(path.join(root, "package.json"));
  const format = (value: object): Promise<string> =>
    prettier.format(JSON.stringify(value), { ...style, parser: "json" });
  return {
    "provider/settings/args.schema.json": await format(buildArgsSchema(definitions, args)),
    "provider/schema.json": await format(buildPackageSchema(definitions, manifest)),
  };
}
