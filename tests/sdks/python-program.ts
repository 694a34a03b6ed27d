import fs from "node:fs";
import path from "node:path";
import { read, root } from "../docs/markdown";
import { installPython } from "../python/virtual-environment";

/** What the SDK for Python imports, and what checks its types. */
const PACKAGES = {
  name: "python-sdk-pulumi-3.272.0-mypy-2.4.1",
  packages: ["pulumi==3.272.0", "parver==1.0.1.post0", "semver==3.1.2", "mypy==2.4.1"],
  what: "Pulumi's SDK for Python and mypy",
  takes: "15 seconds",
};

/** The folder with a Python that has what the SDK imports, installed once. */
export function installPulumiForPython(): Promise<string> {
  return installPython(PACKAGES, (line) => console.log(`      ${line}`));
}

/**
 * Where Python finds the SDK: its sources, and a record in `scratch` of the version, which Python otherwise knows of installed packages only.
 */
export function pythonPath(scratch: string): string {
  const { version } = JSON.parse(read("package.json")) as { version: string };
  const record = path.join(scratch, "site", `pulumi_aks_ray-${version}.dist-info`);
  fs.mkdirSync(record, { recursive: true });
  const metadata = `Metadata-Version: 2.1\nName: pulumi_aks_ray\nVersion: ${version}\n`;
  fs.writeFileSync(path.join(record, "METADATA"), metadata);
  return [path.join(root, "sdk", "python"), path.dirname(record)].join(path.delimiter);
}
