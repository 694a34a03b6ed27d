"use strict";
const pulumi = require("@pulumi/pulumi");

class Thing extends pulumi.CustomResource {
  constructor(name, args, options) {
    super("fake:index:Thing", name, { echo: undefined, serial: undefined, ...args }, options);
  }
}

class FakeProvider extends pulumi.ProviderResource {
  constructor(name, args, options) {
    super("fake", name, args, options);
  }
}

class Group extends pulumi.ComponentResource {
  constructor(type, name, build, options) {
    super(type, name, {}, options);
    const outputs = build(this);
    this.registerOutputs(outputs);
  }
}

class Pair extends pulumi.ComponentResource {
  constructor(name, args, options) {
    super("parts:index:Pair", name, { serial: undefined, secret: undefined, ...args }, options, true);
  }
}

module.exports = { FakeProvider, Group, Pair, Thing };
