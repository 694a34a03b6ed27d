import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect } from "chai";
import { parse, stringify } from "yaml";
import { requireKubelogin, withLoginMode } from "./kubelogin";

/** The part of AKS's own kubeconfig that matters, as its format `exec` has it. */
function kubeconfig(args: string[], command = "kubelogin"): string {
  const exec = { apiVersion: "client.authentication.k8s.io/v1beta1", command, args, env: null };
  return stringify({ clusters: [{ name: "ml" }], users: [{ name: "clusterUser", user: { exec } }] });
}

const AKS_ARGS = [
  "get-token",
  "--environment",
  "AzurePublicCloud",
  "--server-id",
  "server",
  "--tenant-id",
  "tenant",
];

describe("withLoginMode", () => {
  it("should replace AKS's device code, and its client id with it", () => {
    const before = kubeconfig([...AKS_ARGS, "--client-id", "aks", "--login", "devicecode"]);
    expect(parse(withLoginMode(before, "workloadidentity"))).to.deep.equal(
      parse(kubeconfig([...AKS_ARGS, "--login", "workloadidentity"])),
    );
  });

  it("should understand the other spellings of options", () => {
    const before = kubeconfig([...AKS_ARGS, "--client-id=aks", "-l", "devicecode"]);
    expect(parse(withLoginMode(before, "msi"))).to.deep.equal(
      parse(kubeconfig([...AKS_ARGS, "--login", "msi"])),
    );
  });

  it("should leave other kubeconfigs as they are", () => {
    for (const text of ["apiVersion: v1\nkind: Config\n", kubeconfig(["token"], "aws"), ""]) {
      expect(withLoginMode(text, "azurecli")).to.equal(text);
    }
  });
});

describe("requireKubelogin", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "kubelogin-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it("should find the program on PATH", () => {
    const program = join(folder, process.platform === "win32" ? "kubelogin.exe" : "kubelogin");
    writeFileSync(program, "");
    chmodSync(program, 0o755);
    requireKubelogin("ml", ["/nowhere", folder].join(delimiter));
  });

  it("should say where to get it", () => {
    mkdirSync(join(folder, "kubelogin"));
    expect(() => requireKubelogin("ml", folder)).to.throw(
      "access: needs the program 'kubelogin' on PATH, since users of the cluster log in with Microsoft Entra: install it with 'az aks install-cli' or from https://azure.github.io/kubelogin/install.html",
    );
  });
});
