import { Ajv } from "ajv";
import standaloneCode from "ajv/dist/standalone";
import type { Plugin } from "esbuild";
import { ARGS_DEFINITIONS, VALIDATION } from "../../provider/settings/args-schema";
import schema from "../../provider/settings/args.schema.json";

/** Puts compiled validators in the place of provider/settings/compiled-validators.ts, which has none. */
export function compileValidators(root: string): Plugin {
  return {
    name: "compile-validators",
    setup(build) {
      build.onLoad({ filter: /[\\/]provider[\\/]settings[\\/]compiled-validators\.ts$/ }, () => ({
        resolveDir: root,
        contents: `const validators = {};\n((exports) => {${validatorsCode()}})(validators);\nexports.compiledValidators = validators;`,
        loader: "js",
      }));
    },
  };
}

function validatorsCode(): string {
  const ajv = new Ajv({ ...VALIDATION, code: { source: true } }).addSchema(schema, "args");
  const exported = ARGS_DEFINITIONS.map((name) => [name, `args#/definitions/${name}`]);
  return standaloneCode(ajv, Object.fromEntries(exported) as Record<string, string>);
}
