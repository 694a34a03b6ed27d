// `npm install` runs this in a clone, and the engine runs that in whatever folder it is given as the plugin: it builds where there
// are sources, and keeps the TypeScript settings of whoever uses the plugin out of it.
const { execSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");

const root = path.resolve(__dirname, "../..");

/**
 * The Node SDK has ts-node read the tsconfig.json in the folder where `pulumi` runs before it starts a plugin, whatever
 * PulumiPlugin.yaml says (@pulumi/pulumi 3.248, cmd/run-plugin/run.js), and compile the plugin's JavaScript by it under `allowJs`.
 * It takes the package `ts-node` where there is one. This one does nothing for the plugin in the folder above it, which is
 * compiled, and is the SDK's own for any other program.
 */
const LOADER = `const fs = require("node:fs");
const path = require("node:path");

const folder = path.resolve(__dirname, "../..");
const isThisPlugin =
  /[\\\\/]run-plugin([\\\\/]index\\.js)?$/.test(process.argv[1] ?? "") &&
  process.argv.slice(2).some((part) => path.isAbsolute(part) && same(part, folder));

function same(one, other) {
  return fs.existsSync(one) && fs.realpathSync(one) === fs.realpathSync(other);
}

module.exports = isThisPlugin ? { register() {} } : require("@pulumi/pulumi/vendor/ts-node@7.0.1");
`;

const loader = path.join(root, "node_modules", "ts-node");
fs.mkdirSync(loader, { recursive: true });
fs.writeFileSync(
  path.join(loader, "package.json"),
  `${JSON.stringify({ name: "ts-node", version: "7.0.1", private: true, main: "index.js" }, undefined, 2)}\n`,
);
fs.writeFileSync(path.join(loader, "index.js"), LOADER);

if (fs.existsSync(path.join(root, "tsconfig.json")))
  execSync("npm run build", { cwd: root, stdio: "inherit" });
