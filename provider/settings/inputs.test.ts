import { expect } from "chai";
import Ajv from "ajv";
import * as pulumi from "@pulumi/pulumi";
import schema from "./args.schema.json";
import { Faults } from "./faults";
import { checkInputs } from "./inputs";
import { faultsOf, settled } from "./testing/faults-of";
import type { AksRayClusterArgs } from "../args";

function check(args: unknown): { copy: AksRayClusterArgs; faults: Record<string, string> } {
  const faults = new Faults();
  const copy = checkInputs(args as AksRayClusterArgs, "AksRayClusterArgs", faults);
  return { copy, faults: listOf(faults) };
}

function listOf(faults: Faults): Record<string, string> {
  try {
    faults.throwIfAny("the arguments");
    return {};
  } catch (error) {
    return faultsOf(() => {
      throw error;
    });
  }
}

describe("checkInputs", () => {
  it("should rest on a schema that is one", () => {
    expect(new Ajv({ strict: false }).validateSchema(schema)).to.equal(true);
  });

  const cases: [string, unknown, Record<string, string>][] = [
    ["a misspelt key", { gpuPool: {} }, { gpuPool: "is not known here; did you mean 'gpuPools'?" }],
    ["another tool's key", { region: "x" }, { region: "is not known here; it is called 'location'" }],
    [
      "another tool's key of a pool",
      { gpuPools: { a: { vmSize: "x", minCount: 1 } } },
      { "gpuPools.a.minCount": "is not known here; it is called 'minNodes'" },
    ],
    [
      "a text for a number",
      { gpuPools: { a: { vmSize: "x", maxNodes: "4" } } },
      { "gpuPools.a.maxNodes": 'must be a whole number, not the string "4"' },
    ],
    ["a number for a text", { location: 5 }, { location: "must be a string, not 5" }],
    ["a text for an object", { gpuPools: "a100" }, { gpuPools: 'must be an object, not the string "a100"' }],
    [
      "a text for a list",
      { gpuPools: { a: { vmSize: "x", taints: "t" } } },
      { "gpuPools.a.taints": 'must be a list, not the string "t"' },
    ],
    [
      "a wrong item",
      { gpuPools: { a: { vmSize: "x", taints: ["t", 1] } } },
      { "gpuPools.a.taints[1]": "must be a string, not 1" },
    ],
    [
      "a text for a switch",
      { gpuPools: { a: { vmSize: "x", spot: "yes" } } },
      { "gpuPools.a.spot": 'must be true or false, not the string "yes"' },
    ],
    [
      "no such choice",
      { readiness: "all" },
      { readiness: `must be 'none', 'head' or 'workers', not the string "all"` },
    ],
    [
      "too short a time",
      { readinessTimeoutSeconds: 1 },
      { readinessTimeoutSeconds: "must be at least 30, not 1" },
    ],
    [
      "nothing of something",
      { gpuPools: { a: { vmSize: "x", worker: { cpu: 0 } } } },
      { "gpuPools.a.worker.cpu": "must be more than 0, not 0" },
    ],
    ["no arguments at all", "x", { args: 'must be an object, not the string "x"' }],
    ["a key without a near name", { frobnicate: 1 }, { frobnicate: knownKeys() }],
  ];
  for (const [what, args, faults] of cases) {
    it(`should find ${what}`, () => expect(check(args).faults).to.deep.equal(faults));
  }

  it("should find every fault, and return what is sound", () => {
    const { copy, faults } = check({
      location: 5,
      kubernetesVersion: "1.36",
      tags: { a: "b", c: null, d: undefined },
      gpuPools: { a: { vmSize: "x", maxNodes: "4", taints: [1] }, b: 3 },
      what: 1,
    });
    expect(Object.keys(faults)).to.deep.equal([
      "gpuPools.a.maxNodes",
      "gpuPools.a.taints[0]",
      "gpuPools.b",
      "location",
      "what",
    ]);
    expect(copy).to.deep.equal({
      kubernetesVersion: "1.36",
      tags: { a: "b" },
      gpuPools: { a: { vmSize: "x" } },
    });
  });

  it("should leave the arguments as they are", () => {
    const args = { tags: { a: null }, gpuPools: { a: { vmSize: "x", maxNodes: "4" } } };
    const before = structuredClone(args);
    check(args);
    expect(args).to.deep.equal(before);
  });

  it("should pass on outputs and promises", async () => {
    const { copy, faults } = check({
      location: Promise.resolve("westeurope"),
      tags: { a: pulumi.output("b") },
      gpuPools: { a: { vmSize: "x", zones: pulumi.output(["1"]) } },
    });
    expect(faults).to.deep.equal({});
    expect(await settled(copy.location)).to.equal("westeurope");
    expect(await settled(copy.tags)).to.deep.equal({ a: "b" });
    expect(await settled(copy.gpuPools?.a?.zones)).to.deep.equal(["1"]);
  });

  for (const [what, args, read, message] of [
    [
      "a value",
      { location: pulumi.output(5) },
      (copy: AksRayClusterArgs) => copy.location,
      "location: must be a string",
    ],
    [
      "a choice",
      { skuTier: pulumi.output("Gold") },
      (copy: AksRayClusterArgs) => copy.skuTier,
      "skuTier: must be 'Free', 'Standard' or 'Premium'",
    ],
    [
      "a part of a map",
      { tags: { a: pulumi.output(1) } },
      (copy: AksRayClusterArgs) => copy.tags,
      "tags.a: must be a string",
    ],
    [
      "a map",
      { tags: pulumi.output({ a: 1 }) },
      (copy: AksRayClusterArgs) => copy.tags,
      "tags.a: must be a string",
    ],
  ] as const) {
    it(`should find the fault of ${what} once it is known`, async () => {
      const { copy, faults } = check(args);
      expect(faults).to.deep.equal({});
      const error = await settled<unknown>(read(copy)).then(
        () => undefined,
        (reason: Error) => reason,
      );
      expect(error?.message).to.equal(
        `1 fault in the arguments of a value that became known only now:\n  ${message}`,
      );
      expect(pulumi.InputPropertiesError.isInstance(error)).to.equal(true);
    });
  }

  it("should take an output of nothing for nothing", async () => {
    const { copy } = check({ location: pulumi.output(undefined), skuTier: pulumi.output(null) });
    expect(await settled(copy.location)).to.equal(undefined);
    expect(await settled(copy.skuTier)).to.equal(undefined);
  });

  it("should refuse outputs where plain values are needed", () => {
    const { faults } = check({
      gpuPools: { a: { vmSize: pulumi.output("x"), nodes: pulumi.secret(1) } },
      ray: Promise.resolve({}),
    });
    expect(Object.keys(faults)).to.deep.equal(["gpuPools.a.nodes", "gpuPools.a.vmSize", "ray"]);
    expect(new Set(Object.values(faults))).to.deep.equal(
      new Set([
        "must be a plain value, since it decides which resources exist or how large they are; an output, a promise or a secret cannot stand here",
      ]),
    );
  });
});

function knownKeys(): string {
  const keys = Object.keys(schema.definitions.AksRayClusterArgs.properties);
  return `is not known here; known are ${keys.map((key) => `'${key}'`).join(", ")}`;
}
