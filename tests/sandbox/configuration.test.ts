import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asText, readConfiguration } from "./configuration";
import type { Project } from "./project";
import { userErrorOf } from "./testing/user-error-of";

const AZURE = {
  "azure-native:location": "westeurope",
  "azure-native:subscriptionId": "00000000-0000-4000-8000-000000000000",
};

describe("the sandbox's configuration", () => {
  let dir: string;
  let project: Project;

  before(() => {
    dir = mkdtempSync(join(tmpdir(), "sandbox-configuration-"));
    const config = { name: "ray", settings: {}, size: undefined };
    project = { dir, name: "stack", runtime: "nodejs", typescript: false, config };
  });
  after(() => rmSync(dir, { recursive: true }));

  const read = (assignments: string[], file?: string): Record<string, unknown> =>
    readConfiguration({ project, file, assignments, from: dir });
  const write = (name: string, text: string): string => {
    writeFileSync(join(dir, name), text);
    return name;
  };
  const refusal = (assignments: string[], file?: string) => userErrorOf(() => read(assignments, file));

  it("is the project's own defaults, with a region and a subscription", () => {
    expect(read([])).to.deep.equal({ ...AZURE, "stack:name": "ray", "stack:settings": {} });
  });

  it("lets a file win over the project, and the command line over both", () => {
    const file = write("a.yaml", "config: {name: file, 'stack:size': 3, 'azure-native:location': uksouth}");
    expect(read(["name=line", "other:key=1"], file)).to.deep.equal({
      ...AZURE,
      "azure-native:location": "uksouth",
      "stack:name": "line",
      "stack:settings": {},
      "stack:size": 3,
      "other:key": "1",
    });
  });

  it("sets numbers, booleans, lists and texts below a path, and leaves the rest of the object", () => {
    const assignments = [
      "settings.gpuPools.t4.maxNodes=3",
      "settings.gpuPools.t4.spot=true",
      "settings.gpuPools.t4.vmSize=Standard_NC4as_T4_v3",
      'settings.ray.env={"A": "1"}',
      "settings.zones[0]=01",
    ];
    expect(read(assignments)["stack:settings"]).to.deep.equal({
      gpuPools: { t4: { maxNodes: 3, spot: true, vmSize: "Standard_NC4as_T4_v3" } },
      ray: { env: { A: "1" } },
      zones: ["01"],
    });
    expect(project.config["settings"], "the project's own default").to.deep.equal({});
  });

  it("keeps a whole value as the text that it is", () => {
    expect(read(["size=3"])["stack:size"]).to.equal("3");
    expect(asText({ a: "3", b: { c: [1] }, d: true })).to.deep.equal({ a: "3", b: '{"c":[1]}', d: "true" });
  });

  it("names the declared key that a mistyped one is near to", () => {
    const near = refusal(["setings.location=x"]);
    expect(near.message).to.equal(`configuration: 'setings' is not known to ${join(dir, "Pulumi.yaml")}`);
    expect(near).to.include({ remedy: "Did you mean 'settings'?", exitCode: 2 });
    expect(refusal(["region=x"]).remedy).to.equal("It declares: name, settings, size.");
  });

  it("refuses assignments that say nothing", () => {
    for (const text of ["name", "=3"]) {
      expect(refusal([text]).message).to.equal(`--config: '${text}' is not KEY=VALUE`);
    }
    expect(refusal(["settings.*=1"]).message).to.equal("--config: '*' cannot be set in 'settings.*=1'");
    expect(refusal(["name.first=a"]).message).to.equal(
      "--config: 'name.first=a': there is nothing that 'first' could be set in",
    );
    expect(refusal(["settings.zones[1]=2"]).message).to.contain("there is nothing that '1' could be set in");
  });

  it("refuses files that hold no configuration, and encrypted values", () => {
    expect(refusal([], "absent.yaml").message).to.equal("--config-file: there is no file 'absent.yaml'");
    expect(refusal([], write("b.yaml", "name: ray")).message).to.equal(
      `${join(dir, "b.yaml")}: has no object 'config'`,
    );
    expect(refusal([], write("c.yaml", "config: {")).message).to.contain(`${join(dir, "c.yaml")}: `);
    const secret = refusal([], write("d.yaml", "config: {name: {secure: v1:abc}}"));
    expect(secret.message).to.contain("'name' is encrypted, and the sandbox has no key for it");
    expect(secret.remedy).to.equal("Give it on the command line: --config name=VALUE");
  });
});
