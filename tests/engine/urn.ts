/** The type of the resource at the root of every stack. */
export const STACK_TYPE = "pulumi:pulumi:Stack";

const PROVIDER_PREFIX = "pulumi:providers:";

/** The parts of `urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME`. */
export interface Urn {
  stack: string;
  project: string;
  /** The types from the outermost parent (the stack left out) to the resource, joined by `$`. */
  qualifiedType: string;
  /** The type of the resource itself. */
  type: string;
  /** The name; it may contain `::`. */
  name: string;
}

/** Parses a URN. Throws an Error that shows the text when it is none. */
export function parseUrn(urn: string): Urn {
  const [head, project, qualifiedType, ...rest] = urn.split("::");
  const stack = head?.startsWith("urn:pulumi:") === true ? head.slice("urn:pulumi:".length) : undefined;
  if (stack === undefined || project === undefined || qualifiedType === undefined || rest.length === 0) {
    throw new Error(`invalid URN ${JSON.stringify(urn)}: expected urn:pulumi:STACK::PROJECT::TYPE::NAME`);
  }
  const type = qualifiedType.split("$").at(-1) ?? "";
  return { stack, project, qualifiedType, type, name: rest.join("::") };
}

/** Whether the text is a URN. */
export function isUrn(text: string): boolean {
  try {
    parseUrn(text);
    return true;
  } catch {
    return false;
  }
}

/** The URN of a resource. A parent adds its types in front, except for the stack itself. */
export function createUrn(
  stack: string,
  project: string,
  parent: string,
  type: string,
  name: string,
): string {
  const parentType = parent === "" ? "" : parseUrn(parent).qualifiedType;
  const prefix = parentType === "" || parentType === STACK_TYPE ? "" : `${parentType}$`;
  return `urn:pulumi:${stack}::${project}::${prefix}${type}::${name}`;
}

export function urnName(urn: string): string {
  return parseUrn(urn).name;
}

export function urnType(urn: string): string {
  return parseUrn(urn).type;
}

export function isStackUrn(urn: string): boolean {
  return urn !== "" && parseUrn(urn).qualifiedType === STACK_TYPE;
}

/** The package of a type or function token: what stands before its first colon. */
export function packageOf(token: string): string {
  return token.split(":", 1)[0] ?? "";
}

export function isProviderType(type: string): boolean {
  return type.startsWith(PROVIDER_PREFIX);
}

export function providerType(packageName: string): string {
  return PROVIDER_PREFIX + packageName;
}

/** The package that a provider type (`pulumi:providers:PACKAGE`) serves. */
export function providerPackage(type: string): string {
  return type.slice(PROVIDER_PREFIX.length);
}

/** Whether the resource is a provider that the engine made by itself because none was named. */
export function isDefaultProvider(urn: string): boolean {
  const { type, name } = parseUrn(urn);
  return isProviderType(type) && /^default($|_)/.test(name);
}

/** A reference to a provider: `URN::ID`. */
export interface ProviderReference {
  urn: string;
  id: string;
}

export function parseProviderReference(reference: string): ProviderReference {
  const split = reference.lastIndexOf("::");
  const urn = reference.slice(0, split);
  if (split < 0 || !isProviderType(parseUrn(urn).type)) {
    throw new Error(`bad provider reference ${JSON.stringify(reference)}: expected URN::ID of a provider`);
  }
  return { urn, id: reference.slice(split + 2) };
}

export function formatProviderReference(urn: string, id: string): string {
  return `${urn}::${id}`;
}
