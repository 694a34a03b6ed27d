import { PolicyPack, type ReportViolation, type ResourceValidationArgs } from "@pulumi/policy";
import { publicDashboardFaults, unpinnedImageFaults, type Resource } from "./rules";

/** Reports what a rule finds wrong with a resource. */
const reported =
  (rule: (resource: Resource) => string[]) =>
  ({ type, name, props }: ResourceValidationArgs, report: ReportViolation): void => {
    for (const fault of rule({ type, name, props })) report(`${name}: ${fault}`);
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
  ],
});
