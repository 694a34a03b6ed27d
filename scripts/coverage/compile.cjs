/**
 * Has provider/ compiled as `npm run build` compiles it while its coverage is measured, in this process and in those it starts.
 * What tsx makes begins each file with helpers of esbuild's: branches that nobody wrote, and that no test can reach.
 */
const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");

const root = path.resolve(__dirname, "../..");
const provider = path.join(root, "provider");
const compiled = path.join(root, "coverage", "compiled");
const STARTED = "AKS_RAY_COVERAGE";

if (process.env[STARTED] === undefined) {
  compileProvider();
  process.env[STARTED] = "1";
  process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ""} --require ${JSON.stringify(__filename)}`;
} else {
  // Node writes what was covered when a process exits. A plugin is ended by a signal.
  process.once("SIGTERM", () => process.exit());
}

const compile = Module.prototype._compile;
Module.prototype._compile = function (content, filename, ...rest) {
  const file = compiledFile(filename);
  return compile.call(this, file === undefined ? content : fs.readFileSync(file, "utf8"), filename, ...rest);
};

function compileProvider() {
  const ts = require("typescript");
  const compilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.CommonJS,
    esModuleInterop: true,
    // Helpers come from tslib, for the same reason.
    importHelpers: true,
    inlineSourceMap: true,
  };
  for (const name of fs.readdirSync(provider, { recursive: true })) {
    const fileName = path.join(provider, name);
    const file = compiledFile(fileName);
    if (file === undefined) continue;
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(
      file,
      ts.transpileModule(fs.readFileSync(fileName, "utf8"), { fileName, compilerOptions }).outputText,
    );
  }
}

/** Where the JavaScript of a file of provider/ is. */
function compiledFile(filename) {
  const name = path.relative(provider, filename);
  return name.startsWith("..") || !name.endsWith(".ts") ? undefined : path.join(compiled, `${name}.js`);
}
