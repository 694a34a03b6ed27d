import type { Alias } from "./goal";
import { createUrn, isStackUrn, parseUrn, urnName } from "./urn";

/** The identity of a resource that is being registered. */
export interface Identity {
  type: string;
  name: string;
  parent: string;
}

/**
 * The URNs under which a resource may be found in the state: its own aliases, and those that follow from its parent
 * having been found under another URN. `former` tells under which URN a registered resource was found.
 */
export function aliasUrns(
  stack: string,
  project: string,
  identity: Identity,
  aliases: readonly Alias[],
  former: ReadonlyMap<string, string>,
): string[] {
  const { type, name, parent } = identity;
  const own = aliases.map((alias) => ownAlias(stack, project, identity, alias, former));
  const formerParent = former.get(parent);
  if (formerParent === undefined) return [...new Set(own)];
  const inherited = [{ type, name }, ...own.map(parseUrn)].map((child) =>
    inheritedAlias(stack, project, child, urnName(parent), formerParent),
  );
  return [...new Set([...own, ...inherited])];
}

function ownAlias(
  stack: string,
  project: string,
  { type, name, parent }: Identity,
  alias: Alias,
  former: ReadonlyMap<string, string>,
): string {
  if (alias.urn !== undefined) return alias.urn;
  const named = alias.parent === "" ? parent : (former.get(alias.parent) ?? alias.parent);
  const aliasParent = alias.noParent || isStackUrn(named) ? "" : named;
  return createUrn(
    alias.stack || stack,
    alias.project || project,
    aliasParent,
    alias.type || type,
    alias.name || name,
  );
}

/** Where the child's name begins with the parent's, the former parent's name takes that place. */
function inheritedAlias(
  stack: string,
  project: string,
  child: { type: string; name: string },
  parentName: string,
  formerParent: string,
): string {
  const name = child.name.startsWith(parentName)
    ? urnName(formerParent) + child.name.slice(parentName.length)
    : child.name;
  return createUrn(stack, project, formerParent, child.type, name);
}
