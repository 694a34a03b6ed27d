import { expect } from "chai";
import { gatesOf } from "./feature-gates";
import type { Container, RayCluster, RayClusterSpec, WorkerGroupSpec } from "./ray-cluster";
import { refusalOf } from "./validation";

const template = (container: Partial<Container> = {}, spec = {}) => ({
  spec: { ...spec, containers: [{ name: "ray", image: "ray", ...container }] },
});

const group = (fields: Partial<WorkerGroupSpec> = {}): WorkerGroupSpec => ({
  groupName: "gpu",
  minReplicas: 0,
  maxReplicas: 4,
  template: template(),
  ...fields,
});

const cluster = (
  spec: Partial<RayClusterSpec> = {},
  metadata: Partial<RayCluster["metadata"]> = {},
): RayCluster => ({
  apiVersion: "ray.io/v1",
  kind: "RayCluster",
  metadata: { name: "demo", namespace: "ray", ...metadata },
  spec: {
    rayVersion: "2.60.0",
    headGroupSpec: { template: template() },
    workerGroupSpecs: [group()],
    ...spec,
  },
});

const withGroup = (fields: Partial<WorkerGroupSpec>, spec: Partial<RayClusterSpec> = {}) =>
  cluster({ ...spec, workerGroupSpecs: [group(fields)] });

const v2: Partial<RayClusterSpec> = { enableInTreeAutoscaling: true, autoscalerOptions: { version: "v2" } };

const headEnv = (name: string, value = "true"): Partial<RayClusterSpec> => ({
  headGroupSpec: { template: template({ env: [{ name, value }] }) },
});

describe("refusalOf", () => {
  const accepted: [string, RayCluster][] = [
    ["a plain cluster", cluster()],
    ["autoscaling without limits", withGroup({ minReplicas: undefined, maxReplicas: undefined }, v2)],
    ["token authentication from Ray 2.52", cluster({ rayVersion: "2.52.0", authOptions: { mode: "token" } })],
    ["authOptions without a mode, on any Ray version", cluster({ rayVersion: "2.10.0", authOptions: {} })],
    ["an idle timeout of a group under autoscaler v2", withGroup({ idleTimeoutSeconds: 60 }, v2)],
    [
      "two groups of one name, since the chart ships no webhook",
      cluster({ workerGroupSpecs: [group(), group()] }),
    ],
    ["a name of 53 characters", cluster({}, { name: "a".repeat(53) })],
  ];
  for (const [what, candidate] of accepted) {
    it(`should accept ${what}`, () => expect(refusalOf(candidate)).to.equal(undefined));
  }

  const refused: [string, RayCluster, RegExp][] = [
    ["a name of 54 characters", cluster({}, { name: "a".repeat(54) }), /no more than 53 characters/],
    ["a name that starts with a digit", cluster({}, { name: "1st" }), /DNS1035/],
    [
      "a head without a container",
      cluster({ headGroupSpec: { template: {} } }),
      /headGroupSpec .* container/,
    ],
    ["a group without a container", withGroup({ template: {} }), /workerGroupSpec .* container/],
    ["more minimum than maximum", withGroup({ minReplicas: 5 }), /minReplicas 5 greater than maxReplicas 4/],
    ["a negative minimum", withGroup({ minReplicas: -1 }), /negative minReplicas -1/],
    ["a missing maximum without autoscaling", withGroup({ maxReplicas: undefined }), /must set both/],
    [
      "resources beside rayStartParams",
      withGroup({ resources: { CPU: "1" }, rayStartParams: { "num-cpus": "1" } }),
      /both rayStartParams and Resources for gpu/,
    ],
    [
      "labels in rayStartParams",
      withGroup({ rayStartParams: { labels: "a=b" } }),
      /rayStartParams\['labels'\]/,
    ],
    ["an invalid label", withGroup({ labels: { "a b": "c" } }), /invalid label key/],
    ["an idle timeout without v2", withGroup({ idleTimeoutSeconds: 60 }), /autoscaler v2 is not enabled/],
    [
      "a priority before Ray 2.56",
      withGroup({ priority: 1 }, { ...v2, rayVersion: "2.55.0" }),
      /minimum Ray version is 2\.56\.0/,
    ],
    [
      "a restart policy other than Never under v2",
      withGroup({ template: template({}, { restartPolicy: "Always" }) }, v2),
      /restartPolicy for worker group gpu/,
    ],
    [
      "the v2 variable without autoscaling",
      cluster(headEnv("RAY_enable_autoscaler_v2")),
      /enableInTreeAutoscaling is false/,
    ],
    [
      "the v2 variable beside the version",
      cluster({ ...v2, ...headEnv("RAY_enable_autoscaler_v2") }),
      /only use the former/,
    ],
    ["a suspended group under autoscaling", withGroup({ suspend: true }, v2), /cannot be suspended/],
    [
      "a Redis address without options",
      cluster(headEnv("RAY_REDIS_ADDRESS", "redis:6379")),
      /GcsFaultToleranceOptions is not set/,
    ],
    [
      "the fault tolerance annotation beside the options",
      cluster(
        { gcsFaultToleranceOptions: { redisAddress: "r" } },
        { annotations: { "ray.io/ft-enabled": "true" } },
      ),
      /both set/,
    ],
    [
      "RocksDB without its gate",
      cluster({ gcsFaultToleranceOptions: { backend: "rocksdb" } }),
      /GCSFaultToleranceEmbeddedStorage/,
    ],
    ["storage with Redis", cluster({ gcsFaultToleranceOptions: { storage: {} } }), /when backend is 'redis'/],
    [
      "a token before Ray 2.52",
      cluster({ rayVersion: "2.51.2", authOptions: { mode: "token" } }),
      /minimum Ray version is 2\.52\.0/,
    ],
    [
      "a token without a Ray version",
      cluster({ rayVersion: undefined, authOptions: { mode: "token" } }),
      /RayVersion was not specified/,
    ],
    [
      "Kubernetes tokens with a Secret",
      cluster({ authOptions: { mode: "token", enableK8sTokenAuth: true, secretName: "s" } }),
      /secretName is also set/,
    ],
    [
      "network policies without their gate",
      cluster({ networkPolicy: {} }),
      /RayClusterNetworkPolicy feature gate/,
    ],
    ["TLS without its gate", cluster({ tlsOptions: { enabled: true } }), /RayClusterMTLS feature gate/],
    ["an unknown upgrade strategy", cluster({ upgradeStrategy: { type: "Rolling" } }), /Rolling is invalid/],
  ];
  for (const [what, candidate, message] of refused) {
    it(`should refuse ${what}`, () => expect(refusalOf(candidate)?.message).to.match(message));
  }

  describe("with the gates on", () => {
    const around = {
      gates: {
        RayClusterNetworkPolicy: true,
        RayClusterMTLS: true,
        RayClusterHistoryServer: true,
        GCSFaultToleranceEmbeddedStorage: true,
      },
      certManager: true,
    };
    const collector = (env: Record<string, string>, image = "collector") => ({
      historyServerOptions: {
        collectorOptions: { image, env: Object.entries(env).map(([name, value]) => ({ name, value })) },
      },
    });
    const BLOB = { STORAGE_BACKEND: "AZUREBLOB" };
    const WORKLOAD = { ...BLOB, AZURE_STORAGE_AUTH_MODE: "workload_identity" };
    const sound: [string, RayCluster][] = [
      ["network policies", cluster({ networkPolicy: { head: { egressRules: [{}] } } })],
      ["TLS where cert-manager is", cluster({ tlsOptions: { enabled: true } })],
      ["RocksDB", cluster({ gcsFaultToleranceOptions: { backend: "rocksdb" } })],
      ["a collector", cluster(collector({ ...WORKLOAD, AZURE_STORAGE_ACCOUNT_URL: "https://x" }))],
    ];
    for (const [what, candidate] of sound) {
      it(`should accept ${what}`, () => expect(refusalOf(candidate, around)).to.equal(undefined));
    }
    const faulty: [string, RayCluster, RegExp][] = [
      [
        "ingress rules where ingress is open",
        cluster({ networkPolicy: { mode: "DenyAllEgress", head: { ingressRules: [{}] } } }),
        /head.ingressRules cannot be set/,
      ],
      [
        "egress rules of a group where egress is open",
        cluster({
          networkPolicy: { mode: "DenyAllIngress", workerGroups: [{ groupName: "gpu", egressRules: [{}] }] },
        }),
        /workerGroups\["gpu"\].egressRules cannot be set/,
      ],
      [
        "rules of a group that is not there",
        cluster({ networkPolicy: { workerGroups: [{ groupName: "tpu" }] } }),
        /does not match any group/,
      ],
      [
        "TLS variables of a head under TLS",
        cluster({ tlsOptions: { enabled: true }, ...headEnv("RAY_USE_TLS", "1") }),
        /cannot set RAY_USE_TLS/,
      ],
      [
        "a mount where KubeRay's certificates lie",
        withGroup(
          { template: template({ volumeMounts: [{ name: "x", mountPath: "/etc/ray/tls" }] }) },
          { tlsOptions: { enabled: true } },
        ),
        /worker group "gpu"/,
      ],
      ["a collector without an image", cluster(collector(BLOB, "")), /image must be set/],
      ["a collector without storage", cluster(collector({})), /STORAGE_BACKEND/],
      ["a collector without account", cluster(collector(WORKLOAD)), /AZURE_STORAGE_ACCOUNT_URL/],
      ["a variable of KubeRay's", cluster(collector({ ...BLOB, RAY_ROLE: "Head" })), /RAY_ROLE/],
    ];
    for (const [what, candidate, message] of faulty) {
      it(`should refuse ${what}`, () => expect(refusalOf(candidate, around)?.message).to.match(message));
    }

    it("should refuse TLS where cert-manager is not", () => {
      const candidate = cluster({ tlsOptions: { enabled: true } });
      expect(refusalOf(candidate, { ...around, certManager: false })?.message).to.match(/not installed/);
    });
  });

  it("should read the operator's gates from its flags", () => {
    const gates = gatesOf([
      "--leader-elect",
      "--feature-gates=RayClusterMTLS=true,RayJobDeletionPolicy=false",
    ]);
    expect(gates).to.include({
      RayClusterMTLS: true,
      RayJobDeletionPolicy: false,
      RayMultiHostIndexing: true,
    });
  });

  it("should tell faults of the name from faults of the spec", () => {
    expect(refusalOf(cluster({}, { name: "1st" }))?.event).to.equal("InvalidRayClusterMetadata");
    expect(refusalOf(withGroup({ minReplicas: 5 }))?.event).to.equal("InvalidRayClusterSpec");
  });
});
