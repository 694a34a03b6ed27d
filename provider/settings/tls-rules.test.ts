import { expect } from "chai";
import type { AksRayClusterArgs } from "../args";
import { aksRayClusterSettings } from "./aks-ray-cluster";
import { operatorSettings } from "./operator";
import { rayClusterSettings } from "./ray-cluster";
import { faultsOf } from "./testing/faults-of";

const reason = "is set by KubeRay with 'tls'; remove it";

describe("TLS", () => {
  it("should be left to KubeRay on head, workers and autoscaler", () => {
    const mount = { name: "ray-tls", mountPath: "/certs" };
    expect(
      faultsOf(() =>
        rayClusterSettings("ml", {
          tls: true,
          env: { RAY_USE_TLS: "1" },
          head: {
            podTemplate: {
              spec: {
                containers: [{ name: "ray-head", env: [{ name: "RAY_TLS_CA_CERT", value: "x" }] }],
                volumes: [{ name: "ray-tls" }],
              },
            },
          },
          autoscaler: { env: { RAY_TLS_SERVER_KEY: "x" } },
          workerGroups: {
            g: {
              cpu: 1,
              memoryGiB: 2,
              maxReplicas: 2,
              volumes: [{ name: "ray-tls" }],
              volumeMounts: [mount],
            },
          },
        }),
      ),
    ).to.deep.equal({
      "env.RAY_USE_TLS": reason,
      "head.podTemplate.spec.containers.ray-head.env.RAY_TLS_CA_CERT": reason,
      "head.podTemplate.spec.volumes[0].name": reason,
      "autoscaler.env.RAY_TLS_SERVER_KEY": reason,
      "workerGroups.g.volumes[0].name": reason,
      "workerGroups.g.volumeMounts[0].name": reason,
    });
  });

  const args = (other: AksRayClusterArgs = {}): AksRayClusterArgs => ({
    gpuPools: { t4: { vmSize: "Standard_NC4as_T4_v3", nodes: 1 } },
    ray: { tls: true },
    ...other,
  });

  it("should bring the operator's gate and cert-manager", () => {
    const { operator } = aksRayClusterSettings("ml", args());
    expect(operator).to.deep.equal({
      featureGates: { RayClusterMTLS: true },
      certManager: {},
      expectedPods: 2,
    });
    expect(operatorSettings(operator).certManager).to.deep.equal({
      version: "v1.19.4",
      namespace: "cert-manager",
      chart: { repository: "https://charts.jetstack.io" },
      values: {},
    });
  });

  it("should refuse faults of a pool's workers, at the pool", () => {
    const worker = { env: { RAY_USE_TLS: "1" } };
    const gpuPools = { t4: { vmSize: "Standard_NC4as_T4_v3", nodes: 1, worker } };
    expect(faultsOf(() => aksRayClusterSettings("ml", args({ gpuPools })))).to.deep.equal({
      "gpuPools.t4.worker.env.RAY_USE_TLS": reason,
    });
  });

  it("should refuse a cert-manager in another's namespace, and two charts of it", () => {
    const certManager = {
      namespace: "kuberay-system",
      chart: { path: "x", repository: "https://example.com" },
    };
    expect(faultsOf(() => operatorSettings({ certManager }))).to.deep.equal({
      "certManager.namespace": "must differ from the operator's namespace, 'kuberay-system'; each is created",
      "certManager.chart.path": "excludes 'repository': give one source of the chart",
    });
    expect(
      faultsOf(() => aksRayClusterSettings("ml", args({ ray: { tls: true, namespace: "cert-manager" } }))),
    ).to.deep.equal({ "ray.namespace": "must differ from cert-manager's namespace, 'cert-manager'" });
  });
});
