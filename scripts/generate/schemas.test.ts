import { expect } from "chai";
import fs from "node:fs";
import path from "node:path";
import { generateSchemas } from "./schemas";

const root = path.resolve(__dirname, "../..");

describe("generated schemas", () => {
  it("should be the committed ones", async () => {
    for (const [file, contents] of Object.entries(await generateSchemas(root))) {
      const fresh = fs.readFileSync(path.join(root, file), "utf8") === contents;
      expect(fresh, `${file} is stale: run 'npm run generate' and commit it`).to.equal(true);
    }
  });
});
