import path from "node:path";
import type { Plugin } from "esbuild";

/**
 * In node_modules, the plugin looks for the copies of gRPC and protobuf that @pulumi/pulumi loads; in a bundle it gets
 * them by asking from the SDK's folder. See provider/plugin/sdk-modules.ts.
 */
export function resolveSdkModules(root: string): Plugin {
  const sdk = path.dirname(require.resolve("@pulumi/pulumi/package.json", { paths: [root] }));
  return {
    name: "sdk-modules",
    setup(build) {
      build.onLoad({ filter: /[\\/]provider[\\/]plugin[\\/]sdk-modules\.ts$/ }, () => ({
        resolveDir: sdk,
        contents: `
          export * as sdkGrpc from "@grpc/grpc-js";
          export { Struct } from "google-protobuf/google/protobuf/struct_pb";
        `,
      }));
      // Two copies would be two protocols: messages of one are no messages of the other.
      build.onResolve(
        { filter: /^(@grpc\/grpc-js|google-protobuf)($|\/)/ },
        ({ path: module, resolveDir, pluginData }) =>
          resolveDir === sdk || pluginData === "sdk"
            ? undefined
            : build.resolve(module, { resolveDir: sdk, kind: "require-call", pluginData: "sdk" }),
      );
    },
  };
}

/** Files of @pulumi/pulumi that no component uses, as provider/plugin/deferred-modules.ts says: with all they load, three quarters of the bundle. */
const UNUSED = ["typescript-shim.js", "runtime/closure/codePaths.js", "automation/index.js"].map((file) =>
  path.normalize(file),
);

/** Leaves those files out; whoever uses them all the same gets an error that says so. */
export function leaveOutUnusedModules(): Plugin {
  return {
    name: "unused-modules",
    setup(build) {
      build.onLoad({ filter: /[\\/]@pulumi[\\/]pulumi[\\/].*\.js$/ }, ({ path: file }) => {
        const left = UNUSED.find((unused) => file.endsWith(path.join("@pulumi", "pulumi", unused)));
        return left === undefined ? undefined : { contents: absent(left) };
      });
      // What puts them off in node_modules has nothing to do in a bundle.
      build.onLoad({ filter: /[\\/]provider[\\/]plugin[\\/]defer\.ts$/ }, () => ({ contents: "export {};" }));
    },
  };
}

/** A module whose exports are there to be handed on, and fail when they are called. */
function absent(file: string): string {
  const message = `@pulumi/pulumi/${file.replaceAll(path.sep, "/")} is not part of the bundled plugin aks-ray`;
  return `
    const absent = () => { throw new Error(${JSON.stringify(message)}); };
    module.exports = new Proxy({ __esModule: true }, {
      get: (own, name) => (name in own ? own[name] : absent),
    });
  `;
}
