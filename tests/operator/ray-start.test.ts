import { expect } from "chai";
import { startCommand, startParameters } from "./ray-start";
import { specHash } from "./spec-hash";
import { desiredPods, type Resources, type WorkerGroupSpec } from "./ray-cluster";

const parameters = (resources: Resources, group: Partial<WorkerGroupSpec> = {}, address?: string) =>
  startParameters({ template: {}, ...group }, { name: "ray", resources }, address);

describe("startParameters", () => {
  it("should tell Ray a worker's limits: CPUs rounded up, memory in bytes, GPUs", () => {
    const limits = { cpu: "3500m", memory: "20Gi", "nvidia.com/gpu": "2" };
    expect(parameters({ limits }, {}, "head:6379")).to.deep.equal({
      address: "head:6379",
      "metrics-export-port": "8080",
      block: "true",
      "dashboard-agent-listen-port": "52365",
      "num-cpus": "4",
      memory: String(20 * 2 ** 30),
      "num-gpus": "2",
    });
  });

  it("should take CPUs, but neither memory nor GPUs, from the requests", () => {
    const told = parameters({ requests: { cpu: "2", memory: "1Gi", "nvidia.com/gpu": "1" } });
    expect(told).to.include({ "num-cpus": "2" }).and.not.have.any.keys("memory", "num-gpus");
  });

  it("should count MIG slices and AMD devices as GPUs", () => {
    for (const name of ["nvidia.com/mig-1g.10gb", "amd.com/gpu"]) {
      expect(parameters({ limits: { [name]: "3" } })).to.include({ "num-gpus": "3" });
    }
  });

  it("should let rayStartParams and group resources go before the container", () => {
    const limits = { cpu: "8", memory: "1Gi" };
    expect(parameters({ limits }, { rayStartParams: { "num-cpus": "0" } })).to.include({ "num-cpus": "0" });
    const resources = { CPU: "2", GPU: "1", memory: "2Gi", special: "1.5" };
    expect(parameters({ limits }, { resources })).to.include({
      "num-cpus": "2",
      "num-gpus": "1",
      memory: String(2 * 2 ** 30),
      resources: `'{"special":1.5}'`,
    });
  });
});

describe("startCommand", () => {
  it("should write switches without a value, sorted, and leave false ones out", () => {
    expect(
      startCommand(true, { block: "true", "no-monitor": "false", "dashboard-host": "0.0.0.0" }),
    ).to.equal("ray start --head  --block  --dashboard-host=0.0.0.0 ");
    expect(startCommand(false, { "include-dashboard": "false" })).to.equal(
      "ray start  --include-dashboard=false ",
    );
  });
});

describe("specHash", () => {
  const template = { spec: { containers: [{ name: "ray", image: "ray:1" }] } };
  const spec = (group: Partial<WorkerGroupSpec> = {}) => ({
    headGroupSpec: { template },
    workerGroupSpecs: [{ groupName: "gpu", minReplicas: 0, maxReplicas: 4, template, ...group }],
  });
  const hash = specHash(spec());

  it("should not change with replicas, their limits, workersToDelete, tolerations or the upgrade strategy", () => {
    const tolerant = { spec: { ...template.spec, tolerations: [{ key: "sku" }] } };
    expect(specHash(spec({ replicas: 2, minReplicas: 1, maxReplicas: 9 }))).to.equal(hash);
    expect(specHash(spec({ scaleStrategy: { workersToDelete: ["w"] } }))).to.equal(hash);
    expect(specHash(spec({ template: tolerant }))).to.equal(hash);
    expect(specHash({ ...spec(), upgradeStrategy: { type: "Recreate" } })).to.equal(hash);
  });

  it("should change with an image, a group and Ray's version", () => {
    const image = { spec: { containers: [{ name: "ray", image: "ray:2" }] } };
    const changes = [
      spec({ template: image }),
      spec({ groupName: "cpu" }),
      { ...spec(), rayVersion: "2.60.0" },
    ];
    for (const changed of changes) expect(specHash(changed)).to.not.equal(hash);
  });
});

describe("desiredPods", () => {
  const count = (fields: Partial<WorkerGroupSpec>) =>
    desiredPods({ groupName: "gpu", template: {}, ...fields });

  it("should keep replicas within their limits and count hosts", () => {
    expect(count({})).to.equal(0);
    expect(count({ minReplicas: 2 })).to.equal(2);
    expect(count({ replicas: 9, maxReplicas: 3 })).to.equal(3);
    expect(count({ replicas: 1, minReplicas: 2, maxReplicas: 3, numOfHosts: 4 })).to.equal(8);
    expect(count({ replicas: 3, suspend: true })).to.equal(0);
  });
});
