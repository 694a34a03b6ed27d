import fs from "node:fs";
import path from "node:path";
import { allowed, type ArgsDefinitions } from "./allowed";

/** A type as the package schema writes it. */
interface TypeSchema {
  type?: string;
  plain?: boolean;
  $ref?: string;
  items?: TypeSchema;
  additionalProperties?: TypeSchema;
}

interface PropertySchema extends TypeSchema {
  description: string;
  secret?: boolean;
}

interface ObjectType {
  description: string;
  properties?: Record<string, PropertySchema>;
  required?: string[];
  enum?: { value: string }[];
}

interface Component {
  description: string;
  inputProperties: Record<string, PropertySchema>;
  requiredInputs?: string[];
  properties: Record<string, PropertySchema>;
}

interface PackageSchema {
  types: Record<string, ObjectType>;
  resources: Record<string, Component>;
}

/** Path of the reference in the repository. */
export const referenceFile = "docs/reference.md";

/** Builds the reference from the package schema and, for ranges and patterns, the JSON Schema of the arguments. */
export function buildReference(root: string): string {
  const schema = read<PackageSchema>(root, "provider/schema.json");
  const { definitions } = read<{ definitions: ArgsDefinitions }>(root, "provider/settings/args.schema.json");
  const types = Object.entries(schema.types).sort(([a], [b]) => a.localeCompare(b));
  return [
    "# Reference",
    "<!-- Generated from provider/args by `npm run generate`; edit the doc comments there. -->",
    INTRODUCTION,
    "## Components",
    ...Object.entries(schema.resources).map(([token, component]) =>
      componentSection(token, component, schema, definitions),
    ),
    "## Types",
    ...types
      .filter(([, type]) => type.properties)
      .map(([token, type]) => typeSection(token, type, schema, definitions)),
    "",
  ].join("\n\n");
}

const INTRODUCTION = `Names are those of TypeScript and YAML. Python writes them in snake case, Go and C# with a capital first letter, Java as methods.
Required arguments stand in **bold**. Arguments marked *plain* decide which resources exist, or are checked before any is
made, so their values must be known when the program runs; all others also take outputs of other resources.`;

function read<T>(root: string, file: string): T {
  return JSON.parse(fs.readFileSync(path.join(root, file), "utf8")) as T;
}

function componentSection(
  token: string,
  component: Component,
  schema: PackageSchema,
  args: ArgsDefinitions,
): string {
  const name = localName(token);
  return [
    `### ${name}`,
    `\`${token}\`. ${component.description}`,
    `#### Arguments of ${name}`,
    argumentTable(
      component.inputProperties,
      component.requiredInputs,
      schema,
      args[`${name}Args`]?.properties,
    ),
    `#### Outputs of ${name}`,
    table(
      ["Output", "Type", "Description"],
      Object.entries(component.properties).map(([key, property]) => [
        `\`${key}\``,
        typeText(property, schema) + (property.secret ? ", secret" : ""),
        property.description,
      ]),
    ),
  ].join("\n\n");
}

function typeSection(token: string, type: ObjectType, schema: PackageSchema, args: ArgsDefinitions): string {
  const name = localName(token);
  const properties = type.properties ?? {};
  return [
    `### ${name}`,
    type.description,
    argumentTable(properties, type.required, schema, (args[`${name}Args`] ?? args[name])?.properties),
  ].join("\n\n");
}

function argumentTable(
  properties: Record<string, PropertySchema>,
  required: string[] | undefined,
  schema: PackageSchema,
  ranges: ArgsDefinitions | undefined,
): string {
  return table(
    ["Name", "Type", "Description"],
    Object.entries(properties).map(([key, property]) => [
      required?.includes(key) ? `**\`${key}\`**` : `\`${key}\``,
      typeText(property, schema) + allowed(ranges?.[key]) + (property.plain ? ", *plain*" : ""),
      property.description,
    ]),
  );
}

/** Writes a type: objects as links to their section, enumerations as their values. */
function typeText(type: TypeSchema, schema: PackageSchema): string {
  if (type.$ref?.startsWith("#/types/")) return referencedType(type.$ref.slice("#/types/".length), schema);
  if (type.$ref) return "object";
  if (type.items) return `list of ${typeText(type.items, schema)}`;
  if (type.additionalProperties) return `map of ${typeText(type.additionalProperties, schema)}`;
  return type.type ?? "object";
}

function referencedType(token: string, schema: PackageSchema): string {
  const name = localName(token);
  const values = schema.types[token]?.enum;
  return values
    ? values.map(({ value }) => `\`${value}\``).join(" or ")
    : `[${name}](#${name.toLowerCase()})`;
}

function table(header: string[], rows: string[][]): string {
  const line = (cells: string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replace(/\s*\n\s*/g, " ")).join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
}

function localName(token: string): string {
  return token.split(":").pop() ?? token;
}
