import { expect } from "chai";
import type { AksRayClusterArgs } from "../../provider/args";
import { valueAt } from "../kubernetes/objects";
import { CLUSTER_TIMEOUT, eventually } from "../kubernetes/testing/test-cluster";
import { changesOf, errorsOf, SandboxStack, type AzureFault } from "./testing/sandbox-stack";

const FIRST: AksRayClusterArgs = {
  gpuPools: { t4: { vmSize: "Standard_NC4as_T4_v3", minNodes: 1, maxNodes: 2 } },
};
const MORE: AksRayClusterArgs = {
  gpuPools: { ...FIRST.gpuPools, more: { vmSize: "Standard_NC4as_T4_v3", minNodes: 1, maxNodes: 2 } },
};

/** What goes wrong at an `up`, what the error has to say, and what the next `up` makes of it. */
interface Failure {
  what: string;
  settings?: AksRayClusterArgs;
  faults?: AzureFault[];
  config?: Record<string, string>;
  says: RegExp;
  resumes?: RegExp;
}

/** In the order in which a stack can meet them: each `up` goes on from the one before, and comes further. */
const ON_THE_WAY: Failure[] = [
  {
    what: "Azure refuses the cluster",
    faults: [{ type: "ManagedCluster", operation: "create", code: "SkuNotAvailable" }],
    says: /SkuNotAvailable/,
    resumes: /^create ray-aks$/m,
  },
  {
    what: "Azure fails while it makes the cluster",
    faults: [{ type: "ManagedCluster", operation: "create", code: "InternalServerError", after: "accepted" }],
    says: /InternalServerError/,
    resumes: /^update ray-aks$/m,
  },
  {
    what: "Azure returns no kubeconfig",
    faults: [{ type: "listManagedClusterUserCredentials", operation: "invoke", code: "NoKubeconfig" }],
    says: /kubeconfigCredentials: Azure returned no user kubeconfig[^]*role/,
  },
  {
    what: "Azure refuses its kubeconfig",
    faults: [
      {
        type: "listManagedClusterUserCredentials",
        operation: "invoke",
        code: "AuthorizationFailed",
        status: 403,
      },
    ],
    says: /kubeconfigCredentials: Azure refused the user kubeconfig of the cluster '[^]*AuthorizationFailed/,
    resumes: /^create ray-kubernetes$/m,
  },
  {
    what: "the chart repository cannot be reached",
    config: { "aks-ray:chartRepository": "http://127.0.0.1:9/charts" },
    says: /operator\.chart\.repository: [^]*http:\/\/127\.0\.0\.1:9\/charts/,
  },
  {
    what: "a definition of the chart is not the expected one",
    config: { "aks-ray:chartCrdDigests": JSON.stringify({ "ray.io_rayclusters.yaml": "0".repeat(64) }) },
    says: /operator\.chart: [^]*ray\.io_rayclusters\.yaml[^]*crdDigests/,
    resumes: /^create ray-operator/m,
  },
];

const WITH_ANOTHER_POOL: Failure[] = [
  {
    what: "Azure has no quota for a pool",
    settings: MORE,
    faults: [{ type: "AgentPool", operation: "create", code: "QuotaExceeded" }],
    says: /QuotaExceeded/,
    resumes: /^create ray-more$/m,
  },
  {
    what: "Azure has no machines for a pool that it accepted",
    settings: MORE,
    faults: [{ type: "AgentPool", operation: "create", code: "AllocationFailed", after: "accepted" }],
    says: /AllocationFailed/,
    resumes: /^update ray-more$/m,
  },
];

describe("a stack in which everything fails once", function () {
  this.timeout(CLUSTER_TIMEOUT);
  let stack: SandboxStack;
  let resumes: RegExp | undefined;

  before(async () => {
    stack = await SandboxStack.create({ operator: false });
  });
  after(() => stack?.close());

  /** An `up` whose changes have to be what the failure before it left. */
  async function up(settings: AksRayClusterArgs, config?: Record<string, string>) {
    const result = await stack.deploy("up", settings, { config });
    if (resumes !== undefined) expect(changesOf(result).join("\n")).to.match(resumes);
    resumes = undefined;
    return result;
  }

  function goesOnWhere({ what, settings = FIRST, faults = [], config, says, resumes: left }: Failure): void {
    it(`goes on where ${what}`, async () => {
      await stack.azureFails(faults);

      const failed = await up(settings, config);

      expect(failed.failed).to.equal(true);
      expect(errorsOf(failed)).to.match(says);
      expect(errorsOf(failed)).to.not.match(/^\s+at /m);
      resumes = left;
    });
  }

  ON_THE_WAY.forEach(goesOnWhere);

  it("tells why readiness failed, whatever its Service says, and proves it anew (L5)", async () => {
    const { client } = stack.cluster;
    const running = up(FIRST);
    const jobs = {
      apiVersion: "v1",
      kind: "Pod",
      namespace: "ray",
      labelSelector: "batch.kubernetes.io/job-name",
    };
    // There is no head yet, so the Job's pod waits; when it runs, it is to fail.
    const [pod] = await eventually(client, jobs, (pods) => pods.length > 0);
    if (pod === undefined) throw new Error("the Job has no pod");
    const service = await client.get("v1", "Service", "ray-access", "ray");
    expect(valueAt(service, "spec", "clusterIP")).to.not.equal(undefined);
    const annotations = {
      "sandbox.aks-ray/exit-code": "1",
      "sandbox.aks-ray/termination-message": "0 of 1 GPUs have registered",
    };
    await client.patch(pod, { metadata: { annotations } }, { fieldManager: "test" });
    stack.startOperator();

    const failed = await running;

    expect(errorsOf(failed)).to.contain("0 of 1 GPUs have registered");
  });

  WITH_ANOTHER_POOL.forEach(goesOnWhere);

  it("is whole in the end, and leaves nothing to do", async () => {
    const whole = await up(MORE);
    expect(errorsOf(whole)).to.equal("");
    expect(changesOf(whole).join("\n")).to.match(/ray-ready/);
    expect(changesOf(await up(MORE))).to.deep.equal([]);
  });
});

describe("a setting that is wrong", function () {
  this.timeout(CLUSTER_TIMEOUT);
  let stack: SandboxStack;

  before(async () => {
    stack = await SandboxStack.create({ operator: false });
  });
  after(() => stack?.close());

  const WRONG = {
    gpuPools: {
      A100: { vmSize: "Standard_NC24ads_A100_v4", minNodes: 4, maxNodes: 2 },
      t4: { vmSize: "Standard_NC4as_T4_v3", nodes: 1, migProfile: "MIG1g" },
      none: { vmSize: "Standard_NC4as_T4_v3" },
      strange: { vmSize: "Standard_X9", nodes: 1.5 },
      cheap: { vmSize: "Standard_NC4as_T4_v3", maxNodes: 1, spot: true, maxPrice: 0.123456 },
      fat: { vmSize: "Standard_NC4as_T4_v3", nodes: 1, worker: { memoryGiB: 500 } },
      labelled: { vmSize: "Standard_NC4as_T4_v3", nodes: 1, labels: { "kubernetes.azure.com/x": "y" } },
    },
    systemPool: { spot: true },
    readinessTimeoutSeconds: "soon",
    ray: { version: "2.40.0", clusterName: "Not_A_Label" },
    gpuPool: {},
  };
  const PATHS = [
    "gpuPools.A100",
    "gpuPools.A100.minNodes",
    "gpuPools.t4.migProfile",
    "gpuPools.none",
    "gpuPools.strange.nodes",
    "gpuPools.strange.vmSize",
    "gpuPools.cheap.maxPrice",
    "gpuPools.fat.worker.memoryGiB",
    "gpuPools.labelled.labels",
    "systemPool.spot",
    "readinessTimeoutSeconds",
    "ray.version",
    "ray.clusterName",
    "gpuPool",
  ];

  it("is refused at preview with all others in one error, and nothing is made", async () => {
    const config = { "aks-ray-stack:settings": JSON.stringify(WRONG) };
    for (const operation of ["preview", "up"] as const) {
      const { events, diagnostics, failed } = await stack.deploy(operation, {}, { config });
      expect(failed).to.equal(true);
      const errors = diagnostics.map(({ message }) => message).join("\n");
      for (const path of PATHS)
        expect(errors, operation).to.match(new RegExp(`\\b${path.replaceAll(".", "\\.")}\\b`));
      expect(errors).to.not.match(/^\s+at /m);
      expect(events.filter(({ kind }) => kind === "resourceStart")).to.have.lengthOf.at.most(1);
    }
    expect(await stack.resources()).to.deep.equal([]);
  });

  it("names the nearest known key", async () => {
    const config = { "aks-ray-stack:settings": JSON.stringify({ gpuPool: {} }) };
    const { diagnostics } = await stack.deploy("preview", {}, { config });
    expect(diagnostics.map(({ message }) => message).join("\n")).to.match(/gpuPool\b[^]*gpuPools/);
  });
});
