import { expect } from "chai";
import { components } from "./components";
import type { Definitions, JsonSchema } from "./json-schema";
import { buildPackageSchema, type PackageManifest } from "./package-schema";

const manifest: PackageManifest = {
  name: "pulumi-aks-ray",
  version: "1.2.3",
  description: "Something",
  license: "Apache-2.0",
  keywords: ["pulumi"],
  pulumi: { name: "aks-ray" },
  dependencies: { "@pulumi/pulumi": "3.248.0" },
};

interface BuiltSchema {
  resources: Record<string, { inputProperties: object; properties: object; requiredInputs?: string[] }>;
  types: object;
}

/** The schema for arguments of AksCluster that have these fields; the other components have none. */
function build(
  fields: Record<string, JsonSchema>,
  others: Definitions = {},
  required?: string[],
): BuiltSchema {
  const empty: JsonSchema = {
    type: "object",
    properties: {},
    additionalProperties: false,
    description: "None",
  };
  const definitions: Definitions = {
    ...Object.fromEntries(
      components.flatMap(({ args, outputs }) => [args, outputs]).map((name) => [name, empty]),
    ),
    AksClusterArgs: { ...empty, properties: fields, required },
    AksClusterOutputs: {
      ...empty,
      properties: {
        kubeconfig: { type: "string", "x-output": true, description: "Access" },
        region: { type: "string", "x-output": true, description: "Where" },
      },
    },
    ...others,
  };
  return buildPackageSchema(definitions, manifest) as BuiltSchema;
}

const inputs = (schema: BuiltSchema) => schema.resources["aks-ray:index:AksCluster"]?.inputProperties;

describe("buildPackageSchema", () => {
  it("should mark as plain what is no Input, inside maps and lists too", () => {
    const schema = build({
      name: { type: "string", description: "Name" },
      size: { type: "integer", "x-input": true, description: "Size" },
      taints: { type: "array", items: { type: "string" }, description: "Taints" },
      env: { type: "object", additionalProperties: { type: "string", "x-input": true }, description: "Env" },
    });

    expect(inputs(schema)).to.deep.equal({
      name: { description: "Name", type: "string", plain: true },
      size: { description: "Size", type: "integer" },
      taints: { description: "Taints", type: "array", plain: true, items: { type: "string", plain: true } },
      env: { description: "Env", type: "object", plain: true, additionalProperties: { type: "string" } },
    });
  });

  it("should name interfaces without Args, enumerations as they are, and write aliases of maps out", () => {
    const schema = build(
      {
        pools: {
          type: "object",
          additionalProperties: { $ref: "#/definitions/PoolArgs" },
          description: "Pools",
        },
        tier: { $ref: "#/definitions/Tier", "x-input": true, description: "Tier" },
        labels: { $ref: "#/definitions/Labels", description: "Labels" },
      },
      {
        PoolArgs: {
          type: "object",
          properties: { size: { type: "number", description: "Size" } },
          required: ["size"],
          description: "A pool",
        },
        Tier: { type: "string", enum: ["Free", "Paid"], description: "Price" },
        Labels: { type: "object", additionalProperties: { type: "string" }, description: "Unused here" },
      },
    );

    expect(inputs(schema)).to.deep.equal({
      pools: {
        description: "Pools",
        type: "object",
        plain: true,
        additionalProperties: { $ref: "#/types/aks-ray:index:Pool", plain: true },
      },
      tier: { description: "Tier", $ref: "#/types/aks-ray:index:Tier" },
      labels: {
        description: "Labels",
        type: "object",
        plain: true,
        additionalProperties: { type: "string", plain: true },
      },
    });
    expect(schema.types).to.deep.equal({
      "aks-ray:index:Pool": {
        description: "A pool",
        type: "object",
        properties: { size: { description: "Size", type: "number", plain: true } },
        required: ["size"],
      },
      "aks-ray:index:Tier": {
        description: "Price",
        type: "string",
        enum: [{ value: "Free" }, { value: "Paid" }],
      },
    });
  });

  it("should leave free-form objects and Kubernetes types open", () => {
    const schema = build({
      values: { type: "object", description: "Values" },
      template: { type: "object", "x-kubernetes": "PodTemplateSpec", description: "Template" },
    });

    expect(inputs(schema)).to.deep.equal({
      values: {
        description: "Values",
        type: "object",
        plain: true,
        additionalProperties: { $ref: "pulumi.json#/Any" },
      },
      template: { description: "Template", $ref: "pulumi.json#/Any" },
    });
  });

  it("should mark the kubeconfig as secret, and name required inputs", () => {
    const resource = build({ a: { type: "string", description: "A" } }, {}, ["a"]).resources[
      "aks-ray:index:AksCluster"
    ];

    expect(resource?.requiredInputs).to.deep.equal(["a"]);
    expect(resource?.properties).to.deep.equal({
      kubeconfig: { description: "Access", type: "string", secret: true },
      region: { description: "Where", type: "string" },
    });
  });

  it("should tell where a release is found, once package.json names its repository", () => {
    const empty = {
      type: "object",
      properties: {},
      additionalProperties: false,
      description: "None",
    } as const;
    const definitions = Object.fromEntries(
      components.flatMap(({ args, outputs }) => [args, outputs]).map((name) => [name, empty]),
    );
    const schema = (repository?: { url: string }) =>
      buildPackageSchema(definitions, { ...manifest, repository }) as {
        language: { go: { importBasePath: string } };
      };
    const released = schema({ url: "git+https://github.com/example/rays.git" });

    expect(released).to.include({
      pluginDownloadURL: "github://api.github.com/example/rays",
      logoUrl: "https://raw.githubusercontent.com/example/rays/main/docs/logo.svg",
      publisher: "aks-ray",
      displayName: "AKS Ray",
    });
    expect(released.language.go.importBasePath).to.equal("github.com/example/rays/sdk/go/aksray");
    expect(schema()).not.to.have.any.keys("pluginDownloadURL", "logoUrl");
  });

  for (const [what, fields, others, message] of [
    ["a field without a description", { a: { type: "string" } }, {}, "AksClusterArgs.a: write a doc comment"],
    [
      "a type without a description",
      { a: { $ref: "#/definitions/B", description: "A" } },
      { B: { type: "string", enum: ["x"] } },
      "B: write a doc comment",
    ],
    [
      "an inline object type",
      { a: { type: "object", properties: {}, description: "A" } },
      {},
      "AksClusterArgs.a: give the object type a name",
    ],
    [
      "an inline union of strings",
      { a: { type: "string", enum: ["x"], description: "A" } },
      {},
      "AksClusterArgs.a: give the union of strings a name",
    ],
  ] as [string, Record<string, JsonSchema>, Definitions, string][]) {
    it(`should refuse ${what}`, () => {
      expect(() => build(fields, others)).to.throw(message);
    });
  }
});
