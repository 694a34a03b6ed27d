import * as pulumi from "@pulumi/pulumi";
import type { AksClusterArgs, OperatorArgs, Preflight } from "../args";

/**
 * Reads the package's own configuration, with which a platform team points every program at its mirror:
 * `pulumi config set aks-ray:chartRepository https://charts.example.com` and, for charts that this package does not know,
 * `aks-ray:chartCrdDigests`, an object of SHA-256 digests by file name. Arguments win over it.
 */
export function withPackageConfig(operator: OperatorArgs): OperatorArgs {
  if (operator?.install !== undefined && operator.install !== "helm") return operator;
  const config = new pulumi.Config("aks-ray");
  const repository = config.get("chartRepository");
  const crdDigests = config.getObject<Record<string, string>>("chartCrdDigests");
  const { chart } = operator;
  return {
    ...operator,
    chart: {
      ...(repository && !chart?.path && { repository }),
      ...(crdDigests && { crdDigests }),
      ...chart,
    },
  };
}

/** Reads what previews ask Azure from the package's configuration, `aks-ray:preflight`. The argument wins over it. */
export function withPreflightConfig(args: AksClusterArgs): AksClusterArgs {
  const preflight = args?.preflight ?? new pulumi.Config("aks-ray").get<Preflight>("preflight");
  return preflight === undefined ? args : { ...args, preflight };
}
