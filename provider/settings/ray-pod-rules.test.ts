import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import type { RayClusterArgs } from "../args";
import { rayClusterSettings } from "./ray-cluster";
import { faultsOf } from "./testing/faults-of";

const GROUP = { cpu: 4, memoryGiB: 16, replicas: 2 };
const refuse = (args: RayClusterArgs) => faultsOf(() => rayClusterSettings("ml", args));

describe("options of Ray's pods", () => {
  it("should stand in the settings of head and workers, the cluster's pull secrets before their own", () => {
    const { head, workerGroups } = rayClusterSettings("ml", {
      imagePullSecrets: ["shared"],
      head: { priorityClassName: "high", terminationGracePeriodSeconds: 60, annotations: { a: "b" } },
      workerGroups: {
        g: {
          ...GROUP,
          serviceAccountName: "trainer",
          imagePullSecrets: ["own"],
          imagePullPolicy: "Always",
          volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }],
          volumeMounts: [{ name: "data", mountPath: "/data" }],
          envFrom: [{ secretRef: { name: "keys" } }],
        },
      },
    });
    expect(head.pod).to.deep.equal({
      imagePullSecrets: ["shared"],
      priorityClassName: "high",
      terminationGracePeriodSeconds: 60,
      annotations: { a: "b" },
    });
    expect(workerGroups[0]?.pod).to.deep.equal({
      imagePullSecrets: ["shared", "own"],
      serviceAccountName: "trainer",
      imagePullPolicy: "Always",
      volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }],
      volumeMounts: [{ name: "data", mountPath: "/data" }],
      envFrom: [{ secretRef: { name: "keys" } }],
    });
  });

  it("should let mounts name volumes of the pod template, KubeRay's, and names known later", () => {
    const later = pulumi.output("later");
    const { head } = rayClusterSettings("ml", {
      head: {
        podTemplate: { spec: { containers: [], volumes: [{ name: "tpl" }] } },
        volumeMounts: [
          { name: "tpl", mountPath: "/tpl" },
          { name: "ray-logs", mountPath: "/logs" },
          { name: later, mountPath: "/later" },
        ],
      },
    });
    expect(head.pod?.volumeMounts).to.have.length(3);
    expect(() =>
      rayClusterSettings("ml", {
        head: { volumes: [{ name: later }], volumeMounts: [{ name: "unknown", mountPath: "/x" }] },
      }),
    ).not.to.throw();
  });

  const cases: [string, RayClusterArgs, Record<string, string>][] = [
    [
      "a mount of no volume, a path twice, a relative path",
      {
        head: {
          volumes: [{ name: "data" }],
          volumeMounts: [
            { name: "dta", mountPath: "/data" },
            { name: "data", mountPath: "/data" },
            { name: "data", mountPath: "data" },
          ],
        },
      },
      {
        "head.volumeMounts[0].name":
          "'dta' is no volume of the pod; add it to 'volumes', or correct the name",
        "head.volumeMounts[1].mountPath": "'/data' is taken by another volume; choose another path",
        "head.volumeMounts[2].mountPath": "'data' must start with '/'",
      },
    ],
    [
      "volumes of one name, without a name, or of KubeRay's",
      { workerGroups: { g: { ...GROUP, volumes: [{ name: "a" }, { name: "a" }, { name: "shared-mem" }] } } },
      {
        "workerGroups.g.volumes[1].name": "repeats 'a'; each volume of a pod needs a name of its own",
        "workerGroups.g.volumes[2].name": "'shared-mem' is a volume of KubeRay's; choose another name",
      },
    ],
    [
      "names that Kubernetes does not have",
      { imagePullSecrets: ["A"], head: { priorityClassName: "a_b", annotations: { "a b": "c" } } },
      {
        "imagePullSecrets[0]": "'A' is no name of a Secret: use lower-case letters, digits, '-' and '.'",
        "head.priorityClassName":
          "'a_b' is no name of a PriorityClass: use lower-case letters, digits, '-' and '.'",
        'head.annotations["a b"]': refuse({ head: { labels: { "a b": "c" } } })['head.labels["a b"]'] ?? "",
      },
    ],
    [
      "variables that KubeRay refuses, in a pod template too",
      {
        head: {
          podTemplate: {
            spec: { containers: [{ name: "ray-head", env: [{ name: "RAY_REDIS_ADDRESS", value: "r" }] }] },
          },
        },
      },
      {
        "head.podTemplate.spec.containers.ray-head.env.RAY_REDIS_ADDRESS":
          "is refused by KubeRay on the head; remove it",
      },
    ],
    [
      "the volume of KubeRay's RocksDB",
      {
        gcsFaultTolerance: { backend: "rocksdb" },
        head: {
          volumes: [{ name: "gcs-storage" }],
          volumeMounts: [{ name: "gcs-storage", mountPath: "/x" }],
        },
      },
      {
        "head.volumes[0].name": "is set by KubeRay with 'gcsFaultTolerance'; remove it",
        "head.volumeMounts[0].name": "is set by KubeRay with 'gcsFaultTolerance'; remove it",
      },
    ],
    [
      "a variable and a mount of the autoscaler that are not the user's to set",
      {
        workerGroups: { g: { cpu: 1, memoryGiB: 2, maxReplicas: 2 } },
        autoscaler: {
          env: { KUBERAY_GEN_AUTOSCALER_START_CMD: "x" },
          volumeMounts: [{ name: "certs", mountPath: "/certs" }],
        },
      },
      {
        "autoscaler.env.KUBERAY_GEN_AUTOSCALER_START_CMD": "is set by KubeRay on the autoscaler; remove it",
        "autoscaler.volumeMounts[0].name":
          "'certs' is no volume of the pod; add it to 'volumes', or correct the name",
      },
    ],
    [
      "annotations that arguments say",
      { annotations: { "ray.io/ft-enabled": "true", "pulumi.com/patchForce": "false" } },
      {
        'annotations["ray.io/ft-enabled"]': "is said by 'gcsFaultTolerance'; use that instead",
        'annotations["pulumi.com/patchForce"]': "is set by this package; remove it",
      },
    ],
  ];
  for (const [what, args, expected] of cases) {
    it(`should refuse ${what}`, () => expect(refuse(args)).to.deep.equal(expected));
  }
});
