import { expect } from "chai";
import type { RayClusterArgs } from "../../provider/args";
import { buildRayCluster } from "../../provider/kubernetes";
import { rayClusterSettings } from "../../provider/settings";
import { settled } from "../../provider/settings/testing/faults-of";
import type { NewObject } from "../kubernetes/api";
import {
  CLUSTER_TIMEOUT,
  createNamespace,
  installRayClusters,
  removeRayClusters,
  testCluster,
  type TestCluster,
} from "../kubernetes/testing/test-cluster";
import { DEFAULT_GATES, type Surroundings } from "./feature-gates";
import type { RayCluster } from "./ray-cluster";
import { refusalOf } from "./validation";

describe("RayClusters that the component builds", function () {
  this.timeout(CLUSTER_TIMEOUT);

  let cluster: TestCluster;
  const namespace = "built-clusters";

  before(async () => {
    cluster = await testCluster();
    await createNamespace(cluster.client, namespace);
    await installRayClusters(cluster.client);
  });
  after(() => removeRayClusters(cluster.client));

  const GROUP = { cpu: 4, memoryGiB: 16, gpus: 1, maxReplicas: 3 };
  const cases: Record<string, RayClusterArgs> = {
    "with labels, custom resources and priorities": {
      head: {
        labels: { role: "head" },
        resources: { coordinator: 1 },
        serviceAnnotations: { "example.com/team": "vision" },
      },
      workerGroups: { gpu: { ...GROUP, labels: { zone: "a" }, resources: { disk: 2 }, priority: 10 } },
    },
    "with everything that is only there on request": {
      suspend: false,
      annotations: { "ray.io/enable-serve-service": "true" },
      networkPolicy: { head: { ingressRules: [{}] }, workerGroups: { gpu: { egressRules: [{}] } } },
      tls: true,
      historyServer: {
        accountUrl: "https://logs.blob.core.windows.net",
        clientId: "id",
        resources: { memory: "128Mi" },
      },
      auth: { enableK8sTokenAuth: true },
      imagePullSecrets: ["login"],
      autoscaler: {
        imagePullPolicy: "IfNotPresent",
        env: { LEVEL: "debug" },
        envFrom: [{ configMapRef: { name: "autoscaler", optional: true } }],
        volumeMounts: [{ name: "data", mountPath: "/data" }],
        securityContext: { allowPrivilegeEscalation: false },
        args: ["$KUBERAY_GEN_AUTOSCALER_START_CMD"],
      },
      head: {
        serviceType: "LoadBalancer",
        service: {
          labels: { team: "vision" },
          ports: [{ name: "debugger", port: 5678 }],
          loadBalancerSourceRanges: ["203.0.113.0/24"],
        },
        ingress: { className: "nginx", host: "ray.example.com", tlsSecretName: "cert", path: "/ray" },
        volumes: [{ name: "data", emptyDir: {} }],
        volumeMounts: [{ name: "data", mountPath: "/data" }],
        annotations: { "example.com/team": "vision" },
      },
      workerGroups: {
        gpu: {
          ...GROUP,
          imagePullPolicy: "Always",
          terminationGracePeriodSeconds: 120,
          envFrom: [{ secretRef: { name: "keys", optional: true } }],
        },
      },
    },
    "with a RocksDB on a folder of a volume": {
      managedBy: "ray.io/kuberay-operator",
      gcsFaultTolerance: {
        backend: "rocksdb",
        storage: { sizeGiB: 2, accessModes: ["ReadWriteOnce"], subPath: "ml" },
      },
    },
  };
  /** An operator with the gates that an AksRayCluster switches on. */
  const around: Surroundings = {
    gates: {
      ...DEFAULT_GATES,
      GCSFaultToleranceEmbeddedStorage: true,
      RayClusterHistoryServer: true,
      RayClusterMTLS: true,
      RayClusterNetworkPolicy: true,
    },
    certManager: true,
  };

  for (const [index, [what, args]] of Object.entries(cases).entries()) {
    it(`should be taken by API server and operator ${what}`, async () => {
      const built = await settled(buildRayCluster(rayClusterSettings(`built-${index}`, args), namespace));
      const sent = JSON.parse(JSON.stringify(built)) as NewObject;
      const stored = (await cluster.client.create(sent, { fieldManager: "test" })) as RayCluster;

      expect(refusalOf(stored, around)).to.equal(undefined);
      // The server drops what the definition does not have.
      expect(stored.spec).to.containSubset(sent["spec"]);
    });
  }
});
