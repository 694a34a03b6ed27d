import { gitHubRepository } from "../release/repository";
import { components, secretOutputs, type ComponentDescription } from "./components";
import { PULUMI_JAVA_VERSION } from "./maven";
import { reachable, referenced, type Definitions, type JsonSchema } from "./json-schema";

/** A type reference in a Pulumi package schema. */
interface TypeSpec {
  type?: string;
  plain?: true;
  $ref?: string;
  items?: TypeSpec;
  additionalProperties?: TypeSpec;
}

/** A property in a Pulumi package schema. */
interface PropertySpec extends TypeSpec {
  description: string;
  secret?: true;
}

interface ObjectSpec {
  description: string;
  type: "object";
  properties: Record<string, PropertySpec>;
  required?: string[];
}

interface EnumSpec {
  description: string;
  type: "string";
  enum: { value: string }[];
}

/** What the schema takes from package.json. */
export interface PackageManifest {
  name: string;
  version: string;
  description: string;
  license: string;
  author?: string;
  homepage?: string;
  repository?: { url: string };
  keywords: string[];
  pulumi: { name: string };
  dependencies: Record<string, string>;
}

const any = "pulumi.json#/Any";

/** Collects the types that properties refer to while it translates them. */
class Translator {
  constructor(
    private readonly packageName: string,
    private readonly definitions: Definitions,
  ) {}

  token(name: string): string {
    return `${this.packageName}:index:${name}`;
  }

  /** Interfaces drop `Args` from their name, since the SDKs append it again. */
  private typeToken(name: string): string {
    return this.token(name.replace(/Args$/, ""));
  }

  definition(name: string): JsonSchema {
    const definition = this.definitions[name];
    if (definition === undefined) {
      throw new Error(`There is no type '${name}' in provider/args.`);
    }
    return definition;
  }

  /** Translates a type; `path` names it in errors. */
  private type(schema: JsonSchema, path: string): TypeSpec {
    const plain = schema["x-input"] || schema["x-output"] ? {} : { plain: true as const };
    const name = referenced(schema);
    if (name !== undefined) {
      const target = this.definition(name);
      return target.enum || target.properties
        ? { $ref: `#/types/${this.typeToken(name)}`, ...plain }
        : this.type({ ...target, ...("x-input" in schema && { "x-input": true }) }, path);
    }
    if (schema["x-kubernetes"]) {
      return { $ref: any };
    }
    switch (schema.type) {
      case undefined:
        return { $ref: any };
      case "array":
        return { type: "array", ...plain, items: this.type(schema.items ?? {}, `${path}[]`) };
      case "object":
        if (schema.properties) {
          throw new Error(`${path}: give the object type a name; an inline one has none in the SDKs.`);
        }
        return {
          type: "object",
          ...plain,
          additionalProperties: this.type(mapValues(schema), `${path}{}`),
        };
      default:
        if (schema.enum || schema.const !== undefined) {
          throw new Error(`${path}: give the union of strings a name; an inline one has none in the SDKs.`);
        }
        return { type: schema.type, ...plain };
    }
  }

  /** Translates a property of an interface. */
  private property(schema: JsonSchema, path: string): PropertySpec {
    return { description: described(schema, path), ...this.type(schema, path) };
  }

  /** Translates the properties of the interface `name`. */
  properties(name: string): Record<string, PropertySpec> {
    return Object.fromEntries(
      Object.entries(this.definition(name).properties ?? {}).map(([key, value]) => [
        key,
        this.property(value, `${name}.${key}`),
      ]),
    );
  }

  /** Translates named types: interfaces and enumerations; aliases of maps are written out where they are used. */
  types(names: readonly string[]): Record<string, ObjectSpec | EnumSpec> {
    const result: Record<string, ObjectSpec | EnumSpec> = {};
    for (const name of names) {
      const schema = this.definition(name);
      const description = described(schema, name);
      if (schema.enum) {
        result[this.typeToken(name)] = {
          description,
          type: "string",
          enum: schema.enum.map((value) => ({ value })),
        };
      } else if (schema.properties) {
        result[this.typeToken(name)] = {
          description,
          type: "object",
          properties: this.properties(name),
          ...(schema.required && { required: schema.required }),
        };
      }
    }
    return result;
  }
}

function mapValues(schema: JsonSchema): JsonSchema {
  return typeof schema.additionalProperties === "object" ? schema.additionalProperties : {};
}

function described(schema: JsonSchema, path: string): string {
  if (!schema.description) {
    throw new Error(`${path}: write a doc comment; every type and field of provider/args needs one.`);
  }
  return schema.description;
}

function resource(translator: Translator, component: ComponentDescription): object {
  const outputs = translator.properties(component.outputs);
  const required = translator.definition(component.args).required;
  for (const [name, property] of Object.entries(outputs)) {
    if (secretOutputs.has(name)) {
      property.secret = true;
    }
  }
  return {
    description: component.description,
    isComponent: true,
    inputProperties: translator.properties(component.args),
    ...(required && { requiredInputs: required }),
    properties: outputs,
    required: translator.definition(component.outputs).required,
  };
}

/** Where the engine and the registry find what a release publishes on GitHub. */
function published(repository: string | undefined): object {
  return repository === undefined
    ? {}
    : {
        logoUrl: `https://raw.githubusercontent.com/${repository}/main/docs/logo.svg`,
        pluginDownloadURL: `github://api.github.com/${repository}`,
      };
}

/** Language settings of the generated SDKs. */
function languages(manifest: PackageManifest): object {
  const respectSchemaVersion = true;
  const title = "AksRay";
  const repository = gitHubRepository(manifest);
  return {
    csharp: {
      namespaces: { [manifest.pulumi.name]: title },
      packageReferences: { Pulumi: "3.*" },
      respectSchemaVersion,
    },
    go: {
      // Go finds a module by its path, so only one that names its repository can be had without `replace`.
      importBasePath: `${repository === undefined ? manifest.name : `github.com/${repository}`}/sdk/go/aksray`,
      rootPackageName: "aksray",
      // Without it, object types that only plain maps hold (the pools) get no `Args` type, and the SDK does not compile.
      generateExtraInputTypes: true,
      respectSchemaVersion,
    },
    java: {
      // `buildPom` makes them, for Maven.
      buildFiles: "none",
      packages: { [manifest.pulumi.name]: "aksray" },
      dependencies: { "com.pulumi:pulumi": PULUMI_JAVA_VERSION },
    },
    nodejs: {
      packageName: `${manifest.name}-sdk`,
      packageDescription: manifest.description,
      dependencies: { "@pulumi/pulumi": `^${manifest.dependencies["@pulumi/pulumi"]}` },
      respectSchemaVersion,
    },
    python: {
      packageName: manifest.name.replaceAll("-", "_"),
      pyproject: { enabled: true },
      respectSchemaVersion,
    },
  };
}

/**
 * The Pulumi package schema: the components with their inputs and outputs, and the types that these use.
 * A field that is no `Input` is `plain`: it is known when the program runs.
 * @throws when a type or field lacks its description, or has a type that SDKs cannot express
 */
export function buildPackageSchema(definitions: Definitions, manifest: PackageManifest): object {
  const translator = new Translator(manifest.pulumi.name, definitions);
  const roots = components.flatMap(({ args, outputs }) => [args, outputs]);
  const used = reachable(definitions, roots).filter((name) => !roots.includes(name));
  return {
    name: manifest.pulumi.name,
    displayName: "AKS Ray",
    version: manifest.version,
    description: manifest.description,
    keywords: manifest.keywords,
    ...(manifest.homepage && { homepage: manifest.homepage }),
    license: manifest.license,
    // Lets the SDKs be packed on their own: the Go one gets a go.mod.
    meta: { supportPack: true },
    ...(manifest.repository && { repository: manifest.repository.url }),
    publisher: manifest.author ?? "aks-ray",
    ...published(gitHubRepository(manifest)),
    language: languages(manifest),
    types: translator.types(used),
    resources: Object.fromEntries(
      components.map((component) => [translator.token(component.name), resource(translator, component)]),
    ),
  };
}
