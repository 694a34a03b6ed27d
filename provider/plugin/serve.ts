import { handleUncaught, isolateFailures } from "./failures";
import { allowNulls } from "./inputs";
import type { PackageSchema } from "./package-schema";
import { ComponentProvider, type ComponentLoaders } from "./provider";
import { registerReferences } from "./references";
import { mainWrapped } from "./service";

/**
 * Serves components as a Pulumi plugin: prints the port on standard output and answers until the process ends.
 * @param args command line without node and script; the first one is the engine's address
 */
export async function servePlugin(
  schema: PackageSchema,
  components: ComponentLoaders,
  args: string[],
): Promise<void> {
  registerReferences(schema);
  await mainWrapped(new ComponentProvider(schema, components), args, (service) =>
    isolateFailures(allowNulls(service)),
  );
  handleUncaught();
  useNativeStackTraces();
}

/**
 * The SDK has source-map-support read the source map of every file in a stack trace, and takes one of each resource: a
 * third of the first Construct, for maps whose sources do not ship. Node's own `--enable-source-maps` still works.
 */
function useNativeStackTraces(): void {
  Reflect.deleteProperty(Error, "prepareStackTrace");
}
