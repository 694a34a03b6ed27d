import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { root } from "../docs/markdown";
import { skipWithout } from "../skip";
import { compile } from "./compile";
import { copyJavaExample } from "./java-program";
import { installPulumiForPython } from "./python-program";

describe("the SDKs, with the tools of their languages", function () {
  // The first run fetches and compiles what the SDKs import.
  this.timeout(600_000);
  let scratch: string;

  before(() => (scratch = fs.mkdtempSync(path.join(os.tmpdir(), "aks-ray-sdks-"))));
  after(() => fs.rmSync(scratch, { recursive: true }));

  it("compile in Go, with the example", async function () {
    skipWithout(this, ["go", "version"], "no `go` on PATH; install Go to run it");
    const example = path.join(root, "examples", "go");
    await compile("go", ["vet", ".", "pulumi-aks-ray/sdk/go/aksray"], example);
  });

  it("compile in Java, with the example", async function () {
    skipWithout(this, ["mvn", "--version"], "no `mvn` on PATH; install Maven and a JDK to run it");
    const folder = path.join(scratch, "java");
    copyJavaExample(folder);
    await compile("mvn", ["--quiet", "--batch-mode", "compile"], folder);
  });

  it("have right types in Python, with the example", async function () {
    skipWithout(
      this,
      ["python3", "-m", "venv", "--help"],
      "no `python3` with venv on PATH; install Python to run it",
    );
    const bin = await installPulumiForPython();
    const configuration = path.join(scratch, "mypy.ini");
    // The functions that the generator adds to each SDK are its own.
    fs.writeFileSync(configuration, "[mypy]\n[mypy-pulumi_aks_ray._utilities]\nignore_errors = True\n");
    const cache = ["--cache-dir", path.join(scratch, "mypy")];
    const files = ["pulumi_aks_ray", path.join(root, "examples", "python", "__main__.py")];
    const args = ["--config-file", configuration, ...cache, ...files];
    await compile(path.join(bin, "mypy"), args, path.join(root, "sdk", "python"));
  });
});
