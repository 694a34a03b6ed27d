import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { alternate } from "./alternate";
import type { Figure } from "./figure";
import { median, medianRatio } from "./median";

const ROUNDS = 11;

const provider = path.resolve(__dirname, "..", "..", "provider");

/** `require` of this package in a fresh process, against that of the SDKs' modules alone that it needs. */
export async function measurePackageImport(log: (line: string) => void): Promise<Figure> {
  const modules = await sdkModules();
  const measured = await alternate(
    ROUNDS,
    { package: () => secondsToRequire([provider]), modules: () => secondsToRequire(modules) },
    (round, rounds) => log(`import of the package, and of its SDK modules: round ${round} of ${rounds}`),
  );
  return {
    name: "Import of the package against the SDK modules that it needs",
    value: medianRatio(measured.package, measured.modules),
    unit: "times",
    budget: { atMost: 1.3 },
    parts: {
      "package (s)": median(measured.package),
      "modules (s)": median(measured.modules),
      modules: modules.length,
    },
  };
}

/** What the compiled package requires of Pulumi's SDKs, by name. */
async function sdkModules(): Promise<string[]> {
  const files = await readdir(provider, { recursive: true });
  const sources = files.filter((file) => file.endsWith(".js") && !/\.test\.js$|(^|\/)testing\//.test(file));
  const texts = await Promise.all(sources.map((file) => readFile(path.join(provider, file), "utf8")));
  const names = texts.flatMap((text) => [...text.matchAll(/require\("(@pulumi\/[^"]+)"\)/g)]);
  return [...new Set(names.map(([, name]) => name ?? ""))].sort();
}

/** Without the start of Node itself. */
async function secondsToRequire(modules: readonly string[]): Promise<number> {
  const program = [
    "const begin = performance.now();",
    ...modules.map((name) => `require(${JSON.stringify(name)});`),
    "process.stdout.write(String((performance.now() - begin) / 1000));",
    "process.exit(0);",
  ].join("\n");
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", program], { cwd: provider });
  return Number(stdout);
}
