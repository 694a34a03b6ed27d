import { expect } from "chai";
import { conditionOf, type KubernetesObject } from "../kubernetes/objects";
import type { RayCluster, RayClusterStatus } from "./ray-cluster";
import { isWorthWriting, ReplicaFailure, statusOf, type Observed } from "./status";

const resources = { limits: { cpu: "4", memory: "16Gi", "nvidia.com/gpu": "1" } };
const template = { spec: { containers: [{ name: "ray", resources }] } };

const cluster = (fields: Partial<RayCluster> = {}, generation = 1): RayCluster => ({
  apiVersion: "ray.io/v1",
  kind: "RayCluster",
  metadata: { name: "demo", namespace: "ray", generation },
  spec: {
    headGroupSpec: { template: { spec: { containers: [{ name: "ray" }] } } },
    workerGroupSpecs: [
      { groupName: "gpu", replicas: 2, minReplicas: 1, maxReplicas: 3, numOfHosts: 1, template },
    ],
  },
  ...fields,
});

const pod = (nodeType: "head" | "worker", phase = "Running", ready = "True"): KubernetesObject => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: `demo-${nodeType}`, labels: { "ray.io/node-type": nodeType } },
  status: { phase, podIP: "10.0.0.1", conditions: [{ type: "Ready", status: ready }] },
});

const observe = (pods: KubernetesObject[], error?: Error): Observed => ({
  pods,
  headService: undefined,
  error,
  now: "2026-01-01T00:00:00Z",
});

const whole = [pod("head"), pod("worker"), pod("worker")];

/** A condition of a status, as `STATUS reason`. */
const condition = (status: RayClusterStatus, type: string) => {
  const found = conditionOf({ status } as unknown as KubernetesObject, type);
  return found && `${found.status} ${found.reason}`;
};

describe("statusOf", () => {
  it("should be ready once every desired pod runs", () => {
    expect(statusOf(cluster(), observe(whole))).to.deep.include({
      state: "ready",
      desiredWorkerReplicas: 2,
      readyWorkerReplicas: 2,
      minWorkerReplicas: 1,
      maxWorkerReplicas: 3,
      desiredCPU: "8",
      desiredMemory: "32Gi",
      desiredGPU: "2",
    });
    expect(statusOf(cluster(), observe(whole.slice(0, 2))).state).to.equal(undefined);
  });

  it("should call a cluster provisioned whose present pods run, though workers are missing", () => {
    const status = statusOf(cluster(), observe([pod("head")]));
    expect(condition(status, "RayClusterProvisioned")).to.equal("True AllPodRunningAndReadyFirstTime");
    expect(status.state).to.equal(undefined);
  });

  it("should stay ready and provisioned after pods failed", () => {
    const before = statusOf(cluster(), observe(whole));
    const after = statusOf(cluster({ status: before }), observe([pod("head", "Pending", "False")]));
    expect(after.state).to.equal("ready");
    expect(condition(after, "RayClusterProvisioned")).to.match(/^True/);
    expect(condition(after, "HeadPodReady")).to.match(/^False/);
  });

  it("should tell of a failure and forget it afterwards", () => {
    const failure = new ReplicaFailure("FailedCreateWorkerPod", "quota exceeded");
    const before = statusOf(cluster(), observe([], failure));
    expect(condition(before, "ReplicaFailure")).to.equal("True FailedCreateWorkerPod");
    expect(condition(statusOf(cluster({ status: before }), observe(whole)), "ReplicaFailure")).to.equal(
      undefined,
    );
  });

  it("should count as desired resources the replicas as they are written", () => {
    const fresh = cluster();
    fresh.spec.workerGroupSpecs![0]!.replicas = 0;
    expect(statusOf(fresh, observe([]))).to.deep.include({ desiredWorkerReplicas: 1, desiredGPU: "0" });
  });
});

describe("isWorthWriting", () => {
  it("should leave observedGeneration behind after a change that touches nothing else", () => {
    const before = statusOf(cluster(), observe(whole));
    const after = statusOf(cluster({ status: before }, 2), {
      ...observe(whole),
      now: "2026-01-02T00:00:00Z",
    });
    expect(after.observedGeneration).to.equal(2);
    expect(isWorthWriting(before, after)).to.equal(false);
  });

  it("should write a change of the workers", () => {
    const before = statusOf(cluster(), observe(whole));
    expect(
      isWorthWriting(before, statusOf(cluster({ status: before }), observe(whole.slice(0, 2)))),
    ).to.equal(true);
  });
});
