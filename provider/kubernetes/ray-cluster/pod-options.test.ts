import { expect } from "chai";
import { RESTRICTED } from "../container-security";
import { RAY, T4_GROUP } from "../../testing/fixture-settings";
import { buildRayCluster, buildRayClusterSpec } from "./ray-cluster";
import { buildWorkerGroup } from "./worker-group";

const POD = {
  imagePullPolicy: "Always" as const,
  imagePullSecrets: ["login"],
  serviceAccountName: "trainer",
  annotations: { "example.com/team": "vision" },
  priorityClassName: "high",
  terminationGracePeriodSeconds: 120,
  volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }],
  volumeMounts: [{ name: "data", mountPath: "/data" }],
  envFrom: [{ secretRef: { name: "keys" } }],
};

describe("options of Ray's pods", () => {
  it("should stand in a worker's template, beside a shared GPU's object store", () => {
    const group = { ...T4_GROUP, mps: true, pod: POD };
    expect(buildWorkerGroup(group, { ...RAY, serviceAccountName: "cluster" }).template).to.deep.equal({
      metadata: { annotations: { "example.com/team": "vision" } },
      spec: {
        restartPolicy: "Never",
        serviceAccountName: "trainer",
        priorityClassName: "high",
        terminationGracePeriodSeconds: 120,
        imagePullSecrets: [{ name: "login" }],
        nodeSelector: { "aks-ray.dev/pool": "t4" },
        tolerations: [{ key: "sku", operator: "Equal", value: "gpu", effect: "NoSchedule" }],
        volumes: [
          { name: "object-store", emptyDir: { medium: "Memory" } },
          { name: "data", persistentVolumeClaim: { claimName: "data" } },
        ],
        containers: [
          {
            name: "ray-worker",
            image: "rayproject/ray:2.60.0-py311-gpu",
            imagePullPolicy: "Always",
            env: [],
            envFrom: [{ secretRef: { name: "keys" } }],
            volumeMounts: [
              { name: "object-store", mountPath: "/object-store" },
              { name: "data", mountPath: "/data" },
            ],
            resources: {
              requests: { cpu: "3", memory: "20992Mi", "nvidia.com/gpu": "1" },
              limits: { memory: "20992Mi", "nvidia.com/gpu": "1" },
            },
            securityContext: RESTRICTED,
            terminationMessagePolicy: "FallbackToLogsOnError",
          },
        ],
      },
    });
  });

  it("should let the head's annotations win, and use the cluster's service account", () => {
    const annotations = { "cluster-autoscaler.kubernetes.io/safe-to-evict": "true" };
    const head = { ...RAY.head, pod: { annotations } };
    const { headGroupSpec } = buildRayClusterSpec({ ...RAY, head, serviceAccountName: "cluster" });
    expect(headGroupSpec.template).to.have.deep.property("metadata", { annotations });
    expect(headGroupSpec.template).to.have.nested.property("spec.serviceAccountName", "cluster");
  });

  it("should pass the autoscaler's container on", () => {
    const container = {
      image: "example.com/ray:1",
      imagePullPolicy: "Never" as const,
      env: { LEVEL: "debug" },
      envFrom: [{ configMapRef: { name: "autoscaler" } }],
      volumeMounts: [{ name: "data", mountPath: "/data" }],
      securityContext: { runAsNonRoot: true },
      command: ["/bin/sh", "-c"],
      args: ["$KUBERAY_GEN_AUTOSCALER_START_CMD"],
    };
    const autoscaler = {
      idleTimeoutSeconds: 30,
      upscalingMode: "Default" as const,
      cpu: "1",
      memory: "2Gi",
      container,
    };
    expect(buildRayClusterSpec({ ...RAY, autoscaler }).autoscalerOptions).to.deep.equal({
      version: "v2",
      idleTimeoutSeconds: 30,
      upscalingMode: "Default",
      resources: { requests: { cpu: "1", memory: "2Gi" }, limits: { cpu: "1", memory: "2Gi" } },
      ...container,
      env: [{ name: "LEVEL", value: "debug" }],
    });
  });

  it("should suspend, name the manager and annotate only where asked to", () => {
    const { metadata, spec } = buildRayCluster(
      {
        ...RAY,
        autoscaler: undefined,
        suspend: false,
        managedBy: "kueue.x-k8s.io/multikueue",
        annotations: { "ray.io/enable-serve-service": "true" },
      },
      "ray",
    );
    expect(metadata.annotations).to.deep.equal({ "ray.io/enable-serve-service": "true" });
    expect(spec).to.include({ suspend: false, managedBy: "kueue.x-k8s.io/multikueue" });
    expect(buildRayCluster(RAY, "ray").spec).to.not.have.any.keys("suspend", "managedBy");
  });
});
