import { reachable, type Definitions, type JsonSchema } from "./json-schema";

/**
 * The JSON Schema that validates arguments at run time: a definition for each of `roots` and for what they use.
 * A field marked `x-input` may hold a Pulumi output instead; `x-kubernetes` marks an object of that Kubernetes type.
 */
export function buildArgsSchema(definitions: Definitions, roots: readonly string[]): object {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    $comment: "Generated from provider/args by `npm run generate`.",
    definitions: Object.fromEntries(
      reachable(definitions, roots).map((name): [string, JsonSchema] => [name, definitions[name] ?? {}]),
    ),
  };
}
