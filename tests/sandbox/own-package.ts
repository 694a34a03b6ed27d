import Module from "node:module";
import { join } from "node:path";
import { repositoryRoot } from "./home";

type Resolve = (request: string, ...rest: unknown[]) => string;

/**
 * Preloaded into programs: resolves this package's name to this repository, as `npm install` in the program's folder would,
 * so that examples run without one.
 */
const loader = Module as unknown as { _resolveFilename: Resolve };
const resolveFilename = loader._resolveFilename;
const main = join(repositoryRoot(), "bin", "provider", "index.js");
loader._resolveFilename = function (request, ...rest) {
  return request === "pulumi-aks-ray" ? main : resolveFilename.call(this, request, ...rest);
};
