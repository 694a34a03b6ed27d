import { expect } from "chai";
import { createSecretsManager } from "./secrets";
import { newState, type PendingOperation, type ResourceState } from "./state";
import { serializeState, type SerializedState } from "./state-format";
import { stateText } from "./state-text";
import { Secret } from "./values";

describe("stateText", () => {
  const state = (name: string): ResourceState => ({
    ...newState({ urn: `urn:pulumi:dev::p::t:m:R::${name}`, type: "t:m:R", custom: true }),
    id: name,
    inputs: { text: `two\nlines of ${name}`, list: [1, { a: "b" }], none: {} },
    outputs: { token: new Secret("hidden") },
  });

  /** What is written, and what the whole document would be; both with one time. */
  async function both(
    resources: ResourceState[],
    pending: PendingOperation[] = [],
  ): Promise<[string, string]> {
    const secrets = await createSecretsManager("phrase");
    const text = stateText(resources, pending, secrets, "3");
    const whole = serializeState(resources, pending, secrets, "3");
    whole.deployment.manifest.time = (JSON.parse(text) as SerializedState).deployment.manifest.time;
    return [text, `${JSON.stringify(whole, undefined, 2)}\n`];
  }

  it("is the document of all resources, of none, and with what was interrupted", async () => {
    const [a, b] = [state("a"), state("b")];
    const cases: [ResourceState[], PendingOperation[]][] = [
      [[a, b], []],
      [[], []],
      [[a], [{ resource: b, type: "creating" }]],
    ];
    for (const [resources, pending] of cases) {
      const [text, whole] = await both(resources, pending);
      expect(text).to.equal(whole);
    }
  });

  it("tells of a change of a resource that it has written before", async () => {
    const secrets = await createSecretsManager("phrase");
    const resource = state("a");
    stateText([resource], [], secrets, "3");
    resource.outputs = { answer: "new" };
    expect(stateText([resource], [], secrets, "3")).to.contain('"answer": "new"');
  });
});
