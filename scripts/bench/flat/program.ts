import type { Json, SerializedResource, SerializedState } from "../../../tests/engine/state-format";
import { SIGNATURE_KEY } from "../../../tests/engine/wire";
import { constructorOf, type Constructor } from "./constructors";
import { inputSource, type Known } from "./references";

const PROVIDER = "pulumi:providers:";
const CLUSTER = "azure-native:containerservice:ManagedCluster";
const GROUP = "azure-native:resources:ResourceGroup";

/** `serial`: each resource waits for the one before, and is deleted by itself. */
export interface FlatOptions {
  serial?: boolean;
}

/**
 * A program that registers the custom resources of a state one after another, with the inputs and options that they were
 * registered with, and no component: what a person writes who does without this package.
 *
 * @throws Error for a resource that cannot be written so
 */
export function flatProgram({ deployment }: SerializedState, { serial = false }: FlatOptions = {}): string {
  const made = new Map<string, Known>();
  const modules = new Map<string, string>([["pulumi", "@pulumi/pulumi"]]);
  const statements: string[] = [];
  for (const resource of deployment.resources.filter(isWritten)) {
    const creation = constructorOf(resource.type);
    modules.set(creation.variable, creation.module);
    const known = { variable: `resource${made.size + 1}`, resource };
    const before = serial ? [...made.values()].slice(-1) : undefined;
    statements.push(statement(known.variable, resource, creation, made, before));
    made.set(resource.urn, known);
    if (resource.type === CLUSTER) statements.push(kubeconfig(known, resource, made));
  }
  const requires = [...modules].map(
    ([name, module]) => `const ${name} = require(${JSON.stringify(module)});`,
  );
  return [...requires, "", ...statements, "", ...outputs(deployment.resources), ""].join("\n");
}

/** Default providers come by themselves; components are what the program does without. */
function isWritten({ custom, type, urn }: SerializedResource): boolean {
  return custom && !(type.startsWith(PROVIDER) && nameOf(urn).startsWith("default"));
}

function statement(
  variable: string,
  resource: SerializedResource,
  { expression }: Constructor,
  made: ReadonlyMap<string, Known>,
  before: Known[] | undefined,
): string {
  const name = JSON.stringify(nameOf(resource.urn));
  return [
    `const ${variable} = new ${expression}(${name}, {`,
    ...inputs(resource, made).map((line) => `  ${line},`),
    "}, {",
    ...options(resource, made, before).map((line) => `  ${line},`),
    "});",
  ].join("\n");
}

/** Only what was registered has an entry among the dependencies; the other inputs in the state come from the provider. */
function inputs(resource: SerializedResource, made: ReadonlyMap<string, Known>): string[] {
  const registered = (resource["propertyDependencies"] ?? {}) as Record<string, string[]>;
  const values = (resource["inputs"] ?? {}) as Record<string, Json>;
  const ignored = strings(resource["ignoreChanges"]);
  return Object.entries(registered).flatMap(([key, urns]) => {
    const value = resource.type.startsWith(PROVIDER) ? settingOf(values[key]) : values[key];
    if (value === undefined) return [];
    const path = `${nameOf(resource.urn)}.${key}`;
    const secret = isSecret(value);
    if (secret && key === "kubeconfig") return ["kubeconfig"];
    if (secret && ignored.includes(key)) return [`${key}: pulumi.secret({ text: "kept as it is" })`];
    return [`${key}: ${inputSource(value, known(urns, made), path)}`];
  });
}

/** The SDK writes the settings of a provider as JSON in a text, unless they are texts. */
function settingOf(value: Json | undefined): Json | undefined {
  return value === "true" || value === "false" ? value === "true" : value;
}

function options(
  resource: SerializedResource,
  made: ReadonlyMap<string, Known>,
  before: Known[] | undefined,
): string[] {
  const own = Object.values((resource["propertyDependencies"] ?? {}) as Record<string, string[]>).flat();
  const others = strings(resource["dependencies"]).filter((urn) => !own.includes(urn));
  const variables = (urns: readonly string[]): string[] => known(urns, made).map(({ variable }) => variable);
  const waitsFor = before?.map(({ variable }) => variable) ?? variables(others);
  const lists = ["ignoreChanges", "replaceOnChanges", "additionalSecretOutputs"].flatMap((option) => {
    const list = strings(resource[option]);
    return list.length === 0 ? [] : [`${option}: ${JSON.stringify(list)}`];
  });
  const provider = typeof resource["provider"] === "string" ? resource["provider"] : "";
  const [explicitProvider] = variables([provider.slice(0, provider.lastIndexOf("::"))]);
  const [deletedWith] = variables(strings([resource["deletedWith"] ?? null]));
  return [
    ...(waitsFor.length > 0 ? [`dependsOn: [${waitsFor.join(", ")}]`] : []),
    ...(explicitProvider !== undefined ? [`provider: ${explicitProvider}`] : []),
    ...(deletedWith !== undefined && before === undefined ? [`deletedWith: ${deletedWith}`] : []),
    ...lists,
    ...timeouts(resource),
  ];
}

function timeouts({ customTimeouts }: SerializedResource): string[] {
  if (customTimeouts === undefined) return [];
  const seconds = Object.entries(customTimeouts as Record<string, number>);
  const texts = seconds.map(([operation, value]) => `${operation}: "${value}s"`);
  return [`customTimeouts: { ${texts.join(", ")} }`];
}

/** Asked of Azure, as a person would; the one in the state is a secret. */
function kubeconfig(cluster: Known, resource: SerializedResource, made: ReadonlyMap<string, Known>): string {
  const groupName = (resource["inputs"] as Record<string, Json>)["resourceGroupName"] ?? "";
  const groups = [...made.values()].filter((known) => known.resource.type === GROUP);
  return [
    "const kubeconfig = pulumi.secret(containerservice.listManagedClusterUserCredentialsOutput({",
    `  resourceGroupName: ${inputSource(groupName, groups, "kubeconfig.resourceGroupName")},`,
    `  resourceName: ${cluster.variable}.name,`,
    `}).kubeconfigs.apply(([first]) => Buffer.from(first.value, "base64").toString("utf8")));`,
  ].join("\n");
}

function outputs(resources: readonly SerializedResource[]): string[] {
  const stack = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
  return Object.entries((stack?.["outputs"] ?? {}) as Record<string, Json>).map(([name, value]) => {
    if (isSecret(value) && name !== "kubeconfig") throw new Error(`output ${name}: is a secret`);
    return `exports.${name} = ${isSecret(value) ? "kubeconfig" : JSON.stringify(value)};`;
  });
}

function known(urns: readonly string[], made: ReadonlyMap<string, Known>): Known[] {
  return urns.flatMap((urn) => made.get(urn) ?? []);
}

function isSecret(value: Json): boolean {
  return typeof value === "object" && value !== null && SIGNATURE_KEY in value;
}

function strings(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}
