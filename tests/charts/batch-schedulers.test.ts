import { readFile } from "node:fs/promises";
import { join } from "node:path";
import Ajv from "ajv";
import { expect } from "chai";
import { buildBatchSchedulerRelease } from "../../provider/kubernetes/queue/batch-scheduler";
import { batchSchedulerSettings, type InstallableScheduler } from "../../provider/settings/batch-scheduler";

async function isAccepted(batchScheduler: InstallableScheduler, values: Record<string, unknown>) {
  const settings = batchSchedulerSettings({ batchScheduler, scheduler: { values } });
  if (!settings) throw new Error("nothing would be installed");
  const file = join(__dirname, batchScheduler, "values.schema.json");
  const schema = JSON.parse(await readFile(file, "utf8")) as object;
  return new Ajv().validate(schema, buildBatchSchedulerRelease(settings, "there").values);
}

describe("the stand-in charts of the batch schedulers", () => {
  for (const scheduler of ["volcano", "yunikorn", "kai-scheduler"] as const) {
    it(`should take what is set of ${scheduler}, and nothing misspelt`, async () => {
      expect(await isAccepted(scheduler, {})).to.equal(true);
      expect(await isAccepted(scheduler, { admision: {} })).to.equal(false);
    });
  }
});
