import { Namespace } from "@pulumi/kubernetes/core/v1";
import { Release } from "@pulumi/kubernetes/helm/v3/release";
import * as pulumi from "@pulumi/pulumi";
import type { KubeRayOperatorArgs, KubeRayOperatorOutputs } from "../args";
import { buildCrdRelease, buildNamespace, buildOperatorRelease, prepareCharts } from "../kubernetes";
import { operatorSettings } from "../settings";
import { createCertManager } from "./cert-manager";
import { childOptions } from "./options";
import { withPackageConfig } from "./package-config";

/** The KubeRay operator: its namespace, a Helm release of the custom resource definitions, and one of the operator. */
export class KubeRayOperator extends pulumi.ComponentResource implements KubeRayOperatorOutputs {
  static readonly token = "aks-ray:index:KubeRayOperator";

  readonly namespace: pulumi.Output<string>;
  readonly version: pulumi.Output<string>;

  /** @throws InputPropertiesError with every fault of the arguments, before any resource is made. */
  constructor(name: string, args: KubeRayOperatorArgs, opts?: pulumi.ComponentResourceOptions) {
    const settings = operatorSettings(withPackageConfig(args));
    super(KubeRayOperator.token, name, {}, opts);

    const options = childOptions(this, opts);
    const charts = pulumi.output(failFirst(prepareCharts(settings.chart)));
    const namespace = new Namespace(`${name}-operator`, buildNamespace(settings.namespace), options);
    this.namespace = namespace.metadata.name;
    const crds = new Release(`${name}-crds`, buildCrdRelease(charts.crds, this.namespace), options);
    const certManager = createCertManager(name, settings, options);
    const operator = new Release(
      `${name}-operator`,
      buildOperatorRelease(settings, charts.operator, this.namespace, charts.featureGates),
      pulumi.mergeOptions(options, { dependsOn: [crds, ...certManager] }),
    );
    this.version = operator.status.apply(() => settings.version);
    this.registerOutputs(this.outputs());
  }

  /** What the component shows to programs in every language. */
  outputs(): KubeRayOperatorOutputs {
    return { namespace: this.namespace, version: this.version };
  }
}

/**
 * Ends the program with the promise's own error. Handed to a resource, a rejected promise would have the SDK (3.248,
 * `serializeFilteredProperties`) put the name of the resource's property before the message.
 */
function failFirst<T>(promise: Promise<T>): Promise<T> {
  return promise.catch((error: unknown) => {
    void Promise.reject(error instanceof Error ? error : new Error(String(error)));
    return new Promise<never>(() => undefined);
  });
}
