import { expect } from "chai";
import { aliasUrns } from "./aliases";
import { defaultProviderName } from "./default-providers";
import type { Alias } from "./goal";
import { parseDuration } from "./registration-request";
import { createUrn, isDefaultProvider, isUrn, parseProviderReference, parseUrn } from "./urn";
import { satisfiesRange } from "./version-range";

const STACK = "urn:pulumi:dev::project::pulumi:pulumi:Stack::project-dev";
const GROUP = "urn:pulumi:dev::project::app:Group::group";

describe("URNs", () => {
  it("name the types of all parents but the stack", () => {
    expect(createUrn("dev", "project", "", "a:b:C", "x")).to.equal("urn:pulumi:dev::project::a:b:C::x");
    expect(createUrn("dev", "project", STACK, "a:b:C", "x")).to.equal("urn:pulumi:dev::project::a:b:C::x");
    expect(createUrn("dev", "project", GROUP, "a:b:C", "x")).to.equal(
      "urn:pulumi:dev::project::app:Group$a:b:C::x",
    );
  });

  it("are taken apart, with names that contain colons", () => {
    expect(parseUrn("urn:pulumi:dev::project::app:Group$a:b:C::x::y")).to.deep.equal({
      stack: "dev",
      project: "project",
      qualifiedType: "app:Group$a:b:C",
      type: "a:b:C",
      name: "x::y",
    });
    expect(isUrn("urn:pulumi:dev::project::a:b:C")).to.equal(false);
  });

  it("make references to providers together with an id", () => {
    const urn = "urn:pulumi:dev::project::pulumi:providers:fake::default_1_2_3";
    expect(parseProviderReference(`${urn}::some-id`)).to.deep.equal({ urn, id: "some-id" });
    expect(isDefaultProvider(urn)).to.equal(true);
    expect(() => parseProviderReference(`${GROUP}::id`)).to.throw("bad provider reference");
  });
});

describe("aliasUrns", () => {
  const none = { name: "", type: "", stack: "", project: "", parent: "", noParent: false };
  const resolve = (alias: Partial<typeof none> | { urn: string }, former = new Map<string, string>()) =>
    aliasUrns(
      "dev",
      "project",
      { type: "a:b:C", name: "group-x", parent: GROUP },
      [{ ...none, ...alias } as Alias],
      former,
    );

  it("takes what an alias leaves open from the resource", () => {
    expect(resolve({ name: "old" })).to.deep.equal(["urn:pulumi:dev::project::app:Group$a:b:C::old"]);
    expect(resolve({ type: "a:b:Old" })).to.deep.equal([
      "urn:pulumi:dev::project::app:Group$a:b:Old::group-x",
    ]);
    expect(resolve({ noParent: true })).to.deep.equal(["urn:pulumi:dev::project::a:b:C::group-x"]);
    expect(resolve({ parent: STACK })).to.deep.equal(["urn:pulumi:dev::project::a:b:C::group-x"]);
    expect(resolve({ stack: "prod" })).to.deep.equal(["urn:pulumi:prod::project::app:Group$a:b:C::group-x"]);
    expect(resolve({ urn: GROUP })).to.deep.equal([GROUP]);
  });

  it("follows a parent that was found under another name, in the child's name as well", () => {
    const former = new Map([[GROUP, "urn:pulumi:dev::project::app:Former::team"]]);
    const identity = { type: "a:b:C", name: "group-x", parent: GROUP };
    expect(aliasUrns("dev", "project", identity, [], former)).to.deep.equal([
      "urn:pulumi:dev::project::app:Former$a:b:C::team-x",
    ]);
  });
});

describe("small notations", () => {
  it("names default providers after version and place of their plugin", () => {
    const request = { packageName: "fake", version: "", pluginDownloadUrl: "" };
    expect(defaultProviderName(request)).to.equal("default");
    expect(defaultProviderName({ ...request, version: "1.2.3-alpha.1+build" })).to.equal(
      "default_1_2_3_alpha_1_build",
    );
    expect(
      defaultProviderName({ ...request, version: "1.0.0", pluginDownloadUrl: "github://api.github.com/x" }),
    ).to.equal("default_1_0_0_github_/api.github.com/x");
  });

  it("reads durations as Go does", () => {
    expect(parseDuration("1h30m")).to.equal(5400);
    expect(parseDuration("1.5s")).to.equal(1.5);
    for (const text of ["", "5", "5x", "m5"]) {
      expect(() => parseDuration(text)).to.throw("unable to parse customTimeout");
    }
  });

  it("decides on ranges of versions", () => {
    expect(satisfiesRange("3.248.0", ">=3.0.0")).to.equal(true);
    expect(satisfiesRange("3.248.0", ">=3.0.0 !3.248.0")).to.equal(false);
    expect(satisfiesRange("3.248.0", "<3.0.0 || >3.200.0")).to.equal(true);
    expect(satisfiesRange("3.248.0", "3.248.0")).to.equal(true);
    expect(() => satisfiesRange("3.248.0", "^3")).to.throw("invalid version range");
  });
});
