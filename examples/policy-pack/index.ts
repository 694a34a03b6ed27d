import { PolicyPack, type ReportViolation, type ResourceValidationArgs } from "@pulumi/policy";
import { publicDashboardFaults, unpinnedImageFaults, type Resource } from "./rules";
import {
  gpuQuotaFaults,
  openApiServerFaults,
  privilegedFaults,
  sharedKeyFaults,
  tokenFaults,
} from "./safe-defaults";

/** Reports what a rule finds wrong with a resource. */
const reported =
  (rule: (resource: Resource, args: ResourceValidationArgs) => string[]) =>
  (args: ResourceValidationArgs, report: ReportViolation): void => {
    const { type, name, props } = args;
    for (const fault of rule({ type, name, props }, args)) report(`${name}: ${fault}`);
  };

new PolicyPack("aks-ray", {
  policies: [
    {
      name: "no-public-dashboard",
      description: "Whoever reaches a Ray dashboard runs code on the cluster, so it stays inside.",
      enforcementLevel: "mandatory",
      validateResource: reported(publicDashboardFaults),
    },
    {
      name: "no-unpinned-image",
      description: "An image without a version or a digest is another one tomorrow.",
      enforcementLevel: "mandatory",
      validateResource: reported(unpinnedImageFaults),
    },
    {
      name: "token-authentication",
      description: "Ray asks for a token, also inside the cluster.",
      enforcementLevel: "mandatory",
      validateResource: reported(tokenFaults),
    },
    {
      name: "no-privileged-ray",
      description: "What runs in Ray's pods is not the node's root.",
      enforcementLevel: "mandatory",
      validateResource: reported(privilegedFaults),
    },
    {
      name: "no-shared-keys",
      description: "Storage and registries let identities in by roles, and nobody by a key.",
      enforcementLevel: "mandatory",
      validateResource: reported(sharedKeyFaults),
    },
    {
      name: "closed-api-server",
      description: "Only known addresses reach the API server.",
      enforcementLevel: "advisory",
      validateResource: reported(openApiServerFaults),
    },
    {
      name: "gpu-quota",
      description: "A pool grows to no more nodes with GPUs than its owner pays for.",
      enforcementLevel: "mandatory",
      configSchema: {
        properties: { maxNodes: { type: "integer", minimum: 0, default: 16, description: "Of one pool." } },
      },
      validateResource: reported((resource, args) =>
        gpuQuotaFaults(resource, args.getConfig<{ maxNodes: number }>().maxNodes),
      ),
    },
  ],
});
