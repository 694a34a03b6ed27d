import fs from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { root } from "../docs/markdown";
import { hasPulumi } from "../engine/testing/real-pulumi";
import { CliSandbox, isBuilt } from "./cli-sandbox";

/** A program whose dashboard is open to the internet, and whose image has no version. */
const OPEN = `
const { AksRayCluster } = require("pulumi-aks-ray");
new AksRayCluster("ray", {
  location: "westeurope",
  gpuPools: { t4: { vmSize: "Standard_NC4as_T4_v3", maxNodes: 2 } },
  ray: { image: "team/ray", head: { serviceType: "LoadBalancer" } },
});
`;

describe("the policy pack, under the real engine", function () {
  this.timeout(300_000);
  let sandbox: CliSandbox;
  let pack: string;

  before(async function () {
    if (!hasPulumi() || !isBuilt()) {
      console.log("      skipped: needs the Pulumi CLI on PATH and `npm run build`");
      this.skip();
    }
    sandbox = await CliSandbox.create("policies");
    pack = path.join(sandbox.scratch, "pack");
    fs.cpSync(path.join(root, "examples", "policy-pack"), pack, { recursive: true });
    fs.symlinkSync(path.join(root, "node_modules"), path.join(pack, "node_modules"));
  });
  after(() => sandbox?.close());

  async function preview(main: string): Promise<string> {
    const project = sandbox.project("typescript", { main });
    await sandbox.pulumi(project, ["stack", "select", "--create", "dev"]);
    return sandbox.pulumi(project, ["preview", "--policy-pack", pack]);
  }

  it("should let the smallest program through, and advise to close the API server", async () => {
    const told = await preview(path.join(root, "examples", "typescript"));
    expect(told).to.contain("[advisory]  closed-api-server").and.not.contain("[mandatory]");
  });

  it("should stop a program with an open dashboard and an image without a version", async () => {
    const program = path.join(sandbox.scratch, "open");
    fs.mkdirSync(program);
    fs.writeFileSync(path.join(program, "index.js"), OPEN);
    fs.writeFileSync(path.join(program, "package.json"), JSON.stringify({ main: "index.js" }));
    fs.symlinkSync(path.join(root, "node_modules"), path.join(program, "node_modules"));
    const error = await preview(program).then(
      () => "",
      (failure: Error) => failure.message,
    );
    expect(error)
      .to.contain("[mandatory]  no-public-dashboard")
      .and.contain("[mandatory]  no-unpinned-image");
  });
});
