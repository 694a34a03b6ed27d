import { expect } from "chai";
import { InitFailedError, UNKNOWN, type PropertyMap } from "../plugin";
import { valueAt } from "./objects";
import { openSession, type PluginSession, type Recorded } from "./testing/plugin-session";
import {
  CLUSTER_TIMEOUT,
  createNamespace,
  eventually,
  find,
  testCluster,
  type TestCluster,
} from "./testing/test-cluster";

const POD = { containers: [{ name: "main", image: "registry.example/image:1" }] };

describe("KubernetesProvider", function () {
  this.timeout(CLUSTER_TIMEOUT);

  let cluster: TestCluster;
  let session: PluginSession;
  const namespace = "resources";

  const configMap = { type: "kubernetes:core/v1:ConfigMap", name: "settings" };
  const secret = { type: "kubernetes:core/v1:Secret", name: "token" };
  const job = { type: "kubernetes:batch/v1:Job", name: "proof" };

  before(async () => {
    process.env.AKS_RAY_ENDPOINTS_SETTLE_MS = "50";
    cluster = await testCluster();
    await createNamespace(cluster.client, namespace);
    session = await openSession({ kubeconfig: cluster.kubeconfig, namespace });
  });
  after(async () => {
    delete process.env.AKS_RAY_ENDPOINTS_SETTLE_MS;
    await session.close();
  });

  /** An object of that name with the metadata that every test needs. */
  const named = (name: string, fields: PropertyMap = {}, annotations: PropertyMap = {}): PropertyMap => ({
    metadata: { name, annotations },
    ...fields,
  });

  describe("names and namespaces", () => {
    it("should name an object after its resource, keep the name, and use the provider's namespace", async () => {
      const created = await session.create(configMap, { data: { a: "1" } });

      expect(created.id).to.match(/^resources\/settings-[0-9a-f]{8}$/);
      const again = await session.client.check(configMap, { data: { a: "1" } }, created.inputs);
      expect(again.inputs).to.deep.equal(created.inputs);
      expect((await session.diff(configMap, created, { data: { a: "1" } })).changed).to.equal(false);
    });

    it("should replace an auto-named ConfigMap before, and a named one after, the old one goes", async () => {
      const auto = await session.create({ ...configMap, name: "auto" }, { data: { a: "1" } });
      const fixed = await session.create(configMap, named("fixed", { data: { a: "1" } }));

      const autoDiff = await session.diff({ ...configMap, name: "auto" }, auto, { data: { a: "2" } });
      const fixedDiff = await session.diff(configMap, fixed, named("fixed", { data: { a: "2" } }));

      expect(autoDiff).to.deep.include({ replaces: ["data.a"], deleteBeforeReplace: false });
      expect(fixedDiff).to.deep.include({ replaces: ["data.a"], deleteBeforeReplace: true });
    });

    it("should refuse an object that exists already", async () => {
      await session.create(configMap, named("taken"));
      const error = await failure(session.create(configMap, named("taken")));
      expect(error.message).to.contain("was not successfully created by the Kubernetes API server");
      expect(error.message).to.contain('configmaps "taken" already exists');
    });

    it("should take an existing object over when the provider says so", async () => {
      await session.create(configMap, named("adopted", { data: { a: "1" } }));
      const upserting = await openSession({
        kubeconfig: cluster.kubeconfig,
        namespace,
        upsertExistingObjects: true,
        enablePatchForce: true,
      });
      try {
        const { outputs } = await upserting.create(configMap, named("adopted", { data: { a: "2" } }));
        expect(outputs.data).to.deep.equal({ a: "2" });
      } finally {
        await upserting.close();
      }
    });
  });

  describe("comparison", () => {
    it("should see no change in quantities, defaults and a Secret's encoding", async () => {
      const resources = { limits: { cpu: "1000m", memory: "1024Mi" } };
      const daemonSet = { type: "kubernetes:apps/v1:DaemonSet", name: "plugin" };
      const spec = {
        selector: { matchLabels: { app: "plugin" } },
        template: {
          metadata: { labels: { app: "plugin" } },
          spec: { hostNetwork: false, containers: [{ name: "main", image: "x", resources }] },
        },
      };
      const set = await session.create(daemonSet, named("plugin", { spec }));
      const token = await session.create(secret, named("token", { stringData: { auth_token: "s3cret" } }));

      expect((await session.diff(daemonSet, set, named("plugin", { spec }))).changed).to.equal(false);
      const same = named("token", { stringData: { auth_token: "s3cret" } });
      expect((await session.diff(secret, token, same)).changed).to.equal(false);
      const other = await session.diff(
        secret,
        token,
        named("token", { stringData: { auth_token: "other" } }),
      );
      expect(other.replaces).to.deep.equal(["data.auth_token"]);
    });

    it("should see after a refresh what somebody else changed", async () => {
      const service = { type: "kubernetes:core/v1:Service", name: "access" };
      const news = named("access", {
        spec: { clusterIP: "None", selector: { app: "a" }, ports: [{ port: 80 }] },
      });
      const created = await session.create(service, news);
      const live = await cluster.client.get("v1", "Service", "access", namespace);
      await cluster.client.patch(live, { spec: { selector: { app: "b" } } }, { fieldManager: "somebody" });

      const read = await session.client.read(service, created.id, created.outputs, created.inputs);

      const refreshed: Recorded = { id: read.id, inputs: read.inputs, outputs: read.properties };
      expect(valueAt(read.inputs, "spec", "selector")).to.deep.equal({ app: "b" });
      expect((await session.diff(service, refreshed, news)).changed).to.equal(true);
    });
  });

  describe("preview", () => {
    it("should let the server fill in defaults, and change nothing", async () => {
      const news = named("previewed", { spec: { selector: { app: "a" }, ports: [{ port: 80 }] } });
      const service = { type: "kubernetes:core/v1:Service", name: "previewed" };
      const { inputs } = await session.client.check(service, news);

      const { properties } = await session.client.create(service, inputs, true);

      expect(valueAt(properties, "spec", "ports", 0, "protocol")).to.equal("TCP");
      expect(await find(cluster.client, "v1", "Service", "previewed", namespace)).to.equal(undefined);
    });

    it("should pass where the kind, the namespace or a value is still to come", async () => {
      const ray = { type: "kubernetes:example.test/v1:Widget", name: "ray" };
      const custom = {
        apiVersion: "example.test/v1",
        kind: "Widget",
        metadata: { name: "w" },
        spec: { size: 1 },
      };
      const elsewhere = { metadata: { name: "a", namespace: "not-there-yet" }, data: { a: "1" } };
      const unknown = { metadata: { name: "b" }, data: { a: UNKNOWN } };

      for (const [resource, news] of [
        [ray, custom],
        [configMap, elsewhere],
        [configMap, unknown],
      ] as const) {
        const { inputs, failures } = await session.client.check(resource, news);
        expect(failures).to.deep.equal([]);
        const { properties } = await session.client.create(resource, inputs, true);
        expect(properties).to.deep.equal(inputs);
      }
    });

    it("should report what the server refuses", async () => {
      const { inputs } = await session.client.check(job, named("bad", { spec: { template: { spec: POD } } }));
      const error = await failure(session.client.create(job, inputs, true));
      expect(error.message).to.match(/spec\.template\.spec\.restartPolicy: Required value/);
    });
  });

  describe("waiting", () => {
    const jobSpec = (annotations: PropertyMap = {}) => ({
      backoffLimit: 0,
      template: { metadata: { annotations }, spec: { ...POD, restartPolicy: "Never" } },
    });

    it("should wait for a Job's completion, and replace it when its pods change", async () => {
      const done = await session.create(job, named("done", { spec: jobSpec() }));
      expect(valueAt(done.outputs, "status", "succeeded")).to.equal(1);
      const changed = await session.diff(job, done, named("done", { spec: jobSpec({ changed: "yes" }) }));
      expect(changed.replaces).to.not.equal([]);
      expect(changed.deleteBeforeReplace).to.equal(true);
    });

    it("should fail with the pod's termination message, and record the Job", async () => {
      const annotations = {
        "sandbox.aks-ray/exit-code": "3",
        "sandbox.aks-ray/termination-message": "no GPUs",
      };

      const error = await failure(session.create(job, named("failing", { spec: jobSpec(annotations) })));

      expect(error).to.be.instanceOf(InitFailedError);
      const { id, reasons } = error as InitFailedError;
      expect(id).to.equal("resources/failing");
      expect(reasons[0]).to.contain(
        "was successfully created, but the Kubernetes API server reported that it failed",
      );
      expect(reasons[1]).to.contain("[BackoffLimitExceeded]");
      expect(reasons[2]).to.contain("[Pod resources/failing-").and.to.contain("no GPUs");
    });

    it("should replace a Job that has failed where it says so, and none that has completed", async () => {
      const again = { "pulumi.com/replaceUnready": "true" };
      for (const [name, exitCode, replaces] of [
        ["again", "1", ['metadata.annotations["pulumi.com/replaceUnready"]']],
        ["once", "0", []],
      ] as const) {
        const news = named(name, { spec: jobSpec({ "sandbox.aks-ray/exit-code": exitCode }) }, again);
        const recorded = await session.create(job, news).catch((error: unknown) => {
          const { id, properties } = error as InitFailedError;
          return { id, inputs: news, outputs: properties };
        });
        expect((await session.diff(job, recorded, news)).replaces).to.deep.equal(replaces);
      }
      // One that nobody awaits, and that has not run.
      const spec = { ...jobSpec(), suspend: true };
      const unawaited = named("unawaited", { spec }, { ...again, "pulumi.com/skipAwait": "true" });
      const recorded = await session.create(job, unawaited);
      expect((await session.diff(job, recorded, unawaited)).replaces).to.have.lengthOf(1);
    });

    it("should wait for a Deployment, and say what is missing when the time is up", async () => {
      const deployment = { type: "kubernetes:apps/v1:Deployment", name: "operator" };
      const spec = (image: PropertyMap) => ({
        replicas: 1,
        selector: { matchLabels: { app: "operator" } },
        template: { metadata: { labels: { app: "operator" } }, spec: { ...POD, ...image } },
      });
      const ready = await session.create(deployment, named("operator", { spec: spec({}) }));
      expect(valueAt(ready.outputs, "status", "availableReplicas")).to.equal(1);

      const stuck = spec({ nodeSelector: { pool: "absent" } });
      const news = named("stuck", { spec: stuck }, { "pulumi.com/timeoutSeconds": "1" });
      const error = await failure(session.create(deployment, news));
      expect(error.message).to.contain("'stuck' timed out waiting to be Ready");
      expect((error as InitFailedError).reasons.join("\n")).to.contain("node affinity/selector");
    });

    it("should find a Service ready that has no pods at all", async () => {
      const service = { type: "kubernetes:core/v1:Service", name: "empty" };
      const spec = { selector: { app: "nobody" }, ports: [{ port: 80 }] };
      const { id } = await session.create(service, named("empty", { spec }));
      expect(id).to.equal("resources/empty");
    });

    it("should skip the wait where the object says so", async () => {
      const spec = { ...jobSpec(), suspend: true };
      const { outputs } = await session.create(
        job,
        named("skipped", { spec }, { "pulumi.com/skipAwait": "true" }),
      );
      expect(valueAt(outputs, "status", "succeeded")).to.equal(undefined);
    });
  });

  describe("secrets and logs", () => {
    it("should keep a Secret's value out of everything it logs", async () => {
      await session.create(secret, named("quiet", { stringData: { auth_token: "do-not-tell" } }));
      expect(JSON.stringify(session.logs.entries)).to.not.contain("do-not-tell");
    });
  });

  describe("delete", () => {
    it("should wait until the object and its dependents are gone", async () => {
      const owned = await session.create(
        job,
        named("owned", { spec: { template: { spec: { ...POD, restartPolicy: "Never" } } } }),
      );
      await session.delete(job, owned);
      expect(await find(cluster.client, "batch/v1", "Job", "owned", namespace)).to.equal(undefined);
      const labelSelector = "batch.kubernetes.io/job-name=owned";
      await eventually(
        cluster.client,
        { apiVersion: "v1", kind: "Pod", namespace, labelSelector },
        (pods) => pods.length === 0,
      );
    });

    it("should find nothing to do where the object is gone", async () => {
      const gone = await session.create(configMap, named("gone"));
      await cluster.client.delete({
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "gone", namespace },
      });
      await session.delete(configMap, gone);
      const read = await session.client.read(configMap, gone.id, gone.outputs, gone.inputs);
      expect(read.id).to.equal("");
    });
  });
});

async function failure(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error("expected a failure");
}
