import * as pulumi from "@pulumi/pulumi";

export interface ThingArgs {
  value?: pulumi.Input<unknown>;
  identity?: pulumi.Input<string>;
  place?: pulumi.Input<string>;
  invalid?: pulumi.Input<string>;
  notReady?: pulumi.Input<boolean>;
}

/** The resource of the fake provider. */
export class Thing extends pulumi.CustomResource {
  declare readonly echo: pulumi.Output<unknown>;
  declare readonly serial: pulumi.Output<number>;

  constructor(name: string, args: ThingArgs = {}, options?: pulumi.CustomResourceOptions) {
    super(
      "fake:index:Thing",
      name,
      { echo: undefined, serial: undefined, size: undefined, ...args },
      options,
    );
  }
}

/** An explicit provider of the package. */
export class FakeProvider extends pulumi.ProviderResource {
  constructor(name: string, args: { account?: pulumi.Input<string> }, options?: pulumi.ResourceOptions) {
    super("fake", name, args, options);
  }
}

/** A component with one thing inside. */
export class Group extends pulumi.ComponentResource {
  readonly thing: Thing;

  constructor(name: string, args: ThingArgs = {}, options?: pulumi.ComponentResourceOptions) {
    super("fake:index:Group", name, {}, options);
    this.thing = new Thing(`${name}-thing`, args, { parent: this });
    this.registerOutputs({ serial: this.thing.serial });
  }
}
