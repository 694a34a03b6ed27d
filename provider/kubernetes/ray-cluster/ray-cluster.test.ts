import { expect } from "chai";
import { RAY, T4_GROUP } from "../../testing/fixture-settings";
import { buildRayCluster, buildRayClusterSpec } from "./ray-cluster";

describe("buildRayCluster", () => {
  it("should build a whole autoscaling cluster", () => {
    expect(buildRayCluster(RAY, "ray")).to.deep.equal({
      apiVersion: "ray.io/v1",
      kind: "RayCluster",
      metadata: {
        name: "ml",
        namespace: "ray",
        labels: { "app.kubernetes.io/managed-by": "aks-ray" },
        annotations: { "pulumi.com/patchForce": "true" },
      },
      spec: {
        rayVersion: "2.60.0",
        upgradeStrategy: { type: "Recreate" },
        authOptions: { mode: "token", secretName: "ml-token" },
        enableInTreeAutoscaling: true,
        autoscalerOptions: {
          version: "v2",
          idleTimeoutSeconds: 60,
          upscalingMode: "Default",
          resources: { requests: { cpu: "500m", memory: "1Gi" }, limits: { cpu: "500m", memory: "1Gi" } },
          securityContext: {
            allowPrivilegeEscalation: false,
            capabilities: { drop: ["ALL"] },
            seccompProfile: { type: "RuntimeDefault" },
          },
        },
        headGroupSpec: {
          serviceType: "ClusterIP",
          rayStartParams: { "num-cpus": "0" },
          template: {
            metadata: { annotations: { "cluster-autoscaler.kubernetes.io/safe-to-evict": "false" } },
            spec: {
              restartPolicy: "Never",
              affinity: {
                nodeAffinity: {
                  preferredDuringSchedulingIgnoredDuringExecution: [
                    {
                      weight: 100,
                      preference: {
                        matchExpressions: [
                          { key: "kubernetes.azure.com/mode", operator: "In", values: ["system"] },
                        ],
                      },
                    },
                  ],
                },
              },
              containers: [
                {
                  name: "ray-head",
                  image: "rayproject/ray:2.60.0-py311",
                  ports: [
                    { name: "gcs-server", containerPort: 6379 },
                    { name: "dashboard", containerPort: 8265 },
                    { name: "client", containerPort: 10001 },
                    { name: "serve", containerPort: 8000 },
                    { name: "metrics", containerPort: 8080 },
                    { name: "as-metrics", containerPort: 44217 },
                    { name: "dash-metrics", containerPort: 44227 },
                  ],
                  env: [
                    { name: "NVIDIA_VISIBLE_DEVICES", value: "void" },
                    { name: "TEAM", value: "vision" },
                  ],
                  resources: { requests: { cpu: "2", memory: "8192Mi" }, limits: { memory: "8192Mi" } },
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
        workerGroupSpecs: [
          {
            groupName: "t4",
            minReplicas: 1,
            maxReplicas: 2,
            numOfHosts: 1,
            rayStartParams: { "num-cpus": "3", "num-gpus": "1" },
            template: {
              spec: {
                restartPolicy: "Never",
                nodeSelector: { "aks-ray.dev/pool": "t4" },
                tolerations: [{ key: "sku", operator: "Equal", value: "gpu", effect: "NoSchedule" }],
                containers: [
                  {
                    name: "ray-worker",
                    image: "rayproject/ray:2.60.0-py311-gpu",
                    env: [],
                    resources: {
                      requests: { cpu: "3", memory: "20992Mi", "nvidia.com/gpu": "1" },
                      limits: { memory: "20992Mi", "nvidia.com/gpu": "1" },
                    },
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
        ],
      },
    });
  });

  it("should own the replicas of a cluster without autoscaler", () => {
    const workerGroups = [{ ...T4_GROUP, replicas: { min: 2, max: 2 } }];
    const cluster = buildRayCluster({ ...RAY, autoscaler: undefined, workerGroups }, "ray");

    expect(cluster.metadata).not.to.have.property("annotations");
    expect(cluster.spec).to.deep.include({ enableInTreeAutoscaling: false });
    expect(cluster.spec).not.to.have.property("autoscalerOptions");
    expect(cluster.spec.workerGroupSpecs[0]).to.include({ replicas: 2, minReplicas: 2, maxReplicas: 2 });
    expect(cluster.spec.headGroupSpec.template).not.to.have.nested.property("spec.restartPolicy");
  });

  it("should always write the authentication mode", () => {
    const disabled = buildRayClusterSpec({ ...RAY, auth: { mode: "disabled" } });
    expect(disabled.authOptions).to.deep.equal({ mode: "disabled" });
    const existing = buildRayClusterSpec({ ...RAY, auth: { mode: "token", secretName: "mine" } });
    expect(existing.authOptions).to.deep.equal({ mode: "token", secretName: "mine" });
  });

  it("should hide GPUs from workers that ask for none", () => {
    const workerGroups = [{ ...T4_GROUP, gpus: 0, gpuResource: "" }];
    const [group] = buildRayClusterSpec({ ...RAY, workerGroups }).workerGroupSpecs;
    expect(group?.rayStartParams).to.deep.equal({ "num-cpus": "3" });
    expect(group?.template).to.have.deep.nested.property("spec.containers[0].env", [
      { name: "NVIDIA_VISIBLE_DEVICES", value: "void" },
    ]);
    expect(group?.template).to.have.deep.nested.property("spec.containers[0].resources.limits", {
      memory: "20992Mi",
    });
  });
});
