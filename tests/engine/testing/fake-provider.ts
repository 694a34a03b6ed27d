import type {
  CheckRequest,
  CreateRequest,
  DeleteRequest,
  DiffRequest,
  DiffResult,
  InvokeRequest,
  Log,
  PropertyMap,
  PropertyPath,
  Provider,
  UpdateRequest,
} from "../../plugin/index";
import { containsUnknown, equalValues, InitFailedError, markSecrets, UNKNOWN } from "../../plugin/index";

/** One call to the provider, as a test asserts it: `create a`, `delete b`. */
export type Call = string;

/** Lets a test look at a fake provider and disturb it. */
export interface FakeControls {
  /** Creations, updates and deletions outside previews, in the order in which they ended. */
  readonly calls: Call[];
  /** What there is "in the cloud": properties by id. */
  readonly cloud: Map<string, PropertyMap>;
  /** Called before each such operation takes place; may throw or wait. */
  before: (call: Call) => Promise<void> | void;
  /** Called after it has taken place. */
  after: (call: Call) => void;
  /** How often a resource of a name was created. */
  readonly serials: Map<string, number>;
  /** How often the engine has asked to cancel. */
  cancellations: number;
}

export function fakeControls(): FakeControls {
  return {
    calls: [],
    cloud: new Map(),
    before: () => undefined,
    after: () => undefined,
    serials: new Map(),
    cancellations: 0,
  };
}

/**
 * The provider of the package `fake`. Its one resource, `fake:index:Thing`, has the inputs
 * - `value`: anything; the output `echo` repeats it, the output `serial`, known only after
 *   creation, counts the creations of the name;
 * - `identity`: a change replaces the resource; so does one of `place`, but then the old one is deleted first;
 * - `invalid`: when set, the check fails;
 * - `value: "dear"` gives a warning;
 * - `notReady`: when true, the creation leaves a resource that is not ready.
 * A change of the provider's own `account` replaces everything it manages. The function `fake:index:double` doubles `n`.
 */
export function fakeProvider(controls: FakeControls, log: Log): Provider {
  const record = async (call: Call): Promise<void> => {
    await controls.before(call);
    controls.calls.push(call);
  };
  return {
    check: ({ news, secretPaths }: CheckRequest) => {
      const inputs = markSecrets({ ...news, size: news.size ?? "medium" }, secretPaths);
      if (news.invalid === undefined) return Promise.resolve({ inputs });
      return Promise.resolve({ inputs, failures: [{ property: "invalid", reason: "it must not be set" }] });
    },
    diff: (request: DiffRequest) => Promise.resolve(diff(request)),
    create: async ({ urn, name, inputs, secretPaths, preview }: CreateRequest) => {
      if (preview) return { id: "", properties: outputs(inputs, UNKNOWN, secretPaths) };
      log("info", "waiting for the fake cloud", urn, true);
      if (inputs.value === "dear") log("warning", "this is dear", urn);
      await record(`create ${name}`);
      const serial = (controls.serials.get(name) ?? 0) + 1;
      controls.serials.set(name, serial);
      const id = `${name}-${serial}`;
      controls.cloud.set(id, outputs(inputs, serial, []));
      const properties = outputs(inputs, serial, secretPaths);
      controls.after(`create ${name}`);
      if (inputs.notReady === true) throw new InitFailedError(id, properties, ["it is not ready"]);
      return { id, properties };
    },
    update: async ({ name, id, news, olds, secretPaths, preview }: UpdateRequest) => {
      const properties = outputs(news, olds.serial, secretPaths);
      if (preview) return properties;
      await record(`update ${name}`);
      controls.cloud.set(id, outputs(news, olds.serial, []));
      controls.after(`update ${name}`);
      return properties;
    },
    delete: async ({ name, id }: DeleteRequest) => {
      await record(`delete ${name}`);
      controls.cloud.delete(id);
      controls.after(`delete ${name}`);
    },
    read: ({ id, inputs }) => {
      const properties = controls.cloud.get(id);
      if (properties === undefined) return Promise.resolve(undefined);
      const live = Object.fromEntries(Object.keys(inputs).map((key) => [key, properties[key]]));
      return Promise.resolve({ id, properties, inputs: live });
    },
    invoke: ({ args }: InvokeRequest) => Promise.resolve({ result: { result: Number(args.n) * 2 } }),
    diffConfig: ({ oldInputs, news }: DiffRequest) => Promise.resolve(diffAccount(oldInputs, news)),
    cancel: () => {
      controls.cancellations++;
      return Promise.resolve();
    },
  };
}

/** The inputs, their `value` repeated, and the serial; what lies at the paths is marked secret. */
function outputs(inputs: PropertyMap, serial: unknown, secretPaths: PropertyPath[]): PropertyMap {
  const repeated = secretPaths
    .filter(([key]) => key === "value")
    .map(([, ...rest]): PropertyPath => ["echo", ...rest]);
  return markSecrets({ ...inputs, echo: inputs.value, serial }, [...secretPaths, ...repeated]);
}

function diff({ oldInputs, news }: DiffRequest): DiffResult {
  const keys = [...new Set([...Object.keys(oldInputs), ...Object.keys(news)])];
  const diffs = keys.filter((key) => containsUnknown(news[key]) || !equalValues(oldInputs[key], news[key]));
  return {
    changes: diffs.length === 0 ? "none" : "some",
    diffs,
    replaces: diffs.filter((key) => key === "identity" || key === "place"),
    deleteBeforeReplace: diffs.includes("place"),
  };
}

function diffAccount(oldInputs: PropertyMap, news: PropertyMap): DiffResult {
  if (equalValues(oldInputs.account, news.account)) return { changes: "none" };
  return { changes: "some", diffs: ["account"], replaces: ["account"] };
}
