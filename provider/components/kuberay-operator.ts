import * as pulumi from "@pulumi/pulumi";
import type { KubeRayOperatorArgs, KubeRayOperatorOutputs } from "../args";
import { operatorSettings } from "../settings";
import { installOperator } from "./operator-install";
import { childOptions } from "./options";
import { withPackageConfig } from "./package-config";

/**
 * The KubeRay operator: its namespace, a Helm release of the custom resource definitions, and one of the operator; or the AKS
 * extension `microsoft.kuberay`.
 */
export class KubeRayOperator extends pulumi.ComponentResource implements KubeRayOperatorOutputs {
  static readonly token = "aks-ray:index:KubeRayOperator";

  readonly namespace: pulumi.Output<string>;
  readonly version: pulumi.Output<string>;

  /** @throws InputPropertiesError with every fault of the arguments, before any resource is made. */
  constructor(name: string, args: KubeRayOperatorArgs, opts?: pulumi.ComponentResourceOptions) {
    const settings = operatorSettings(withPackageConfig(args));
    super(KubeRayOperator.token, name, {}, opts);

    const installed = installOperator(name, settings, childOptions(this, opts));
    this.namespace = installed.namespace;
    this.version = installed.version;
    this.registerOutputs(this.outputs());
  }

  /** What the component shows to programs in every language. */
  outputs(): KubeRayOperatorOutputs {
    return { namespace: this.namespace, version: this.version };
  }
}
