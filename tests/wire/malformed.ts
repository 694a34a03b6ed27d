import * as fc from "fast-check";
import type { ConstructCall } from "./plugin-process";

/**
 * Characters of a long text. An error repeats it, twice where it has a path, in trailers of which Node.js takes 64 KiB
 * (nghttp2, NGHTTP2_MAX_HEADERSLEN); the engine, in Go, takes 16 MiB.
 */
const LONG = 20_000;

// Signatures of the wire format: sdk/go/common/resource/properties.go in pulumi/pulumi.
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SIGNATURES = {
  secret: "1b47061264138c4ac30d75fd1eb44270",
  output: "d0e6a833031e9bbcd3f4e8bde6ca49a4",
  resource: "5cf8f73096256a8f31e491e813e4eb8e",
  asset: "c44067f5952c0a294b673a41bacd8c17",
  archive: "0def7320c3a5731c473e5ecbe6d01bc7",
};
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const TYPES = [
  ...["AksRayCluster", "AksCluster", "KubeRayOperator", "RayCluster", "RayJob", "RayService", "RayCronJob"],
].map((name) => `aks-ray:index:${name}`);

/** Arguments that some component has, and keys that JavaScript objects have by themselves. */
const KEYS = [
  ...["gpuPools", "cpuPools", "systemPool", "ray", "operator", "network", "readiness", "tags", "location"],
  ...["workerGroups", "head", "auth", "gcsFaultTolerance", "entrypoint", "schedule", "serveConfig", "env"],
  ...["vmSize", "maxNodes", "worker", "podTemplate", "values", "labels", "chart", "namespace", "version"],
  ...["__proto__", "constructor", "toString", "hasOwnProperty", "then", "apply", "", "a.b", 'a"b', "a/b~0"],
];

const URNS = fc.constantFrom(
  "",
  "urn",
  "urn:pulumi:dev::test::test:index:Leaf::other",
  "urn:pulumi:::::::",
  "urn:pulumi:dev::test::aks-ray:index:RayCluster::x",
  "\u0000",
);

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.constantFrom("", UNKNOWN, "true", "Standard_NC4as_T4_v3", "-1", "{}", "${x}", "x".repeat(LONG)),
  URNS,
);

const { value } = fc.letrec<{ value: unknown; map: Record<string, unknown>; signed: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constant(null),
    fc.boolean(),
    fc.oneof(fc.double(), fc.integer(), fc.constantFrom(-0, 1e308, Number.NaN, Number.POSITIVE_INFINITY)),
    text,
    tie("map"),
    fc.array(tie("value"), { maxLength: 3 }),
    tie("signed"),
  ),
  map: fc.dictionary(fc.oneof(fc.constantFrom(...KEYS), fc.string({ maxLength: 8 })), tie("value"), {
    maxKeys: 4,
  }),
  signed: fc
    .tuple(
      fc.oneof(fc.constantFrom<unknown>(...Object.values(SIGNATURES), "0".repeat(32), ""), tie("value")),
      fc.record(
        {
          value: tie("value"),
          secret: fc.oneof(fc.boolean(), tie("value")),
          dependencies: fc.oneof(fc.array(fc.oneof(URNS, tie("value")), { maxLength: 2 }), tie("value")),
          urn: fc.oneof(URNS, tie("value")),
          id: tie("value"),
          packageVersion: tie("value"),
          text: tie("value"),
          assets: tie("map"),
          path: fc.constantFrom<unknown>("/does/not/exist", 7),
          hash: tie("value"),
        },
        { requiredKeys: [] },
      ),
    )
    .map(([signature, fields]) => ({ [SIGNATURE]: signature, ...fields })),
}));

const inputs = fc.dictionary(fc.constantFrom(...KEYS), value, { maxKeys: 5 });

/** Whether a Construct has values with a signature. */
export function isSigned({ inputs = {} }: ConstructCall): boolean {
  return JSON.stringify(inputs).includes(SIGNATURE);
}

/** Inputs that a component takes, with something at fault perhaps: it gets further than the check of its arguments. */
const nearlyGood = fc
  .tuple(inputs, fc.constantFrom("gpuPools", "cpuPools", "workerGroups", "t4"), value, fc.boolean())
  .map(([others, where, wrong, inPool]) => {
    const pool = { vmSize: "Standard_NC4as_T4_v3", maxNodes: 2, ...(inPool && { [where]: wrong }) };
    const extras = inPool ? {} : { [where]: wrong };
    return { ...Object.fromEntries(Object.entries(others).slice(0, 1)), gpuPools: { t4: pool }, ...extras };
  });

/** A Construct that an engine would never send, or that a program got wrong. */
export const malformedConstruct: fc.Arbitrary<ConstructCall> = fc
  .record({
    type: fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(...TYPES) },
      { weight: 1, arbitrary: fc.constantFrom("", "aks-ray:index:Nothing", "__proto__", "a::b") },
    ),
    name: fc.oneof(
      fc.constantFrom("ml", "", "x".repeat(2000), "a b", "Ü", "-"),
      fc.string({ maxLength: 10 }),
    ),
    inputs: fc.oneof(inputs, nearlyGood),
    dependencies: fc.dictionary(fc.constantFrom(...KEYS), fc.array(URNS, { maxLength: 2 }), { maxKeys: 2 }),
    preview: fc.boolean(),
    parent: fc.option(URNS),
    deletedWith: fc.option(URNS),
    dependsOn: fc.array(URNS, { maxLength: 2 }),
    provider: fc.option(
      fc.constantFrom("", "x", "urn:pulumi:dev::test::pulumi:providers:kubernetes::k8s::id"),
    ),
    config: fc.dictionary(
      fc.constantFrom("aks-ray:config:preflight", "aks-ray:config:chartCrdDigests", "x"),
      fc.constantFrom("", "{", "null", "off"),
      { maxKeys: 2 },
    ),
  })
  .map(({ parent, deletedWith, dependsOn, provider, config, ...call }) => ({
    ...call,
    options: (request) => {
      if (parent !== null) request.setParent(parent);
      if (deletedWith !== null) request.setDeletedwith(deletedWith);
      if (provider !== null) request.getProvidersMap().set("kubernetes", provider);
      request.setDependenciesList(dependsOn);
      for (const [key, text] of Object.entries(config)) request.getConfigMap().set(key, text);
      // Nobody listens there: no chart is downloaded, and no preflight asks Azure.
      request.getConfigMap().set("aks-ray:config:chartRepository", "http://127.0.0.1:9");
    },
    toString: () => JSON.stringify({ ...call, parent, deletedWith, dependsOn, provider, config }),
  }));
