import * as pulumi from "@pulumi/pulumi";

type Aliases = NonNullable<pulumi.ComponentResourceOptions["aliases"]>;

/**
 * Aliases of a child whose name does not begin with that of its component, for names that the component had. Those of other children
 * Pulumi derives by itself.
 */
export function renamedAliases(
  aliases: Aliases | undefined,
  name: string,
  childName: (name: string) => string,
): Aliases {
  return (aliases ?? []).map((alias) =>
    pulumi.output(alias).apply((known) => ({ name: childName(formerName(known) ?? name) })),
  );
}

/** The name in an alias: the last part of a URN (Pulumi docs, "Resource names"), or what it says. */
function formerName(alias: pulumi.Unwrap<pulumi.URN | pulumi.Alias>): string | undefined {
  return typeof alias === "string" ? alias.split("::").pop() : alias.name;
}
