import { expect } from "chai";
import { buildDeploymentValues } from "./operator-deployment-values";

describe("buildDeploymentValues", () => {
  it("should leave the chart's defaults where nothing is asked for", () => {
    expect(buildDeploymentValues({})).to.deep.equal({});
  });

  it("should write what the chart writes otherwise in its form, and the rest as it is", () => {
    const values = buildDeploymentValues({
      replicas: 2,
      kubeClient: { qps: 50 },
      rbacEnable: false,
      batchScheduler: "kai-scheduler",
      metrics: { enabled: true, serviceMonitor: { additionalLabels: { release: "prometheus" } } },
      configuration: {
        defaultContainerEnvs: { B: "2", A: "1" },
        defaultPodLabels: { team: "ml" },
        workerSidecarContainers: [{ name: "logs", image: "fluent-bit" }],
      },
      env: { CLUSTER_DOMAIN: "example.local" },
      logEncoder: "json",
      imagePullSecrets: ["mirror"],
      serviceAccount: { create: false, name: "ray" },
    });
    expect(values).to.deep.equal({
      replicas: 2,
      kubeClient: { qps: 50 },
      rbacEnable: false,
      batchScheduler: { name: "kai-scheduler" },
      metrics: {
        enabled: true,
        serviceMonitor: { enabled: true, additionalLabels: { release: "prometheus" } },
      },
      configuration: {
        enabled: true,
        defaultContainerEnvs: [
          { name: "A", value: "1" },
          { name: "B", value: "2" },
        ],
        defaultPodLabels: { team: "ml" },
        workerSidecarContainers: [{ name: "logs", image: "fluent-bit" }],
      },
      env: [{ name: "CLUSTER_DOMAIN", value: "example.local" }],
      logging: { stdoutEncoder: "json" },
      imagePullSecrets: [{ name: "mirror" }],
      serviceAccount: { create: false, name: "ray" },
    });
  });
});
