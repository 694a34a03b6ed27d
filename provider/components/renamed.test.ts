import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { renamedAliases } from "./renamed";

describe("renamedAliases", () => {
  const known = (aliases: pulumi.ComponentResourceOptions["aliases"]) =>
    new Promise((resolve) =>
      pulumi.all(renamedAliases(aliases, "new", (name) => `${name}st`)).apply((all) => resolve(all)),
    );

  it("should name the child after each name that the component had", async () => {
    const urn = "urn:pulumi:dev::project::aks-ray:index:AksRayCluster::old";
    expect(await known([{ name: "older" }, urn, pulumi.output({ name: "oldest" })])).to.deep.equal([
      { name: "olderst" },
      { name: "oldst" },
      { name: "oldestst" },
    ]);
  });

  it("should keep its name where only the component's parent or type was another", async () => {
    expect(await known([{ parent: pulumi.rootStackResource }])).to.deep.equal([{ name: "newst" }]);
    expect(await known(undefined)).to.deep.equal([]);
  });
});
