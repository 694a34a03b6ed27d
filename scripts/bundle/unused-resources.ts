import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { Plugin } from "esbuild";

/**
 * Leaves out the resources and functions of @pulumi/azure-native whose names appear nowhere in the provider: a module loads
 * each when it is first used, and most never are, but Node would read them all at every start.
 */
export function leaveOutUnusedResources(root: string): Plugin {
  return {
    name: "unused-resources",
    async setup(build) {
      const words = await wordsIn(path.join(root, "provider"));
      build.onLoad(
        { filter: /[\\/]@pulumi[\\/]azure-native[\\/][^\\/]+[\\/][^\\/]+\.js$/ },
        ({ path: file }) => {
          const name = path.basename(file, ".js");
          const module = path.basename(path.dirname(file));
          const exported = [name, `${name}Output`, `${name.charAt(0).toUpperCase()}${name.slice(1)}`];
          if (module === "types" || name === "index" || exported.some((word) => words.has(word)))
            return undefined;
          const message = `@pulumi/azure-native's ${name} is not part of the bundled plugin aks-ray`;
          return { contents: `throw new Error(${JSON.stringify(message)});` };
        },
      );
    },
  };
}

/** Whatever stands in the sources, in code or elsewhere: a use has to name what it uses. */
async function wordsIn(folder: string): Promise<Set<string>> {
  const files = await readdir(folder, { recursive: true });
  const sources = files.filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));
  const texts = await Promise.all(sources.map((file) => readFile(path.join(folder, file), "utf8")));
  return new Set(texts.flatMap((text) => text.match(/\w+/g) ?? []));
}
