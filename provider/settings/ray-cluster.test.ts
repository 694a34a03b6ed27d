import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import type { RayClusterArgs } from "../args";
import { rayClusterSettings, summarizeWorkerGroups } from "./ray-cluster";
import { faultsOf, settled } from "./testing/faults-of";

const GROUP = { cpu: 4, memoryGiB: 16, replicas: 2 };

const group = (settings: object): RayClusterArgs => ({ workerGroups: { g: { ...GROUP, ...settings } } });
const refuse = (args: RayClusterArgs, name = "ml") => faultsOf(() => rayClusterSettings(name, args));

describe("rayClusterSettings", () => {
  it("should fill in the defaults", () => {
    expect(rayClusterSettings("ml", {})).to.deep.equal({
      clusterName: "ml",
      namespace: "ray",
      version: "2.60.0",
      head: { image: "rayproject/ray:2.60.0-py311", cpu: 2, memoryGiB: 8, env: {}, rayStartParams: {} },
      auth: { mode: "token" },
      upgradeStrategy: "Recreate",
      workerGroups: [],
      readiness: "workers",
      readinessTimeoutSeconds: 1800,
    });
  });

  it("should lay what is nearer over what is farther", () => {
    const settings = rayClusterSettings("ml", {
      image: "example.com/ray:1",
      env: { A: "cluster", B: "cluster" },
      head: { image: "example.com/head:1", env: { A: "head" } },
      workerGroups: {
        g: {
          ...GROUP,
          gpus: 2,
          env: { B: "group" },
          tolerations: ["a:NoExecute", "b=c:NoSchedule"],
          nodeSelector: { d: "e" },
        },
      },
    });
    expect(settings.head.image).to.equal("example.com/head:1");
    expect(settings.head.env).to.deep.equal({ A: "head", B: "cluster" });
    expect(settings.workerGroups).to.deep.equal([
      {
        name: "g",
        image: "example.com/ray:1",
        cpu: 4,
        memoryGiB: 16,
        gpus: 2,
        gpuResource: "nvidia.com/gpu",
        replicas: { min: 2, max: 2 },
        numOfHosts: 1,
        nodeSelector: { d: "e" },
        tolerations: [
          { key: "a", value: "", effect: "NoExecute" },
          { key: "b", value: "c", effect: "NoSchedule" },
        ],
        env: { A: "cluster", B: "group" },
        rayStartParams: {},
      },
    ]);
  });

  it("should use images with CUDA for groups with GPUs alone", () => {
    const { workerGroups } = rayClusterSettings("ml", {
      version: "2.55.1",
      workerGroups: { cpu: GROUP, gpu: { ...GROUP, gpus: 1 } },
    });
    expect(workerGroups.map(({ image }) => image)).to.deep.equal([
      "rayproject/ray:2.55.1-py311",
      "rayproject/ray:2.55.1-py311-gpu",
    ]);
  });

  it("should scale when a group's number of workers varies", () => {
    const ranged = group({ replicas: undefined, maxReplicas: 3 });
    expect(rayClusterSettings("ml", ranged).autoscaler).to.deep.equal({
      idleTimeoutSeconds: 60,
      upscalingMode: "Default",
      cpu: "500m",
      memory: "1Gi",
    });
    expect(rayClusterSettings("ml", group({}))).to.not.have.property("autoscaler");
    expect(rayClusterSettings("ml", { ...group({}), autoscaler: { enabled: true } })).to.have.property(
      "autoscaler",
    );
  });

  it("should say what Ray will see", () => {
    const settings = rayClusterSettings(
      "ml",
      group({ cpu: 4.5, gpus: 1, replicas: undefined, maxReplicas: 3, numOfHosts: 2 }),
    );
    expect(summarizeWorkerGroups(settings)).to.deep.equal({
      g: {
        minNodes: 0,
        maxNodes: 6,
        workersPerNode: 1,
        cpu: 4,
        memoryGiB: 16,
        gpus: 1,
        gpuResource: "nvidia.com/gpu",
      },
    });
  });

  it("should keep secrets secret and hold outputs to the rules", async () => {
    const { head, workerGroups } = rayClusterSettings("ml", {
      ...group({ image: pulumi.output("") }),
      env: { TOKEN: pulumi.secret("s3cret") },
    });
    expect(await pulumi.isSecret(head.env.TOKEN as pulumi.Output<string>)).to.equal(true);
    expect(await settled(head.env.TOKEN)).to.equal("s3cret");
    const message = await settled(workerGroups[0]?.image).catch((error: Error) => error.message);
    expect(message).to.contain(
      "workerGroups.g.image: must not be empty, nor have spaces: it names a container image",
    );
  });

  it("should not show a secret that is of the wrong type", async () => {
    const { head } = rayClusterSettings("ml", {
      env: { PIN: pulumi.secret(424242) as unknown as pulumi.Output<string> },
    });
    const message = await settled(head.env.PIN).catch((error: Error) => error.message);
    expect(message).to.contain("env.PIN: must be a string").and.not.contain("424242");
  });
});

describe("names of Ray clusters", () => {
  const label = "use lower-case letters, digits and '-', a letter first, a letter or digit last";

  for (const [name, derived] of [
    ["ML_Team.1", "ml-team-1"],
    ["-a-", "a"],
    ["x".repeat(53), "x".repeat(53)],
  ] as const) {
    it(`should make '${derived}' of the component '${name}'`, () => {
      expect(rayClusterSettings(name, {}).clusterName).to.equal(derived);
    });
  }

  for (const [name, reason] of [
    [
      "1ml",
      `'1ml' is not a DNS label: ${label}; it was made from the component's name, so give 'clusterName'`,
    ],
    [
      "x".repeat(54),
      `'${"x".repeat(54)}' has 54 characters; KubeRay allows 53; it was made from the component's name, so give 'clusterName'`,
    ],
  ] as const) {
    it(`should ask for a name where the component's is '${name}'`, () => {
      expect(refuse({}, name)).to.deep.equal({ clusterName: reason });
    });
  }

  for (const clusterName of ["My", "a_b", "1a", "a-", "", "a.b"]) {
    it(`should refuse '${clusterName}'`, () => {
      expect(refuse({ clusterName })).to.deep.equal({
        clusterName: `'${clusterName}' is not a DNS label: ${label}`,
      });
    });
  }
});

describe("faults of Ray clusters", () => {
  const scaled = { replicas: undefined, maxReplicas: 3 };
  const cases: [string, RayClusterArgs, Record<string, string>][] = [
    [
      "a version without token authentication",
      { version: "2.51.2" },
      {
        version:
          "must be at least 2.52.0 for token authentication, not 2.51.2; raise it, or set 'auth.mode' to 'disabled'",
      },
    ],
    [
      "a version that is none",
      { version: "latest" },
      { version: `must be a version such as '2.60.0', not the string "latest"` },
    ],
    [
      "a Secret without authentication",
      { auth: { mode: "disabled", secretName: "s" } },
      {
        "auth.secretName": "has no effect with 'auth.mode: disabled'; remove it, or set the mode to 'token'",
      },
    ],
    ["a small head", { head: { memoryGiB: 4 } }, { "head.memoryGiB": "must be at least 5, not 4" }],
    [
      "a namespace that exists",
      { namespace: "default" },
      { namespace: "must be a new namespace; every cluster has 'default' already" },
    ],
    [
      "an image of another Ray",
      { image: "mirror.example.com/rayproject/ray-ml:2.40.0-py310" },
      {
        image:
          "is an image of Ray 2.40.0, while the cluster's version is 2.60.0; set 'version' of the Ray cluster to '2.40.0', or choose an image of 2.60.0",
      },
    ],
    [
      "memory without a unit",
      { autoscaler: { enabled: true, memory: "1024" } },
      { "autoscaler.memory": "must be an amount of memory with its unit, such as '512Mi' or '8Gi'" },
    ],
    [
      "settings of an autoscaler that is off",
      { autoscaler: { enabled: false, idleTimeoutSeconds: 9 } },
      {
        "autoscaler.idleTimeoutSeconds":
          "has no effect with 'autoscaler.enabled: false'; remove one of the two",
      },
    ],
    [
      "a name that no variable has",
      { env: { "1A": "x" } },
      {
        'env["1A"]':
          "is no name of an environment variable: use letters, digits, '_', '-' and '.', no digit first",
      },
    ],
    [
      "variables that KubeRay refuses on the head",
      { head: { env: { RAY_REDIS_ADDRESS: "x" } } },
      { "head.env.RAY_REDIS_ADDRESS": "is refused by KubeRay on the head; remove it" },
    ],
    [
      "labels of ray start",
      { head: { rayStartParams: { labels: "a=b" } } },
      { "head.rayStartParams.labels": "is set or refused by KubeRay; remove it" },
    ],
    [
      "parameters with dashes",
      { head: { rayStartParams: { "--num-cpus": "1" } } },
      { 'head.rayStartParams["--num-cpus"]': "must be written without dashes in front: 'num-cpus'" },
    ],
    [
      "computed parameters of workers",
      group({ rayStartParams: { "num-gpus": "1" } }),
      {
        "workerGroups.g.rayStartParams.num-gpus":
          "is computed from the worker's size; set 'gpus' of the worker instead",
      },
    ],
    [
      "a restart policy under the autoscaler",
      group({ ...scaled, podTemplate: { spec: { restartPolicy: "Always" } } }),
      {
        "workerGroups.g.podTemplate.spec.restartPolicy":
          "must be 'Never' or left out under Ray's autoscaler, version 2 (KubeRay refuses 'Always')",
      },
    ],
    [
      "a pod template that is none",
      group({ podTemplate: { containers: [] } }),
      {
        "workerGroups.g.podTemplate.containers":
          "is not part of a pod template, which has 'metadata' and 'spec'",
      },
    ],
    [
      "a minimum above the maximum",
      group({ ...scaled, minReplicas: 4 }),
      { "workerGroups.g.minReplicas": "'minReplicas' (4) must be at most 'maxReplicas' (3)" },
    ],
    [
      "two numbers of workers",
      group({ maxReplicas: 3 }),
      {
        "workerGroups.g.replicas":
          "excludes 'minReplicas' and 'maxReplicas': give 'replicas' for a fixed number, or 'maxReplicas' to autoscale",
      },
    ],
    [
      "no number of workers",
      group({ replicas: undefined }),
      {
        "workerGroups.g.maxReplicas":
          "must be given to autoscale the group, or 'replicas' for a fixed number of workers",
      },
    ],
    [
      "a range without the autoscaler",
      { ...group(scaled), autoscaler: { enabled: false } },
      {
        "workerGroups.g.maxReplicas":
          "needs Ray's autoscaler: remove 'autoscaler.enabled: false', or give 'replicas' for a fixed number",
      },
    ],
    [
      "a group with a name that Kubernetes refuses",
      { workerGroups: { G_1: GROUP } },
      {
        "workerGroups.G_1":
          "'G_1' is no name of a worker group: use lower-case letters, digits and '-', at most 63 characters",
      },
    ],
    [
      "AMD GPUs without an image",
      group({ gpus: 1, gpuResource: "amd.com/gpu" }),
      {
        "workerGroups.g.image":
          "must be given for AMD GPUs, since the Ray project's own images have no ROCm: name an image with Ray and ROCm",
      },
    ],
    [
      "a rotation of a token that is not its own",
      { auth: { secretName: "mine", rotation: "1" } },
      {
        "auth.rotation":
          "has no effect on the token of an existing Secret; remove it, or remove 'secretName'",
      },
    ],
    [
      "a rotation that would reach no pod",
      { auth: { rotation: "1" }, upgradeStrategy: "None" },
      {
        "auth.rotation":
          "needs 'upgradeStrategy: Recreate': pods that stay would go on with the old token, whose Secret is deleted",
      },
    ],
    [
      "a priority without the autoscaler",
      group({ priority: 5 }),
      {
        "workerGroups.g.priority":
          "has no effect without Ray's autoscaler; give a pool or group a range, or remove it",
      },
    ],
    [
      "a priority that the version does not know",
      { version: "2.55.1", ...group({ ...scaled, priority: 5 }) },
      {
        "workerGroups.g.priority": "needs Ray 2.56.0 or later, not 2.55.1; raise the version, or remove it",
      },
    ],
    [
      "custom resources that are none",
      { head: { resources: { Cpu: 1 } }, ...group({ resources: { "nvidia.com/gpu": 1, disk: 0.5 } }) },
      {
        "head.resources.Cpu": "is no custom resource; set 'cpu' instead",
        'workerGroups.g.resources["nvidia.com/gpu"]': "is no custom resource; set 'gpus' of a worker instead",
        "workerGroups.g.resources.disk": "must be a whole number of at least 1, not 0.5",
      },
    ],
    [
      "resources said twice",
      { head: { resources: { disk: 1 }, rayStartParams: { "num-cpus": "1" } } },
      {
        "head.rayStartParams.num-cpus": "is refused by KubeRay beside 'resources'; remove one of the two",
      },
    ],
    [
      "a label of Ray that is none",
      group({ labels: { zone: "a b" } }),
      {
        "workerGroups.g.labels.zone":
          "the value 'a b' is not one that Kubernetes allows: at most 63 letters, digits, '-', '_' and '.', a letter or digit first and last",
      },
    ],
    [
      "a size left out",
      { workerGroups: { g: { replicas: 1, cpu: 1 } as never } },
      { "workerGroups.g.memoryGiB": "must be given: memory of a worker in GiB" },
    ],
  ];
  for (const [what, args, faults] of cases) {
    it(`should refuse ${what}`, () => expect(refuse(args)).to.deep.equal(faults));
  }

  it("should accept an old Ray without authentication", () => {
    expect(rayClusterSettings("ml", { version: "2.40.0", auth: { mode: "disabled" } }).auth).to.deep.equal({
      mode: "disabled",
    });
  });
});
