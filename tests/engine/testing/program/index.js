"use strict";
// A program that meets most of what an engine has to decide. The configuration says in which phase of its life it is.
const pulumi = require("@pulumi/pulumi");

const { FakeProvider, Group, Pair, Thing } = require("./resources");

const config = new pulumi.Config();
const phase = config.requireNumber("phase");
const changed = phase >= 2;

const account = new FakeProvider("account", { account: phase >= 4 ? "second" : "first" });
const base = new Thing("base", {
  value: { list: [1, 2, { deep: changed }], nothing: null, password: config.requireSecret("password") },
});
const swapped = new Thing("swapped", { identity: changed ? "new" : "old" }, { dependsOn: base });
new Thing("on-swapped", { value: swapped.serial });
const moved = new Thing("moved", { place: changed ? "there" : "here" });
new Thing("on-moved-place", { place: pulumi.interpolate`near ${moved.serial}` });
new Thing("on-moved-value", { value: moved.serial });
new Thing("with-moved", { value: 1 }, { deletedWith: moved });
new Thing("ignoring", { value: [{ count: phase }, { count: 9 }] }, { ignoreChanges: ["value[*].count"] });
new Thing("strict", { value: { a: changed, b: 1 } }, { replaceOnChanges: ["value.a"] });
if (!changed) new Thing("temporary", { value: base.serial });

new Group(
  "app:Guarded",
  "guarded",
  (parent) => {
    const inner = new Thing("guarded-inner", { value: "kept" }, { parent });
    return { serial: inner.serial };
  },
  { deletedWith: base, providers: { fake: account } },
);
if (changed) {
  new Group(
    "app:Renamed",
    "renamed",
    (parent) => ({ serial: new Thing("renamed-inner", { value: "same" }, { parent }).serial }),
    { aliases: [{ name: "former", type: "app:Former" }] },
  );
} else {
  new Group("app:Former", "former", (parent) => ({
    serial: new Thing("former-inner", { value: "same" }, { parent }).serial,
  }));
}

// Its configuration is known only once base is there.
const late = new FakeProvider("late", { account: pulumi.interpolate`of ${base.serial}` });
const onLate = new Thing("on-late", { value: phase }, { provider: late });
new Thing(
  "on-late-replaced",
  { identity: changed ? "new" : "old", value: onLate.serial },
  { provider: late },
);
const doubledLate = pulumi.output(
  pulumi.runtime.invoke("fake:index:double", { n: 4 }, { provider: late }).then(({ result }) => result),
);
new Thing("retained", { identity: changed ? "new" : "old" }, { retainOnDelete: true });
new Thing("read", {}, { id: base.id });
const renamedProvider = new FakeProvider(
  changed ? "provider-new" : "provider-old",
  { account: "same" },
  { aliases: [{ name: "provider-old" }] },
);
new Thing("on-renamed-provider", { value: 1 }, { provider: renamedProvider });

const holder = new Group("app:Holder", "holder", () => ({}));
const pair = new Pair("pair", { value: base.serial, token: pulumi.secret("s3cret") }, { parent: holder });
const after = new Thing("after-pair", { value: pair.serial, echoSecret: pair.secret }, { dependsOn: pair });

switch (config.get("fault")) {
  case "construct":
    new Pair("faulty", { faulty: { size: 3, token: pulumi.secret("x"), late: base.serial } });
    break;
  case "check":
    new Thing("faulty", { invalid: "x" });
    break;
  case "twice":
    new Thing("base", {});
    break;
  case "throw":
    throw new pulumi.RunError("the program gives up");
}

exports.serial = pair.serial;
exports.secret = pulumi.secret("hidden");
exports.echo = after.echo;
exports.doubledLate = doubledLate;
exports.id = base.id;
exports.doubled = pulumi.runtime.invoke("fake:index:double", { n: 21 }).then(({ result }) => result);
