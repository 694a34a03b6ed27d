import fs from "node:fs";
import path from "node:path";
import { expect } from "chai";

const root = path.resolve(__dirname, "../..");

/** What package-lock.json says of a package. */
interface LockedPackage {
  license?: string;
  dev?: boolean;
  hasInstallScript?: boolean;
  integrity?: string;
}

const { packages } = JSON.parse(fs.readFileSync(path.join(root, "package-lock.json"), "utf8")) as {
  packages: Record<string, LockedPackage>;
};
const installed = Object.entries(packages).flatMap(([folder, entry]) =>
  folder === ""
    ? []
    : [{ ...entry, name: folder.slice(folder.lastIndexOf("node_modules/") + "node_modules/".length) }],
);

/** Licences (https://spdx.org/licenses) that let their code go along with code under Apache-2.0, and ask for no more than a notice. */
const ALLOWED = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "(BSD-3-Clause AND Apache-2.0)",
  "CC0-1.0",
  "ISC",
  "MIT",
  "Python-2.0",
]);

/** Others, and why they may be there. */
const EXPLAINED: Record<string, string> = {
  "@logdna/tail-file": "SEE LICENSE IN LICENSE", // The file is the MIT licence; a test reads it.
  "spdx-exceptions": "CC-BY-3.0", // A list of names, which npm's own code brings; it asks for attribution.
};

/** Packages with a script at installation, and why nobody needs it. */
const INSTALL_SCRIPTS = {
  "@pulumi/kubernetes": "fetches the plugin, which the Pulumi CLI fetches by itself",
  esbuild:
    "puts its binary in the place of a JavaScript that starts it; builds this package, and is not shipped",
  protobufjs: "warns of version schemes that do not fit",
};

describe("the packages that this one brings along", () => {
  const shipped = installed.filter(({ dev }) => dev !== true);

  it("have licences that allow it, or an explanation", () => {
    const others = shipped.filter(({ license }) => !ALLOWED.has(license ?? ""));
    expect(shipped).to.have.length.above(100);
    expect(Object.fromEntries(others.map(({ name, license }) => [name, license]))).to.deep.equal(EXPLAINED);
    const file = path.join(root, "node_modules", "@logdna", "tail-file", "LICENSE");
    expect(fs.readFileSync(file, "utf8")).to.match(/Permission is hereby granted, free of charge/);
  });

  it("are those of the lock file to the byte", () => {
    const loose = installed.filter(({ integrity }) => !integrity?.startsWith("sha512-"));
    expect(loose.map(({ name }) => name)).to.deep.equal([]);
  });

  it("need no script at installation", () => {
    const scripted = installed.filter(({ hasInstallScript }) => hasInstallScript === true);
    expect(scripted.map(({ name }) => name)).to.have.members(Object.keys(INSTALL_SCRIPTS));
  });
});
