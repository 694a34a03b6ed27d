import { expect } from "chai";
import { RAY, T4_GROUP } from "../../testing/fixture-settings";
import { buildReadinessJob, expectation, readinessJobName } from "./job";
import { READINESS_PROGRAM } from "./program";

describe("expectation", () => {
  it("should count the pods and GPUs of the smallest cluster", () => {
    const hosts = { ...T4_GROUP, replicas: { min: 2, max: 4 }, numOfHosts: 2, gpus: 8 };
    expect(expectation({ ...RAY, workerGroups: [T4_GROUP, hosts] })).to.deep.equal({ workers: 5, gpus: 33 });
  });

  it("should expect the head alone, or nothing, when told so", () => {
    expect(expectation({ ...RAY, readiness: "head" })).to.deep.equal({ workers: 0, gpus: 0 });
    expect(expectation({ ...RAY, readiness: "none" })).to.equal(undefined);
  });

  it("should expect nothing of a cluster that is suspended, or whose pods are elsewhere", () => {
    expect(expectation({ ...RAY, suspend: true })).to.equal(undefined);
    expect(expectation({ ...RAY, managedBy: "kueue.x-k8s.io/multikueue" })).to.equal(undefined);
    expect(expectation({ ...RAY, suspend: false, managedBy: "ray.io/kuberay-operator" })).to.deep.equal({
      workers: 1,
      gpus: 1,
    });
  });
});

describe("readinessJobName", () => {
  it("should change with what is proven, and only with it", () => {
    const name = readinessJobName(RAY, { version: "2.60.0" });
    expect(name).to.match(/^ml-ready-[0-9a-f]{8}$/);
    expect(readinessJobName(RAY, { version: "2.60.0" })).to.equal(name);
    expect(readinessJobName(RAY, { version: "2.61.0" })).not.to.equal(name);
  });

  it("should stay a DNS label for the longest cluster name", () => {
    const clusterName = "a".repeat(46) + "-" + "b".repeat(6);
    expect(readinessJobName({ ...RAY, clusterName }, {}))
      .to.match(/^[a-z0-9-]{1,63}$/)
      .and.not.to.contain("--");
  });
});

describe("buildReadinessJob", () => {
  it("should run once, beside the head, with the token from its Secret", () => {
    expect(buildReadinessJob(RAY, "ml-ready-1", "ray", { workers: 1, gpus: 1 })).to.deep.equal({
      metadata: {
        name: "ml-ready-1",
        namespace: "ray",
        labels: { "app.kubernetes.io/managed-by": "aks-ray" },
        annotations: { "pulumi.com/replaceUnready": "true" },
      },
      spec: {
        backoffLimit: 0,
        activeDeadlineSeconds: 1860,
        template: {
          metadata: { labels: { "app.kubernetes.io/managed-by": "aks-ray" } },
          spec: {
            restartPolicy: "Never",
            serviceAccountName: "ml-readiness",
            affinity: {
              podAffinity: {
                requiredDuringSchedulingIgnoredDuringExecution: [
                  {
                    labelSelector: { matchLabels: { "ray.io/cluster": "ml", "ray.io/node-type": "head" } },
                    topologyKey: "kubernetes.io/hostname",
                  },
                ],
              },
            },
            tolerations: [{ operator: "Exists" }],
            containers: [
              {
                name: "readiness",
                image: "rayproject/ray:2.60.0-py311",
                command: ["python", "-c", READINESS_PROGRAM],
                env: [
                  { name: "RAY_DASHBOARD", value: "http://ml-access:8265" },
                  { name: "EXPECTED_RAY_VERSION", value: "2.60.0" },
                  { name: "EXPECTED_WORKERS", value: "1" },
                  { name: "EXPECTED_GPUS", value: "1" },
                  { name: "TIMEOUT_SECONDS", value: "1800" },
                  { name: "RAY_CLUSTER", value: "ml" },
                  { name: "NAMESPACE", valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } } },
                  {
                    name: "RAY_AUTH_TOKEN",
                    valueFrom: { secretKeyRef: { name: "ml-token", key: "auth_token" } },
                  },
                ],
                resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "256Mi" } },
                securityContext: {
                  allowPrivilegeEscalation: false,
                  capabilities: { drop: ["ALL"] },
                  seccompProfile: { type: "RuntimeDefault" },
                },
                terminationMessagePolicy: "FallbackToLogsOnError",
              },
            ],
          },
        },
      },
    });
  });

  it("should start without a head where that waits in a queue, and tell why it waits", () => {
    const queue = { manager: "kueue", gangScheduling: true, elastic: false, createQueues: false } as const;
    const { spec } = buildReadinessJob({ ...RAY, queue }, "ml-ready-1", "ray", { workers: 1, gpus: 1 });
    expect(spec)
      .to.have.nested.property("template.spec.affinity")
      .that.deep.equals({
        podAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            {
              weight: 100,
              podAffinityTerm: {
                labelSelector: { matchLabels: { "ray.io/cluster": "ml", "ray.io/node-type": "head" } },
                topologyKey: "kubernetes.io/hostname",
              },
            },
          ],
        },
        nodeAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            {
              weight: 100,
              preference: {
                matchExpressions: [{ key: "kubernetes.azure.com/mode", operator: "In", values: ["system"] }],
              },
            },
          ],
        },
      });
    expect(spec)
      .to.have.nested.property("template.spec.containers[0].env")
      .that.deep.includes({ name: "KUEUE", value: "true" });
  });
});
