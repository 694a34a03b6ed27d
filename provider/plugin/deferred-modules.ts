import Module, { createRequire } from "node:module";

const sdkRequire = createRequire(require.resolve("@pulumi/pulumi/package.json"));

type Exports = Record<string, unknown>;

/**
 * Puts off what the index of @pulumi/pulumi loads and no component of this package uses. Whoever uses it gets it, a
 * moment later. Has to run before anything imports the SDK; does nothing where the SDK has no such files.
 */
export function deferUnusedModules(): void {
  deferFunctionSerialization();
  deferAutomation();
}

/** TypeScript and npm's Arborist, together 0.3 s and 60 MB at each start of the plugin. */
function deferFunctionSerialization(): void {
  defer(
    "./typescript-shim.js",
    (load) => new Proxy({}, { get: (_, name) => Reflect.get(load(), name) as unknown }),
  );
  defer("./runtime/closure/codePaths.js", (load) => ({
    computeCodePaths: (...args: unknown[]) =>
      (load()["computeCodePaths"] as (...args: unknown[]) => unknown)(...args),
  }));
}

/** The Automation API, which runs the CLI: 25 ms. An ES module, as the index asks before it takes anything from it. */
function deferAutomation(): void {
  defer(
    "./automation/index.js",
    (load) =>
      new Proxy(
        { __esModule: true },
        { get: (own, name) => Reflect.get(name in own ? own : load(), name) as unknown },
      ),
  );
}

/** Has `require` answer for a file of the SDK with what stands in for its exports until they are used. */
function defer(file: string, standIn: (load: () => Exports) => Exports): void {
  let path: string;
  try {
    path = sdkRequire.resolve(file);
  } catch {
    return;
  }
  if (require.cache[path] !== undefined) return;
  let loaded: Exports | undefined;
  const load = (): Exports => {
    if (loaded === undefined) {
      delete require.cache[path];
      loaded = sdkRequire(path) as Exports;
    }
    return loaded;
  };
  const placeholder = new Module(path);
  placeholder.filename = path;
  placeholder.loaded = true;
  placeholder.exports = standIn(load);
  require.cache[path] = placeholder;
}
