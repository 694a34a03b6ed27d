import { expect } from "chai";
import type { SerializedResource, SerializedState } from "../../../tests/engine/state-format";
import { SIGNATURE_KEY } from "../../../tests/engine/wire";
import { flatProgram } from "./program";

const urn = (types: string, name: string) => `urn:pulumi:s::p::${types}::${name}`;
const stack = urn("pulumi:pulumi:Stack", "p-s");
const groupUrn = urn("azure-native:resources:ResourceGroup", "rg");

const group: SerializedResource = {
  urn: groupUrn,
  type: "azure-native:resources:ResourceGroup",
  custom: true,
  inputs: { resourceGroupName: "ray-rg", fromProvider: true },
  outputs: { name: "ray-rg" },
  propertyDependencies: { resourceGroupName: [] },
};

const programOf = (resources: SerializedResource[]) =>
  flatProgram({ deployment: { resources } } as unknown as SerializedState);

describe("flatProgram", () => {
  it("registers the custom resources with the inputs and options that they had", () => {
    const pool: SerializedResource = {
      urn: urn("azure-native:containerservice:AgentPool", "t4"),
      type: "azure-native:containerservice:AgentPool",
      custom: true,
      inputs: { resourceGroupName: "ray-rg", count: 2 },
      propertyDependencies: { resourceGroupName: [groupUrn], count: [] },
      dependencies: [groupUrn],
      deletedWith: groupUrn,
      ignoreChanges: ["count"],
      customTimeouts: { create: 600 },
    };

    expect(programOf([{ urn: stack, type: "pulumi:pulumi:Stack", custom: false }, group, pool])).to.equal(
      `const pulumi = require("@pulumi/pulumi");
const resources = require("@pulumi/azure-native/resources");
const containerservice = require("@pulumi/azure-native/containerservice");

const resource1 = new resources.ResourceGroup("rg", {
  resourceGroupName: "ray-rg",
}, {
});
const resource2 = new containerservice.AgentPool("t4", {
  resourceGroupName: resource1.name,
  count: 2,
}, {
  deletedWith: resource1,
  ignoreChanges: ["count"],
  customTimeouts: { create: "600s" },
});

`,
    );
  });

  it("has each resource wait for the one before, and deletes each by itself, where it is serial", () => {
    const pool = (name: string): SerializedResource => ({
      urn: urn("azure-native:containerservice:AgentPool", name),
      type: "azure-native:containerservice:AgentPool",
      custom: true,
      inputs: { count: 2 },
      propertyDependencies: { count: [] },
      dependencies: [groupUrn],
      deletedWith: groupUrn,
    });
    const resources = [group, pool("t4"), pool("a100")];
    const program = flatProgram({ deployment: { resources } } as unknown as SerializedState, {
      serial: true,
    });
    expect(program.match(/dependsOn.*/g)).to.deep.equal([
      "dependsOn: [resource1],",
      "dependsOn: [resource2],",
    ]);
    expect(program).not.to.contain("deletedWith");
  });

  it("makes neither components nor default providers", () => {
    const program = programOf([
      { urn: stack, type: "pulumi:pulumi:Stack", custom: false },
      { urn: urn("aks-ray:index:AksCluster", "ray"), type: "aks-ray:index:AksCluster", custom: false },
      {
        urn: urn("pulumi:providers:kubernetes", "default"),
        type: "pulumi:providers:kubernetes",
        custom: true,
      },
    ]);
    expect(program).not.to.contain("new ");
  });

  it("exports what the stack exports", () => {
    const outputs = { clusterName: "ray-aks", pools: 2 };
    const program = programOf([{ urn: stack, type: "pulumi:pulumi:Stack", custom: false, outputs }]);
    expect(program).to.contain('exports.clusterName = "ray-aks";\nexports.pools = 2;');
  });

  it("refuses to write a secret output", () => {
    const outputs = { token: { [SIGNATURE_KEY]: "x", ciphertext: "y" } };
    expect(() => programOf([{ urn: stack, type: "pulumi:pulumi:Stack", custom: false, outputs }])).to.throw(
      "output token: is a secret",
    );
  });
});
