import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { readFile, stat } from "node:fs/promises";
import { deploy } from "./index";
import { createSecretsManager, openSecretsManager } from "./secrets";
import { FakeProvider, Thing } from "./testing/fake-resources";
import { errorsOf, TestStack } from "./testing/stack";

describe("secrets", () => {
  it("are found again with the passphrase that the state's salt belongs to, and with no other", async () => {
    const manager = await createSecretsManager("one");
    const sealed = manager.encrypt("hunter2 ✓");
    expect(sealed).not.to.contain("hunter2");
    expect((await openSecretsManager("one", manager.salt)).decrypt(sealed)).to.equal("hunter2 ✓");
    const error = await openSecretsManager("two", manager.salt).catch((fault: unknown) => fault);
    expect(error)
      .to.be.an("error")
      .with.property("message")
      .that.matches(/incorrect passphrase/);
  });

  for (const acceptSecrets of [false, true]) {
    it(`stay out of the state in plain, with a provider that ${acceptSecrets ? "knows" : "does not know"} them`, async () => {
      const stack = await TestStack.create({ acceptSecrets });
      const program = async () => {
        const password = new pulumi.Config().requireSecret("password");
        const provider = new FakeProvider("provider", { account: password });
        new Thing("first", { value: { user: "ann", password } }, { provider });
        new Thing("marked", { value: "hunter2" }, { provider, additionalSecretOutputs: ["echo", "value"] });
        return { password, shown: "ann" };
      };
      const options = { secretConfig: { password: "hunter2" } };
      const result = await stack.deploy("up", program, options);
      expect(errorsOf(result)).to.deep.equal([]);
      expect(result.outputs).to.deep.equal({
        password: { value: "hunter2", secret: true },
        shown: { value: "ann", secret: false },
      });
      expect(stack.controls.cloud.get("first-1")?.value).to.deep.equal({ user: "ann", password: "hunter2" });
      const { resources } = (await stack.state()).deployment;
      const first = resources.find(({ urn }) => urn.endsWith("::first"));
      expect(JSON.stringify(first?.inputs)).to.contain("ann").and.not.to.contain("hunter2");
      const marked = resources.find(({ urn }) => urn.endsWith("::marked"));
      expect(JSON.stringify(marked?.outputs)).not.to.contain("hunter2");
      const again = await stack.deploy("up", program, options);
      expect(again.summary).to.deep.include({ same: 4, update: 0 });
      await stack.close();
    });
  }

  it("are encrypted with a passphrase of their own where none is given", async () => {
    const stack = await TestStack.create();
    const stateFile = `${stack.directory}/other/state.json`;
    const given = process.env.PULUMI_CONFIG_PASSPHRASE;
    delete process.env.PULUMI_CONFIG_PASSPHRASE;
    try {
      const run = () =>
        deploy({
          operation: "up",
          program: async () => ({ token: pulumi.secret("hunter2") }),
          project: "project",
          stack: "dev",
          stateFile,
        });
      expect(errorsOf(await run())).to.deep.equal([]);
      expect(await readFile(stateFile, "utf8")).not.to.contain("hunter2");
      expect((await stat(`${stateFile}.passphrase`)).mode & 0o777).to.equal(0o600);
      expect((await run()).outputs.token).to.deep.equal({ value: "hunter2", secret: true });
    } finally {
      if (given !== undefined) process.env.PULUMI_CONFIG_PASSPHRASE = given;
      await stack.close();
    }
  });
});
