import fs from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { root } from "../docs/markdown";
import { hasPulumi } from "../engine/testing/real-pulumi";
import { copyJavaExample } from "../sdks/java-program";
import { pythonPath } from "../sdks/python-program";
import { skipWithout } from "../skip";
import { CliSandbox, isBuilt } from "./cli-sandbox";

interface Language {
  folder: string;
  /** What its programs need on this machine: a command that succeeds where it is there. */
  needs?: string[];
  /** How to get that. */
  remedy?: string;
  /** Runs in its own place, where its imports are found; otherwise in a copy. */
  inPlace?: boolean;
}

/** What a stack consists of: types with those of the parents, and names; and the names of its outputs. */
interface Made {
  resources: string[];
  outputs: string[];
}

const LANGUAGES: Language[] = [
  { folder: "yaml" },
  {
    folder: "python",
    needs: ["python3", "-c", "import pulumi, parver, semver"],
    remedy: "`python3 -m pip install pulumi parver semver` to run it",
  },
  { folder: "go", needs: ["go", "version"], remedy: "install Go to run it", inPlace: true },
  { folder: "java", needs: ["mvn", "--version"], remedy: "install Maven and a JDK to run it" },
  { folder: "dotnet", needs: ["dotnet", "--version"], remedy: "install .NET to run it", inPlace: true },
];

describe("the example in each language, under the real engine", function () {
  // A first run compiles Pulumi's SDK for Go.
  this.timeout(600_000);
  let sandbox: CliSandbox;
  let expected: Made;

  before(async function () {
    if (!hasPulumi() || !isBuilt()) {
      console.log("      skipped: needs the Pulumi CLI on PATH and `npm run build`");
      this.skip();
    }
    sandbox = await CliSandbox.create("languages");
    expected = await made({ folder: "typescript", inPlace: true });
  });
  after(() => sandbox?.close());

  /** What an `up` of the example makes; it is destroyed before the next one. */
  async function made({ folder, inPlace }: Language): Promise<Made> {
    const { scratch } = sandbox;
    const source = path.join(root, "examples", folder);
    if (folder === "java") copyJavaExample(path.join(scratch, folder));
    else if (inPlace !== true) fs.cpSync(source, path.join(scratch, folder), { recursive: true });
    const project = sandbox.project(folder, {
      // The packages stand on PYTHONPATH and in the environment, not in a virtual one of the project.
      ...(folder === "python" && { runtime: "python" }),
      ...(inPlace === true && { main: source }),
    });
    const environment = { PYTHONPATH: pythonPath(scratch), PYTHONDONTWRITEBYTECODE: "1" };
    const pulumi = (...args: string[]) => sandbox.pulumi(project, args, environment);
    await pulumi("stack", "init", "dev");
    await pulumi("up", "--yes", "--skip-preview");
    const { deployment } = JSON.parse(await pulumi("stack", "export")) as {
      deployment: { resources: { urn: string }[] };
    };
    const outputs = JSON.parse(await pulumi("stack", "output", "--json")) as object;
    await pulumi("destroy", "--yes", "--skip-preview");
    return {
      resources: deployment.resources
        .filter(({ urn }) => !/pulumi:pulumi:Stack|::default/.test(urn))
        .map(({ urn }) => urn.split("::").slice(2).join(" "))
        .sort(),
      outputs: Object.keys(outputs).sort(),
    };
  }

  it("should make a whole stack in TypeScript", () => {
    expect(expected.outputs).to.include.members(["jobSubmitCommand", "kubeconfig", "logsCommand"]);
    expect(expected.resources).to.have.length.above(15);
    expect(expected.resources).to.include(
      "aks-ray:index:AksRayCluster$aks-ray:index:RayCluster$kubernetes:ray.io/v1:RayCluster ray-raycluster",
    );
  });

  for (const language of LANGUAGES) {
    it(`should make the same in ${language.folder}`, async function () {
      if (language.needs !== undefined) skipWithout(this, language.needs, language.remedy ?? "");
      expect(await made(language)).to.deep.equal(expected);
    });
  }
});
