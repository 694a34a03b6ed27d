import { UserError } from "../user-error";

/** A resource of a stack, as the picture shows it: nothing of its inputs and outputs, where secrets may be. */
export interface StackResource {
  urn: string;
  type: string;
  name: string;
  /** Names of the components around it, outermost first. */
  within: string[];
  /** URNs of the resources without which it is not made. */
  dependencies: string[];
}

interface StateResource {
  urn: string;
  type: string;
  custom?: boolean;
  parent?: string;
  dependencies?: string[];
  provider?: string;
  delete?: boolean;
}

/**
 * The resources in a state file or in what `pulumi stack export` writes; components are named by what they hold, and default
 * providers left out.
 *
 * @param source names the text in errors
 */
export function readResources(text: string, source: string): StackResource[] {
  const resources = parseState(text, source).filter((resource) => resource.delete !== true);
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const shown = resources.filter(isShown);
  const urns = new Set(shown.map(({ urn }) => urn));
  return shown.map((resource) => ({
    urn: resource.urn,
    type: resource.type,
    name: nameOf(resource.urn),
    within: ancestors(resource, byUrn),
    dependencies: [
      ...new Set([...(resource.dependencies ?? []), providerUrn(resource)].filter((urn) => urns.has(urn))),
    ],
  }));
}

function parseState(text: string, source: string): StateResource[] {
  let state: { deployment?: { resources?: StateResource[] } };
  try {
    state = JSON.parse(text) as typeof state;
  } catch {
    throw new UserError(
      `${source}: this is no JSON`,
      "`pulumi stack export --file stack.json` writes it.",
      2,
    );
  }
  if (typeof state.deployment !== "object") {
    throw new UserError(
      `${source}: this is no stack`,
      "`pulumi stack export --file stack.json` writes one.",
      2,
    );
  }
  return state.deployment.resources ?? [];
}

function isShown({ type, urn, custom }: StateResource): boolean {
  return custom === true && !(type.startsWith("pulumi:providers:") && nameOf(urn).startsWith("default"));
}

function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** A provider is known as `URN::ID`. */
function providerUrn({ provider = "" }: StateResource): string {
  return provider.split("::").slice(0, 4).join("::");
}

function ancestors({ parent }: StateResource, byUrn: ReadonlyMap<string, StateResource>): string[] {
  const above = parent === undefined ? undefined : byUrn.get(parent);
  if (above === undefined || above.type === "pulumi:pulumi:Stack") return [];
  return [...ancestors(above, byUrn), `${shortType(above.type)} ${nameOf(above.urn)}`];
}

/** The last part of a type: `azure-native:containerservice:AgentPool` is an `AgentPool`. */
export function shortType(type: string): string {
  return type.split(":").pop() ?? type;
}
