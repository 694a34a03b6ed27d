import type { OperatorConfigurationArgs, OperatorDeploymentArgs, OperatorMetricsArgs } from "../args";
import type { Values } from "./chart-values";
import { buildEnv } from "./ray-cluster/containers";

/** Builds the values of how the operator runs (chart kuberay-operator 1.7.0, values.yaml); most have the chart's own form. */
export function buildDeploymentValues(deployment: OperatorDeploymentArgs): Values {
  const { batchScheduler, metrics, configuration, env, logEncoder, imagePullSecrets, ...asTheyAre } =
    deployment;
  return {
    ...asTheyAre,
    ...(batchScheduler && { batchScheduler: { name: batchScheduler } }),
    ...(metrics && { metrics: buildMetrics(metrics) }),
    ...(configuration && { configuration: buildConfiguration(configuration) }),
    ...(env && { env: buildEnv(env) }),
    ...(logEncoder && { logging: { stdoutEncoder: logEncoder } }),
    ...(imagePullSecrets && { imagePullSecrets: imagePullSecrets.map((name) => ({ name })) }),
  };
}

function buildMetrics({ enabled, serviceMonitor }: OperatorMetricsArgs): Values {
  return {
    ...(enabled !== undefined && { enabled }),
    ...(serviceMonitor && { serviceMonitor: { enabled: true, ...serviceMonitor } }),
  };
}

function buildConfiguration({ defaultContainerEnvs, ...others }: OperatorConfigurationArgs): Values {
  return {
    enabled: true,
    ...(defaultContainerEnvs && { defaultContainerEnvs: buildEnv(defaultContainerEnvs) }),
    ...others,
  };
}
