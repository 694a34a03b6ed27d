import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { componentProviderHost } from "@pulumi/pulumi/provider/experimental";
import * as aksRay from "../../../provider/components";

/**
 * The four components behind arguments that componentProviderHost can infer a schema from: it refuses the unions,
 * aliases and `Omit` in the real ones.
 */
interface Args {
  /** Arguments of the component. */
  settings: pulumi.Input<string>;
}

function parsed<T>(args: Args): T {
  return JSON.parse(args.settings as string) as T;
}

export class AksRayCluster extends pulumi.ComponentResource {
  constructor(name: string, args: Args, opts?: pulumi.ComponentResourceOptions) {
    super("aks-ray:index:AksRayCluster", name, {}, opts);
    new aksRay.AksRayCluster(name, parsed(args), { parent: this });
  }
}

export class AksCluster extends pulumi.ComponentResource {
  constructor(name: string, args: Args, opts?: pulumi.ComponentResourceOptions) {
    super("aks-ray:index:AksCluster", name, {}, opts);
    new aksRay.AksCluster(name, parsed(args), { parent: this });
  }
}

export class KubeRayOperator extends pulumi.ComponentResource {
  constructor(name: string, args: Args, opts?: pulumi.ComponentResourceOptions) {
    super("aks-ray:index:KubeRayOperator", name, {}, opts);
    new aksRay.KubeRayOperator(name, parsed(args), { parent: this });
  }
}

export class RayCluster extends pulumi.ComponentResource {
  constructor(name: string, args: Args, opts?: pulumi.ComponentResourceOptions) {
    super("aks-ray:index:RayCluster", name, {}, opts);
    new aksRay.RayCluster(name, parsed(args), { parent: this });
  }
}

// Compiled, this file lies under bin/; what is analysed are the sources.
const root = path.resolve(__dirname, "../../../..");
void componentProviderHost({
  name: "aks-ray",
  dirname: path.join(root, "scripts/bench/component-host"),
  components: [AksRayCluster, AksCluster, KubeRayOperator, RayCluster],
});
