import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import * as pulumi from "@pulumi/pulumi";
import type { RayServiceArgs, RayServiceOutputs } from "../args";
import {
  SERVICE_REPLACED_ON_CHANGES,
  buildRayService,
  servePortForwardCommand,
  serveUrl,
  serviceStatusCommand,
} from "../kubernetes";
import { rayServiceSettings } from "../settings";
import { inItsCloud } from "./cloud";
import { childOptions } from "./options";
import { createServiceAccount } from "./service-account";
import { createTokenSecret } from "./token-secret";

/**
 * Applications of Ray Serve on a cluster of their own.
 *
 * The deployment ends when the RayService is made, not when its applications answer; `statusCommand` shows how it goes.
 */
export class RayService extends pulumi.ComponentResource implements RayServiceOutputs {
  static readonly token = "aks-ray:index:RayService";

  readonly namespace: pulumi.Output<string>;
  readonly serviceName: pulumi.Output<string>;
  readonly serveUrl: pulumi.Output<string>;
  readonly portForwardCommand: pulumi.Output<string>;
  readonly statusCommand: pulumi.Output<string>;

  /** @throws InputPropertiesError with every fault of the arguments, before any resource is made. */
  constructor(name: string, args: RayServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    const given = rayServiceSettings(name, args);
    const settings = { ...given, cluster: inItsCloud(given.cluster) };
    super(RayService.token, name, {}, opts);

    const options = childOptions(this, opts);
    const token = createTokenSecret(name, settings.cluster, settings.namespace, options);
    const account = createServiceAccount(name, settings.cluster, settings.namespace, options);
    const body = buildRayService(settings);
    const waiting = pulumi.mergeOptions(options, { dependsOn: [...token, ...account] });
    const service = new CustomResource(`${name}-rayservice`, body, {
      ...waiting,
      replaceOnChanges: SERVICE_REPLACED_ON_CHANGES,
      deleteBeforeReplace: true,
    });

    const made = pulumi.all([settings.namespace, service.id]).apply(([namespace]) => namespace);
    this.namespace = made;
    this.serviceName = made.apply(() => settings.serviceName);
    this.serveUrl = made.apply((namespace) => serveUrl(settings, namespace));
    this.portForwardCommand = made.apply((namespace) => servePortForwardCommand(settings, namespace));
    this.statusCommand = made.apply((namespace) => serviceStatusCommand(settings, namespace));
    this.registerOutputs(this.outputs());
  }

  /** What the component shows to programs in every language. */
  outputs(): RayServiceOutputs {
    const { namespace, serviceName, serveUrl, portForwardCommand, statusCommand } = this;
    return { namespace, serviceName, serveUrl, portForwardCommand, statusCommand };
  }
}
