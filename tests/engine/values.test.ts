import { expect } from "chai";
import {
  annotateSecrets,
  containsSecrets,
  containsUnknowns,
  describe as text,
  equal,
  OutputValue,
  ResourceReference,
  Secret,
  UNKNOWN,
  type PropertyMap,
} from "./values";
import { fromStruct, toStruct } from "./wire";

const URN = "urn:pulumi:dev::project::a:b:C::name";

describe("property values", () => {
  it("are equal where Pulumi sees no difference", () => {
    expect(equal({ a: null }, {})).to.equal(true);
    expect(equal({ a: [1, { b: "x" }] }, { a: [1, { b: "x" }] })).to.equal(true);
    expect(equal(UNKNOWN, UNKNOWN)).to.equal(true);
    expect(equal(new Secret(1), new Secret(1))).to.equal(true);
    expect(equal(new Secret(1), 1)).to.equal(false);
    expect(equal([1], [1, 2])).to.equal(false);
    expect(equal("1", 1)).to.equal(false);
  });

  it("are looked through for secrets and unknowns", () => {
    expect(containsUnknowns({ a: [new Secret(UNKNOWN)] })).to.equal(true);
    expect(containsUnknowns(new OutputValue(UNKNOWN, false, false, []))).to.equal(true);
    expect(containsUnknowns({ a: [new Secret(1)] })).to.equal(false);
    expect(containsSecrets([{ a: new OutputValue(1, true, true, []) }])).to.equal(true);
  });

  it("take over what was secret in what was sent, an array as a whole", () => {
    const returned = { a: { b: 1, c: 2 }, list: [1, 2], d: 3 };
    const sent = { a: { b: new Secret(1), c: 2 }, list: [1, new Secret(2)], e: new Secret(3) };
    expect(annotateSecrets(returned, sent)).to.deep.equal({
      a: { b: new Secret(1), c: 2 },
      list: new Secret([1, 2]),
      d: 3,
    });
  });

  it("show no secret in a message", () => {
    expect(text({ a: new Secret("x"), b: UNKNOWN })).to.equal('{{"a":"[secret]","b":"[unknown]"}}');
    expect(text(4)).to.equal("{4}");
  });
});

describe("the wire", () => {
  const full: PropertyMap = {
    nothing: null,
    yes: true,
    number: 1.5,
    list: ["a", [new Secret({ deep: 1 })]],
    secret: new Secret("x"),
    unknown: UNKNOWN,
    reference: new ResourceReference(URN, "id", "1.0.0"),
    component: new ResourceReference(URN, undefined, ""),
    pending: new ResourceReference(URN, UNKNOWN, ""),
    output: new OutputValue("y", true, true, [URN]),
    later: new OutputValue(UNKNOWN, false, false, [URN]),
  };

  it("carries everything to who accepts everything", () => {
    const struct = toStruct(full, { unknowns: true, secrets: true, resources: true, outputs: true });
    expect(fromStruct(struct, { outputs: true })).to.deep.equal(full);
  });

  it("sends plain values to who accepts nothing, and leaves out what is unknown", () => {
    expect(fromStruct(toStruct(full, {}))).to.deep.equal({
      nothing: null,
      yes: true,
      number: 1.5,
      list: ["a", [{ deep: 1 }]],
      secret: "x",
      reference: "id",
      component: URN,
      output: "y",
    });
  });

  it("reads output values as secrets and unknowns where they are not kept", () => {
    const struct = toStruct(full, { unknowns: true, secrets: true, outputs: true });
    const read = fromStruct(struct);
    expect(read.output).to.deep.equal(new Secret("y"));
    expect(read.later).to.equal(UNKNOWN);
  });

  it("refuses unknown values where there must be none", () => {
    const struct = toStruct({ a: { b: UNKNOWN } }, { unknowns: true });
    expect(() => fromStruct(struct, { unknowns: "reject" })).to.throw(
      'unexpected unknown property value for "b"',
    );
  });
});
