import { expect } from "chai";
import type { RayServiceArgs } from "../../args";
import { rayServiceSettings } from "../../settings";
import { buildRayClusterSpec } from "../ray-cluster/ray-cluster";
import { buildRayService, servePortForwardCommand, serveUrl } from "./ray-service";

const SERVE: RayServiceArgs = {
  serveConfigV2: "applications: []",
  cluster: { workerGroups: { cpu: { cpu: 1, memoryGiB: 2, minReplicas: 1, maxReplicas: 3 } } },
};
const INCREMENTAL: RayServiceArgs = {
  ...SERVE,
  upgradeStrategy: {
    type: "NewClusterWithIncrementalUpgrade",
    gatewayClassName: "istio",
    stepSizePercent: 10,
    intervalSeconds: 30,
  },
};

describe("buildRayService", () => {
  it("should build the service around the cluster that serves", () => {
    const settings = rayServiceSettings("chat", SERVE);
    expect(buildRayService(settings)).to.deep.equal({
      apiVersion: "ray.io/v1",
      kind: "RayService",
      metadata: {
        name: "chat",
        namespace: "ray",
        labels: { "app.kubernetes.io/managed-by": "aks-ray" },
        annotations: { "pulumi.com/skipAwait": "true", "pulumi.com/patchForce": "true" },
      },
      spec: {
        serveConfigV2: "applications: []",
        upgradeStrategy: { type: "NewCluster" },
        rayClusterDeletionDelaySeconds: 60,
        excludeHeadPodFromServeSvc: false,
        suspend: false,
        rayClusterConfig: buildRayClusterSpec(settings.cluster),
      },
    });
    expect(buildRayService(settings).spec.rayClusterConfig).not.to.have.property("upgradeStrategy");
    expect(serveUrl(settings, "ray")).to.equal("http://chat-serve-svc.ray.svc.cluster.local:8000");
  });

  it("should give the first cluster so many seconds to serve", () => {
    const settings = rayServiceSettings("chat", { ...SERVE, initializingTimeoutSeconds: 600 });
    expect(buildRayService(settings).metadata.annotations).to.deep.equal({
      "pulumi.com/skipAwait": "true",
      "pulumi.com/patchForce": "true",
      "ray.io/initializing-timeout": "600",
    });
  });

  it("should say who makes the clusters", () => {
    const managedBy = "kueue.x-k8s.io/multikueue" as const;
    expect(buildRayService(rayServiceSettings("chat", { ...SERVE, managedBy })).spec).to.include({
      managedBy,
    });
    expect(buildRayService(rayServiceSettings("chat", SERVE)).spec).not.to.have.property("managedBy");
  });

  it("should reach the active cluster behind the Gateway of an incremental upgrade", () => {
    const settings = rayServiceSettings("chat", INCREMENTAL);
    expect(buildRayService(settings).spec.upgradeStrategy).to.deep.equal({
      type: "NewClusterWithIncrementalUpgrade",
      clusterUpgradeOptions: { gatewayClassName: "istio", stepSizePercent: 10, intervalSeconds: 30 },
    });
    expect(serveUrl(settings, "ray")).to.equal("");
    expect(servePortForwardCommand(settings, "ray")).to.equal(
      "kubectl --namespace ray port-forward service/" +
        "$(kubectl --namespace ray get rayservice chat --output jsonpath='{.status.activeServiceStatus.rayClusterName}')" +
        "-serve-svc 8000:8000",
    );
  });
});
