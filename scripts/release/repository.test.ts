import { expect } from "chai";
import { gitHubRepository, repositoryFaults } from "./repository";

const named = (url: string) => ({ version: "1.0.0", repository: { url } });

describe("the repository of a release", () => {
  for (const url of [
    "git+https://github.com/example/pulumi-aks-ray.git",
    "https://github.com/example/pulumi-aks-ray",
    "git@github.com:example/pulumi-aks-ray.git",
  ]) {
    it(`should be read from ${url}`, () => {
      expect(gitHubRepository(named(url))).to.equal("example/pulumi-aks-ray");
      expect(repositoryFaults(named(url), "example/pulumi-aks-ray")).to.deep.equal([]);
    });
  }

  it("should have to be named, with the command that does it", () => {
    expect(repositoryFaults({ version: "1.0.0" }, "example/rays")).to.deep.equal([
      "package.json names no GitHub repository, so nobody's engine would find the plugin; run " +
        "'npm pkg set repository.type=git repository.url=git+https://github.com/example/rays.git && npm run generate' and commit",
    ]);
    expect(repositoryFaults(named("https://gitlab.com/example/rays"))).to.have.lengthOf(1);
  });

  it("should be the one in which the release runs", () => {
    expect(repositoryFaults(named("https://github.com/example/rays"), "fork/rays")[0]).to.match(
      /^package\.json names the repository example\/rays, but this is fork\/rays; /,
    );
  });
});
