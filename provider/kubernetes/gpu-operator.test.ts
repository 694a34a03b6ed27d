import { expect } from "chai";
import type { GpuOperatorSettings, PoolSettings } from "../settings";
import { T4_POOL } from "../testing/fixture-settings";
import { buildGpuOperatorRelease, buildOperatorPluginConfig } from "./gpu-operator";

const SETTINGS: GpuOperatorSettings = {
  version: "v25.10.1",
  namespace: "gpu-operator",
  chart: { repository: "https://charts.example.com" },
  values: {},
};
const OPERATED: PoolSettings = {
  ...T4_POOL,
  key: "operated",
  taints: [...T4_POOL.taints, { key: "team", value: "vision", effect: "NoExecute" }],
  gpus: { ...T4_POOL.gpus!, driver: "None" },
};
const TOLERATIONS = [
  { key: "sku", operator: "Equal", value: "gpu", effect: "NoSchedule" },
  { key: "team", operator: "Equal", value: "vision", effect: "NoExecute" },
  { key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" },
];

describe("buildGpuOperatorRelease", () => {
  it("should build the whole release, with the tolerations of the pools that it serves", () => {
    expect(buildGpuOperatorRelease(SETTINGS, [T4_POOL, OPERATED], "gpu-operator")).to.deep.equal({
      name: "gpu-operator",
      chart: "gpu-operator",
      version: "v25.10.1",
      repositoryOpts: { repo: "https://charts.example.com" },
      namespace: "gpu-operator",
      atomic: true,
      timeout: 600,
      maxHistory: 5,
      values: {
        daemonsets: { tolerations: TOLERATIONS },
        "node-feature-discovery": { worker: { tolerations: TOLERATIONS } },
      },
    });
  });

  it("should take the chart from a path, and let the user's values win", () => {
    const settings = {
      ...SETTINGS,
      chart: { path: "charts/gpu-operator" },
      values: { driver: { version: "580" }, daemonsets: { tolerations: [] } },
    };
    const release = buildGpuOperatorRelease(settings, [OPERATED], "gpu-operator");
    expect(release).to.include({ chart: "charts/gpu-operator" });
    expect(release).not.to.have.any.keys("version", "repositoryOpts");
    expect(release.values).to.deep.equal({
      driver: { version: "580" },
      daemonsets: { tolerations: [] },
      "node-feature-discovery": { worker: { tolerations: TOLERATIONS } },
    });
  });

  it("should hand the operator's device plugin how the pools that it serves share their GPUs", () => {
    const shared: PoolSettings = {
      ...OPERATED,
      gpus: { ...OPERATED.gpus!, perNode: 4, sharing: { strategy: "timeSlicing", replicas: 4 } },
    };
    const config = buildOperatorPluginConfig([T4_POOL, shared], "gpu-operator");
    expect(config?.metadata.namespace).to.equal("gpu-operator");
    expect(Object.keys(config?.data ?? {})).to.deep.equal(["operated"]);
    expect(config?.data["operated"]).to.contain('"replicas": 4');
    const { values } = buildGpuOperatorRelease(SETTINGS, [T4_POOL, shared], "gpu-operator");
    expect(values).to.deep.include({
      devicePlugin: { config: { create: false, name: config?.metadata.name, default: "" } },
    });
    expect(buildOperatorPluginConfig([T4_POOL, OPERATED], "gpu-operator")).to.equal(undefined);
  });
});
