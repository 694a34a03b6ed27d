import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ObjectType, PropertyType, ResourceSchema, Schema } from "./types";

/** Resource types to extract, with Azure's API version behind each (azure-native 3.28's defaults). */
const RESOURCES: Record<string, string> = {
  "resources:ResourceGroup": "2024-03-01",
  "containerservice:ManagedCluster": "2025-09-01",
  "containerservice:MaintenanceConfiguration": "2025-09-01",
  "containerservice:AgentPool": "2025-09-01",
  "containerregistry:Registry": "2023-01-01-preview",
  "kubernetesconfiguration:Extension": "2023-05-01",
  "network:VirtualNetwork": "2024-05-01",
  "network:Subnet": "2024-05-01",
  "network:NatGateway": "2024-05-01",
  "network:PublicIPAddress": "2024-05-01",
  "privatedns:PrivateZone": "2024-06-01",
  "privatedns:VirtualNetworkLink": "2024-06-01",
  "managedidentity:UserAssignedIdentity": "2023-01-31",
  "managedidentity:FederatedIdentityCredential": "2023-01-31",
  "storage:StorageAccount": "2024-01-01",
  "storage:BlobContainer": "2024-01-01",
  "authorization:RoleAssignment": "2022-04-01",
  "monitor:AzureMonitorWorkspace": "2023-04-03",
  "monitor:DataCollectionEndpoint": "2022-06-01",
  "monitor:DataCollectionRule": "2022-06-01",
  "monitor:DataCollectionRuleAssociation": "2022-06-01",
  "monitor:DiagnosticSetting": "2021-05-01-preview",
  "dashboard:Grafana": "2024-10-01",
  "alertsmanagement:PrometheusRuleGroup": "2023-03-01",
  "operationalinsights:Workspace": "2023-09-01",
};

/** Network types refer to one another without end; below these the stand-in takes any value. */
const OPAQUE =
  /^network\.(NetworkSecurityGroup|RouteTable|ServiceEndpointPolicy|PrivateEndpoint|IPConfiguration|ApplicationGateway|NetworkIntentPolicy|IpamPool|ServiceAssociationLink|ResourceNavigationLink)/;

/**
 * Extracts the schema of the resource types above from the type declarations of the installed @pulumi/azure-native,
 * which are generated from azure-native's own schema and keep a fixed layout: one member a line.
 */
export function extractSchema(): Schema {
  const root = dirname(require.resolve("@pulumi/azure-native/package.json"));
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  const enums = new Map<string, string[]>();
  const declared = new Map<string, string[]>();
  for (const file of ["input", "output"]) readInterfaces(join(root, "types", `${file}.d.ts`), declared);
  for (const module of new Set(Object.keys(RESOURCES).map((token) => token.split(":")[0] ?? ""))) {
    readEnums(join(root, "types", "enums", module, "index.d.ts"), module, enums);
  }

  const types: Record<string, ObjectType> = {};
  const queue: string[] = [];
  const parse = (lines: string[]) => parseMembers(lines, enums, (ref) => queue.push(ref));
  const resources: Record<string, ResourceSchema> = {};
  for (const [token, apiVersion] of Object.entries(RESOURCES)) {
    const [module = "", name = ""] = token.split(":");
    const file = join(root, module, `${name.charAt(0).toLowerCase()}${name.slice(1)}.d.ts`);
    const lines = readFileSync(file, "utf8").split("\n");
    resources[`azure-native:${token}`] = {
      apiVersion,
      inputs: parse(section(lines, `export interface ${name}Args {`)),
      outputs: parse(section(lines, `export declare class ${name} extends`)),
    };
  }
  for (let ref = queue.pop(); ref !== undefined; ref = queue.pop()) {
    const lines = declared.get(ref);
    if (lines !== undefined && !(ref in types)) types[ref] = parse(lines);
  }
  const sorted = Object.fromEntries(Object.entries(types).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { version, resources, types: sorted };
}

/** The lines between an opening line and the first line that closes it at the same indentation. */
function section(lines: string[], opening: string): string[] {
  const start = lines.findIndex((line) => line.startsWith(opening));
  if (start < 0) throw new Error(`no line starts with '${opening}'`);
  const end = lines.indexOf("}", start);
  return lines.slice(start + 1, end);
}

function readInterfaces(file: string, into: Map<string, string[]>): void {
  let namespace = "";
  let current: string[] | undefined;
  for (const line of readFileSync(file, "utf8").split("\n")) {
    namespace = /^export declare namespace (\w+) \{/.exec(line)?.[1] ?? namespace;
    const name = /^ {4}interface (\w+) \{/.exec(line)?.[1];
    if (name !== undefined) into.set(`${namespace}.${name}`, (current = []));
    else if (line === "    }") current = undefined;
    else current?.push(line);
  }
}

function readEnums(file: string, module: string, into: Map<string, string[]>): void {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return; // A module without enums has no such file.
  }
  for (const [, name = "", body = ""] of text.matchAll(/^export declare const (\w+): \{\n([\s\S]*?)^\};/gm)) {
    into.set(
      `${module}.${name}`,
      [...body.matchAll(/^ {4}readonly \w+: "([^"]*)";/gm)].map((match) => match[1] ?? ""),
    );
  }
}

/** `name?: type;` with an optional `readonly`; a map type goes on over three lines. */
function parseMembers(
  lines: string[],
  enums: Map<string, string[]>,
  onRef: (ref: string) => void,
): ObjectType {
  const properties: Record<string, PropertyType> = {};
  const required: string[] = [];
  const text = lines.filter((line) => !/^\s*(\/\*|\*)/.test(line)).join("\n");
  for (const [, name = "", optional, type = ""] of text.matchAll(
    /^ +(?:readonly )?(\w+)(\?)?: ((?:[^;{}]|\{[^}]*\})+);$/gm,
  )) {
    properties[name] = parseType(type, enums, onRef);
    if (optional === undefined && !/\| undefined>?$/.test(type)) required.push(name);
  }
  return { properties, required };
}

function parseType(source: string, enums: Map<string, string[]>, onRef: (ref: string) => void): PropertyType {
  const type = source
    .replace(/pulumi\.Output<([\s\S]*)>$/, "$1")
    .replace(/ \| undefined/g, "")
    .trim();
  const input = /^pulumi\.Input<([\s\S]*)>$/.exec(type)?.[1];
  if (input !== undefined && balanced(input)) return parseType(input, enums, onRef);
  if (type.endsWith("[]")) return { array: parseType(type.slice(0, -2), enums, onRef) };
  const mapped = /^\{\s*\[key: string\]: ([\s\S]*?);\s*\}$/.exec(type)?.[1];
  if (mapped !== undefined) return { map: parseType(mapped, enums, onRef) };
  if (type === "string" || type === "number" || type === "boolean") return type;
  const enumeration = /(?:string \| )?enums\.([\w.]+)$/.exec(type)?.[1];
  if (enumeration !== undefined) {
    const values = enums.get(enumeration);
    return values === undefined ? "string" : { enum: values };
  }
  const ref = /^(?:inputs|outputs)\.([\w.]+)$/.exec(type)?.[1];
  if (ref === undefined || OPAQUE.test(ref)) return "any";
  onRef(ref);
  return { ref };
}

/** Whether the text's angle brackets are balanced, so that stripping an outer pair was right. */
function balanced(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === "<") depth += 1;
    if (character === ">") depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}
