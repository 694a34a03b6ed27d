import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import type { AksClusterArgs } from "../args";
import { aksClusterSettings } from "./aks-cluster";
import { faultsOf, settled } from "./testing/faults-of";

/** An existing resource group and a cluster of their own names, which are short. */
const NAMED = { clusterName: "ml", resourceGroupName: "rg" };

function settings(name: string, args: AksClusterArgs = {}) {
  return aksClusterSettings(name, {
    cpuPools: { work: { vmSize: "Standard_D8s_v5", maxNodes: 2 } },
    ...args,
  });
}

describe("the names that nobody gives", () => {
  it("should fit into the name of the nodes' resource group", () => {
    expect(settings("x".repeat(21), { location: "West Europe" }).clusterName).to.equal(undefined);
    expect(faultsOf(() => settings("x".repeat(22), { location: "West Europe" }))).to.deep.equal({
      clusterName: `must be given: without it the component's name makes AKS name the resource group of its nodes 'MC_${"x".repeat(22)}-rg########_${"x".repeat(22)}-aks########_westeurope', 82 characters, and Azure allows 80; give 'clusterName' with at most 32 characters`,
    });
    expect(() =>
      settings("x".repeat(22), { location: "West Europe", clusterName: "y".repeat(32) }),
    ).not.to.throw();
  });

  it("should count a region that is not known yet as the shortest", () => {
    for (const location of [undefined, pulumi.output("westeurope")]) {
      expect(() => settings("x".repeat(23), { location })).not.to.throw();
      expect(Object.keys(faultsOf(() => settings("x".repeat(24), { location })))).to.deep.equal([
        "clusterName",
      ]);
    }
  });

  it("should fit beside names that are given, now or once they are known", async () => {
    const group = "g".repeat(20);
    const location = "westeurope";
    const reason = `makes AKS name the resource group of its nodes 'MC_${group}_${"c".repeat(46)}_westeurope', 81 characters, and Azure allows 80; give 'clusterName' with at most 45 characters`;
    const named = (clusterName: pulumi.Input<string>, resourceGroupName: pulumi.Input<string>) =>
      settings("ml", { clusterName, resourceGroupName, location });
    expect(faultsOf(() => named("c".repeat(46), group))).to.deep.equal({ clusterName: reason });
    expect(named("c".repeat(45), group).clusterName).to.equal("c".repeat(45));
    for (const [cluster, key] of [
      ["c".repeat(46), "resourceGroupName"],
      [pulumi.output("c".repeat(46)), "clusterName"],
    ] as const) {
      const later = named(cluster, key === "clusterName" ? group : pulumi.output(group))[key];
      const error: unknown = await settled(later).catch((rejected: unknown) => rejected);
      expect(error).to.have.property("message").that.contains(`${key}: ${reason}`);
    }
  });

  it("should have a way out where the resource group's name alone is too long", () => {
    expect(faultsOf(() => settings("ml", { resourceGroupName: "g".repeat(80) })))
      .to.have.property("clusterName")
      .that.matches(/; name a resource group with a shorter name, or give the component one$/);
  });

  it("should be such as AKS and Azure take", () => {
    const clusterOf = (name: string) =>
      faultsOf(() => settings(name, { resourceGroupName: "rg" }))["clusterName"];
    expect(() => settings("x".repeat(51), { resourceGroupName: "rg" })).not.to.throw();
    expect(clusterOf("x".repeat(52))).to.equal(
      `must be given: the component's name makes '${"x".repeat(52)}-aks########', 64 characters, the last eight of Pulumi's choice, and AKS allows 63 characters; give 'clusterName', or give the component a shorter or plainer name`,
    );
    expect(clusterOf("my.cluster")).to.contain(
      "and AKS allows letters, digits, '-' and '_', a letter or digit first; give 'clusterName'",
    );
    const groupOf = (name: string) =>
      faultsOf(() => settings(name, { clusterName: "ml", dnsPrefix: "ml" }))["resourceGroupName"];
    expect(groupOf("x".repeat(80))).to.contain(
      "91 characters, the last eight of Pulumi's choice, and Azure allows 90",
    );
    expect(groupOf("a/b")).to.contain("name a resource group that is there");
    expect(settings("x".repeat(80), NAMED).clusterName).to.equal("ml");
  });
});
