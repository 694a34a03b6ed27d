import { expect } from "chai";
import { SIGNATURE_KEY } from "../../../tests/engine/wire";
import { inputSource, type Known } from "./references";

const group: Known = {
  variable: "group",
  resource: {
    urn: "urn:pulumi:s::p::azure-native:resources:ResourceGroup::ray",
    type: "azure-native:resources:ResourceGroup",
    custom: true,
    id: "/groups/ray-rg",
    outputs: { location: "westeurope", name: "ray-rg", owners: ["ray-owner"] },
  },
};

const source = (value: Parameters<typeof inputSource>[0], dependencies: Known[] = [group]) =>
  inputSource(value, dependencies, "pool.field");

describe("inputSource", () => {
  it("writes what equals an output of a dependency as that output", () => {
    expect(source({ in: ["ray-rg"], id: "/groups/ray-rg", of: 2 })).to.equal(
      `{ "in": [group.name], "id": group.id, "of": 2 }`,
    );
  });

  it("writes everything else as it stands", () => {
    expect(source({ text: 'a "b"', list: [true, null] }, [])).to.equal(
      `{ "text": "a \\"b\\"", "list": [true, null] }`,
    );
  });

  it("prefers the metadata's name to the id of an object in Kubernetes", () => {
    const outputs = { metadata: { name: "ray", namespace: "ray" } };
    const namespace = { variable: "namespace", resource: { ...group.resource, id: "ray", outputs } };
    expect(source("ray", [namespace])).to.equal("namespace.metadata.name");
  });

  it("refuses an input in which nothing comes from what it depends on", () => {
    expect(() => source("another")).to.throw(
      "pool.field: nothing in it is an output of azure-native:resources:ResourceGroup ray",
    );
  });

  it("takes no item of a list for the origin of a text", () => {
    expect(() => source("ray-owner")).to.throw("nothing in it is an output");
  });

  it("refuses a secret, wherever it stands", () => {
    expect(() => source({ keys: [{ [SIGNATURE_KEY]: "x", ciphertext: "y" }] }, [])).to.throw(
      "pool.field.keys[0]: a secret cannot be written into a program",
    );
  });
});
