import { expect } from "chai";
import { buildMavenFiles, withoutSecretOption } from "./maven";
import type { PackageManifest } from "./package-schema";

const manifest: PackageManifest = {
  name: "pulumi-aks-ray",
  version: "1.2.3",
  description: "Ray & GPUs",
  license: "Apache-2.0",
  keywords: [],
  pulumi: { name: "aks-ray" },
  dependencies: {},
};

const FOLDER = "src/main/resources/com/pulumi/aks-ray";

describe("buildMavenFiles", () => {
  it("should make a project of the package, and say which plugin it calls", () => {
    const { "pom.xml": pom, ...resources } = buildMavenFiles(manifest);
    expect(pom).to.contain(`  <groupId>aks-ray</groupId>
  <artifactId>aks-ray</artifactId>
  <version>1.2.3</version>
  <name>aks-ray</name>
  <description>Ray &amp; GPUs</description>
  <licenses>`);
    expect(resources).to.deep.equal({
      [`${FOLDER}/plugin.json`]: '{\n  "resource": true,\n  "name": "aks-ray",\n  "version": "1.2.3"\n}\n',
      [`${FOLDER}/version.txt`]: "1.2.3",
    });
  });

  it("should name the repository where there is one, in the group that Maven Central gives its owner", () => {
    const repository = { url: "git+https://github.com/Example/aks-ray.git" };
    const files = buildMavenFiles({ ...manifest, repository });
    expect(files["pom.xml"]).to.contain("<groupId>io.github.example</groupId>");
    expect(files["pom.xml"]).to.contain(
      "<connection>scm:git:https://github.com/Example/aks-ray.git</connection>",
    );
    expect(files[`${FOLDER}/plugin.json`]).to.contain('"server": "github://api.github.com/Example/aks-ray"');
  });
});

describe("withoutSecretOption", () => {
  it("should take out the option that components do not have, and nothing else", () => {
    const options = (secrets: string) => `ComponentResourceOptions.builder()
            .version(Utilities.getVersion())${secrets}
            .build();`;
    const secrets = `
            .additionalSecretOutputs(List.of(
                "kubeconfig",
                "token"
            ))`;
    expect(withoutSecretOption(options(secrets))).to.equal(options(""));
  });
});
