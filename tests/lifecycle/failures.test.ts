import { expect } from "chai";
import type { AksRayClusterArgs } from "../../provider/args";
import { valueAt } from "../kubernetes/objects";
import { CLUSTER_TIMEOUT, eventually } from "../kubernetes/testing/test-cluster";
import { changesOf, errorsOf, SandboxStack, type AzureFault } from "./testing/sandbox-stack";

const SETTINGS: AksRayClusterArgs = {
  gpuPools: { t4: { vmSize: "Standard_NC4as_T4_v3", minNodes: 1, maxNodes: 2 } },
};

/** What can go wrong in Azure, what the error has to say, and what the next `up` still has to make. */
const AZURE_FAILURES: { what: string; faults: AzureFault[]; says: RegExp; resumes: RegExp }[] = [
  {
    what: "refuses the cluster",
    faults: [{ type: "ManagedCluster", operation: "create", code: "SkuNotAvailable" }],
    says: /SkuNotAvailable/,
    resumes: /^create ray-aks$/m,
  },
  {
    what: "fails while it makes the cluster",
    faults: [{ type: "ManagedCluster", operation: "create", code: "InternalServerError", after: "accepted" }],
    says: /InternalServerError/,
    resumes: /^update ray-aks$/m,
  },
  {
    what: "has no quota for a pool",
    faults: [{ type: "AgentPool", operation: "create", code: "QuotaExceeded" }],
    says: /QuotaExceeded/,
    resumes: /^create ray-t4$/m,
  },
  {
    what: "has no machines for a pool that it accepted",
    faults: [{ type: "AgentPool", operation: "create", code: "AllocationFailed", after: "accepted" }],
    says: /AllocationFailed/,
    resumes: /^update ray-t4$/m,
  },
  {
    what: "returns no kubeconfig",
    faults: [{ type: "listManagedClusterUserCredentials", operation: "invoke", code: "NoKubeconfig" }],
    says: /kubeconfigCredentials: Azure returned no user kubeconfig[^]*role/,
    resumes: /^create ray-kubernetes$/m,
  },
  {
    what: "refuses its kubeconfig",
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
];

describe("a stack that failed", function () {
  this.timeout(CLUSTER_TIMEOUT);
  let stack: SandboxStack;

  afterEach(async () => {
    if (stack === undefined) return;
    await stack.azureFails([]);
    await stack.deploy("destroy");
    await stack.close();
  });

  /** The next `up` completes what is missing, and the one after that finds nothing to do. */
  async function expectResumed(): Promise<string> {
    const up = await stack.deploy("up", SETTINGS);
    expect(errorsOf(up)).to.equal("");
    const next = await stack.deploy("up", SETTINGS);
    expect(changesOf(next)).to.deep.equal([]);
    return changesOf(up).join("\n");
  }

  for (const { what, faults, says, resumes } of AZURE_FAILURES) {
    it(`goes on where Azure ${what}`, async () => {
      stack = await SandboxStack.create();
      await stack.azureFails(faults);

      const failed = await stack.deploy("up", SETTINGS);

      expect(failed.failed).to.equal(true);
      expect(errorsOf(failed)).to.match(says);
      expect(errorsOf(failed)).to.not.match(/^\s+at /m);
      expect(await expectResumed()).to.match(resumes);
    });
  }

  it("goes on where the chart repository could not be reached", async () => {
    stack = await SandboxStack.create();
    const config = { "aks-ray:chartRepository": "http://127.0.0.1:9/charts" };

    const failed = await stack.deploy("up", SETTINGS, { config });

    expect(errorsOf(failed)).to.match(/operator\.chart\.repository: [^]*http:\/\/127\.0\.0\.1:9\/charts/);
    expect(errorsOf(failed)).to.not.match(/^\s+at /m);
    await expectResumed();
  });

  it("goes on where a definition of the chart was not the expected one", async () => {
    stack = await SandboxStack.create();
    const digests = { "ray.io_rayclusters.yaml": "0".repeat(64) };

    const failed = await stack.deploy("up", SETTINGS, {
      config: { "aks-ray:chartCrdDigests": JSON.stringify(digests) },
    });

    expect(errorsOf(failed)).to.match(/operator\.chart: [^]*ray\.io_rayclusters\.yaml/);
    expect(errorsOf(failed)).to.contain("crdDigests");
    await expectResumed();
  });

  it("tells why readiness failed, whatever its Service says, and proves it anew (L5)", async () => {
    stack = await SandboxStack.create({ operator: false });
    const { client } = stack.cluster;
    const running = stack.deploy("up", SETTINGS);
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
    expect(await expectResumed()).to.match(/ray-ready/);
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
