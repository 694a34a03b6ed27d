import { expect } from "chai";
import { UNKNOWN, type PropertyMap } from "../plugin";
import { diffConfig } from "./configuration";
import { openSession, type PluginSession } from "./testing/plugin-session";

function kubeconfig(server: string, token = "t"): string {
  return JSON.stringify({
    clusters: [{ name: "c", cluster: { server } }],
    users: [{ name: "u", user: { token } }],
    contexts: [{ name: "x", context: { cluster: "c", user: "u", namespace: "team" } }],
    "current-context": "x",
  });
}

describe("diffConfig", () => {
  const diff = (olds: PropertyMap, news: PropertyMap) =>
    diffConfig({
      urn: "urn:pulumi:dev::test::pulumi:providers:kubernetes::k8s",
      type: "pulumi:providers:kubernetes",
      name: "k8s",
      id: "1",
      olds,
      oldInputs: olds,
      news,
      secretPaths: [],
      ignoreChanges: [],
      signal: new AbortController().signal,
    });

  const first = kubeconfig("https://a.example");
  const second = kubeconfig("https://b.example");

  it("should see no change in equal settings", async () => {
    expect(await diff({ kubeconfig: first }, { kubeconfig: first })).to.deep.equal({ changes: "none" });
  });

  it("should keep everything while clusterIdentifier stays, whatever the kubeconfig does", async () => {
    const before = { kubeconfig: first, clusterIdentifier: "1" };
    for (const changed of [second, UNKNOWN]) {
      const result = await diff(before, { kubeconfig: changed, clusterIdentifier: "1" });
      expect(result.changes).to.equal("some");
      expect(result.replaces ?? []).to.deep.equal([]);
    }
  });

  it("should replace when clusterIdentifier changes or is not known", async () => {
    const before = { kubeconfig: first, clusterIdentifier: "1" };
    for (const identifier of ["2", UNKNOWN]) {
      const result = await diff(before, { kubeconfig: first, clusterIdentifier: identifier });
      expect(result.replaces).to.deep.equal(["clusterIdentifier"]);
    }
  });

  it("should not replace when clusterIdentifier is added to the same cluster", async () => {
    const result = await diff({ kubeconfig: first }, { kubeconfig: first, clusterIdentifier: "1" });
    expect(result.replaces).to.deep.equal([]);
  });

  it("should replace another cluster, but not another token, without clusterIdentifier", async () => {
    expect((await diff({ kubeconfig: first }, { kubeconfig: second })).replaces).to.deep.equal([
      "kubeconfig",
    ]);
    const token = kubeconfig("https://a.example", "other");
    expect((await diff({ kubeconfig: first }, { kubeconfig: token })).replaces).to.deep.equal([]);
  });
});

describe("a cluster that does not answer", () => {
  // Port 1 is reserved and nothing listens there.
  const unreachable = kubeconfig("https://127.0.0.1:1");
  const configMap = { type: "kubernetes:core/v1:ConfigMap", name: "settings" };
  const news = { metadata: { name: "settings" }, data: { a: "1" } };
  const recorded = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "settings", namespace: "team" },
    __inputs: news,
  };

  async function withSession(
    settings: PropertyMap,
    use: (session: PluginSession) => Promise<void>,
  ): Promise<void> {
    const session = await openSession(settings);
    try {
      await use(session);
    } finally {
      await session.close();
    }
  }

  it("should let a preview pass with the inputs and the context's namespace", () =>
    withSession({ kubeconfig: unreachable }, async ({ client }) => {
      const { inputs } = await client.check(configMap, news);
      expect(inputs.metadata).to.deep.equal({ name: "settings", namespace: "team" });
      expect((await client.create(configMap, inputs, true)).properties).to.deep.equal(inputs);
    }));

  it("should let a preview pass while the kubeconfig is not known", () =>
    withSession({ kubeconfig: UNKNOWN, clusterIdentifier: UNKNOWN }, async ({ client }) => {
      const { inputs } = await client.check(configMap, news);
      expect((await client.create(configMap, inputs, true)).properties).to.deep.equal(inputs);
    }));

  it("should name the reason when something is to be created, and what helps when it is to be deleted", () =>
    withSession({ kubeconfig: unreachable }, async ({ client }) => {
      const created = await client.create(configMap, news).catch((error: Error) => error.message);
      expect(created).to.contain("configured Kubernetes cluster is unreachable: https://127.0.0.1:1");
      const deleted = await client
        .delete(configMap, "team/settings", recorded)
        .catch((error: Error) => error.message);
      expect(deleted).to.contain("PULUMI_K8S_DELETE_UNREACHABLE");
    }));

  it("should show no line of a kubeconfig that is none", async () => {
    for (const broken of ["token: [hush", 'users:\n- {token: "hush\n  : x', "token: hush"]) {
      await withSession({ kubeconfig: broken }, async ({ client }) => {
        const message = await client.create(configMap, news).catch((error: Error) => error.message);
        expect(message).to.contain("configured Kubernetes cluster is unreachable").and.not.contain("hush");
      });
    }
  });

  it("should forget what stood there when deleteUnreachable says so", () =>
    withSession({ kubeconfig: unreachable, deleteUnreachable: true }, async ({ client }) => {
      await client.delete(configMap, "team/settings", recorded);
      expect((await client.read(configMap, "team/settings", recorded, news)).id).to.equal("");
    }));
});
