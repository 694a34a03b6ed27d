import { expect } from "chai";
import type { SerializedResource, SerializedState } from "../../../tests/engine/state-format";
import { flattenState } from "./state";

const stack = "urn:pulumi:s::p::pulumi:pulumi:Stack::p-s";
const component = "urn:pulumi:s::p::aks-ray:index:AksCluster::ray";
const below = (type: string, name: string) => `urn:pulumi:s::p::aks-ray:index:AksCluster$${type}::${name}`;

function stateOf(resources: SerializedResource[]): SerializedState {
  return {
    version: 3,
    deployment: {
      manifest: { time: "2026-01-01T00:00:00.000Z", magic: "m", version: "3.248.0" },
      secrets_providers: { type: "passphrase", state: { salt: "s" } },
      resources,
    },
  };
}

describe("flattenState", () => {
  it("takes the components away and names what was below them without these", () => {
    const state = stateOf([
      { urn: stack, type: "pulumi:pulumi:Stack", custom: false },
      { urn: component, type: "aks-ray:index:AksCluster", custom: false, parent: stack },
      { urn: below("a:b:Group", "g"), type: "a:b:Group", custom: true, id: "1", parent: component },
      {
        urn: below("a:b:Group$a:b:Pool", "g"),
        type: "a:b:Pool",
        custom: true,
        id: "2",
        parent: below("a:b:Group", "g"),
        dependencies: [below("a:b:Group", "g")],
      },
    ]);

    expect(flattenState(state)).to.deep.equal(
      stateOf([
        { urn: stack, type: "pulumi:pulumi:Stack", custom: false },
        { urn: "urn:pulumi:s::p::a:b:Group::g", type: "a:b:Group", custom: true, id: "1", parent: stack },
        {
          urn: "urn:pulumi:s::p::a:b:Pool::g",
          type: "a:b:Pool",
          custom: true,
          id: "2",
          parent: stack,
          dependencies: ["urn:pulumi:s::p::a:b:Group::g"],
        },
      ]),
    );
  });

  it("leaves the given state as it is", () => {
    const state = stateOf([
      { urn: stack, type: "pulumi:pulumi:Stack", custom: false },
      { urn: below("a:b:Group", "g"), type: "a:b:Group", custom: true, parent: component },
    ]);
    const before = structuredClone(state);
    flattenState(state);
    expect(state).to.deep.equal(before);
  });

  it("refuses a state without a stack", () => {
    expect(() => flattenState(stateOf([]))).to.throw("the state holds no stack");
  });
});
