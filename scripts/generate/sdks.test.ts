import fs from "node:fs";
import path from "node:path";
import { expect } from "chai";
import ts from "typescript";
import { schemaDigest, sdkDigests, sdks } from "./sdks";

const root = path.resolve(__dirname, "../..");

describe("generated SDKs", function () {
  this.timeout(240_000);

  for (const { language, folder } of sdks) {
    it(`should fit the schema: ${language}`, function () {
      if (!fs.existsSync(path.join(root, "sdk", folder))) {
        console.log(
          `      sdk/${folder} is absent; 'npm run generate' with pulumi-language-${language} on PATH makes it`,
        );
        this.skip();
      }
      expect(
        sdkDigests(root)[language],
        `sdk/${folder} is stale: run 'npm run generate' and commit it`,
      ).to.equal(schemaDigest(root));
    });
  }

  it("should compile in TypeScript", () => {
    const folder = path.join(root, "sdk/nodejs");
    const { config } = ts.readConfigFile(path.join(folder, "tsconfig.json"), (file) =>
      ts.sys.readFile(file),
    ) as {
      config: unknown;
    };
    const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
    const program = ts.createProgram(fileNames, { ...options, noEmit: true });

    const messages = ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));

    expect(fileNames).to.include(path.join(folder, "aksRayCluster.ts"));
    expect(messages).to.deep.equal([]);
  });
});
