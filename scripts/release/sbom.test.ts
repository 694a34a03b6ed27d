import fs from "node:fs";
import path from "node:path";
import { expect } from "chai";
import type { Metafile } from "esbuild";
import { packageSbom, pluginSbom, type Sbom } from "./sbom";

const root = path.resolve(__dirname, "../..");
const manifest = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")) as {
  version: string;
  dependencies: Record<string, string>;
};

/** A bundle with code of these packages, and a file of another one of which nothing is left. */
function metafile(...packages: string[]): Metafile {
  const inputs = Object.fromEntries(
    packages.map((name) => [`node_modules/${name}/index.js`, { bytesInOutput: 10 }]),
  );
  const unused = { "node_modules/chai/index.js": { bytesInOutput: 0 } };
  return {
    inputs: {},
    outputs: { "plugin.js": { bytes: 1, inputs: { ...inputs, ...unused }, imports: [], exports: [] } },
  };
}

describe("software bills of materials", function () {
  this.timeout(240_000);
  let ours: Sbom;

  before(async () => (ours = await packageSbom(root)));

  const refs = ({ components }: Sbom) => components.map((component) => component["bom-ref"]);

  it("should name what npm installs with the package, and nothing for development", () => {
    expect(ours.bomFormat).to.equal("CycloneDX");
    expect(ours.metadata.component).to.include({ name: "pulumi-aks-ray", version: manifest.version });
    expect(refs(ours)).to.include.members(
      Object.entries(manifest.dependencies).map(([name, version]) => `${name}@${version}`),
    );
    expect(ours.components.map(({ name }) => name))
      .to.include("@grpc/grpc-js")
      .and.not.include("mocha");
  });

  it("should be the same each time, without times and random numbers", async () => {
    expect(await packageSbom(root)).to.deep.equal(ours);
    expect(ours.metadata).not.to.have.property("timestamp");
    expect(ours.serialNumber).to.match(
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  it("should name, for the plugin, the packages with code in the bundle, and how they depend on one another", async () => {
    const sbom = await pluginSbom(root, ours, metafile("ajv", "fast-uri", "yaml"));
    const names = sbom.components.map(({ name }) => name);
    const ajv = sbom.dependencies.find(({ ref }) => ref.startsWith("ajv@"));

    expect(sbom.metadata.component).to.include({ name: "pulumi-resource-aks-ray", type: "application" });
    expect(names).to.have.members(["ajv", "fast-uri", "yaml"]);
    expect(ajv?.dependsOn.map((ref) => ref.split("@")[0])).to.deep.equal(["fast-uri"]);
    expect(sbom.serialNumber).not.to.equal(ours.serialNumber);
  });

  it("should refuse a bundle with a package that the lock file does not ship", async () => {
    const refusal = await pluginSbom(root, ours, metafile("mocha")).then(
      () => "",
      (error: Error) => error.message,
    );
    expect(refusal).to.match(/^package-lock\.json lacks what is in the bundle: mocha@\S+; run 'npm ci'$/);
  });
});
