import { expect } from "chai";
import type { SerializedState } from "../engine/state-format";
import { CLUSTER_TIMEOUT } from "../kubernetes/testing/test-cluster";
import { errorsOf, SandboxStack } from "../lifecycle/testing/sandbox-stack";
import { readRecord, recordedVersions, type RecordedStack } from "./recorded";

/** Steps after which something is another than it was: what a release must not bring to those who change nothing. */
const REBUILDS = /^(create|delete|replace|import)/;

/** These are named by their content, and run anew when a release gives them another program. */
const BY_CONTENT = "kubernetes:batch/v1:Job";

describe("the stack of a released version", function () {
  this.timeout(CLUSTER_TIMEOUT);
  let stack: SandboxStack;

  before(async () => {
    stack = await SandboxStack.create({ operator: false });
  });
  // Nothing of it was ever in the cluster, so there is nothing to destroy.
  after(async () => {
    await stack?.forget();
    await stack?.close();
  });

  /** What the present version would make anew or delete; each is to be told apart by an alias, or left as it was. */
  async function rebuilds({ settings, state, azure }: RecordedStack): Promise<string[]> {
    await stack.restore(state, azure);
    const preview = await stack.deploy("preview", settings);
    expect(errorsOf(preview)).to.equal("");
    return preview.events.flatMap((event) =>
      event.kind === "resourceStart" && REBUILDS.test(event.op) && event.type !== BY_CONTENT
        ? [`${event.op} ${event.name}`]
        : [],
    );
  }

  for (const version of recordedVersions()) {
    it(`would be kept by this one, nothing replaced: ${version}`, async () => {
      const found = await rebuilds(readRecord(version));
      expect(
        found,
        `give what was renamed or moved an alias, and what cannot be changed its old value: ${found.join(", ")}`,
      ).to.deep.equal([]);
    });
  }

  it("would be found out where a resource had another name, or a property that cannot be changed", async () => {
    const [version = ""] = recordedVersions();
    const record = readRecord(version);
    const renamed = JSON.stringify(record.state).replaceAll("::ray-t4", "::ray-gpu-t4");
    expect(await rebuilds({ ...record, state: JSON.parse(renamed) as SerializedState })).to.deep.equal([
      "create ray-t4",
      "delete ray-gpu-t4",
    ]);
    const t4 = { vmSize: "Standard_NC8as_T4_v3", minNodes: 1, maxNodes: 2 };
    const settings = { ...record.settings, gpuPools: { ...record.settings.gpuPools, t4 } };
    expect((await rebuilds({ ...record, settings })).join("\n")).to.match(/replace\S* ray-t4/);
  });
});
