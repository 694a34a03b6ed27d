import fs from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { buildReference, referenceFile } from "./reference";

const root = path.resolve(__dirname, "../..");

describe("docs/reference.md", () => {
  const reference = buildReference(root);

  it("is what `npm run generate` makes", () => {
    expect(fs.readFileSync(path.join(root, referenceFile), "utf8")).to.equal(reference);
  });

  it("shows an argument with type, range, default, and whether it must be known", () => {
    expect(reference).to.contain(
      "| `maxPods` | integer, 10 to 250, *plain* | Pods that a node can run. Defaults to 110. |",
    );
    expect(reference).to.contain("| `skuTier` | `Free` or `Standard` or `Premium` |");
    expect(reference).to.contain("| **`vmSize`** | string, *plain* |");
  });

  it("shows secret outputs as such", () => {
    expect(reference).to.contain("| `kubeconfig` | string, secret |");
  });
});
