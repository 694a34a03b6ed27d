import { expect } from "chai";
import { buildDevicePlugin, buildMpsControlDaemon, buildPluginConfigMap } from "../../../provider/kubernetes";
import { aksClusterSettings } from "../../../provider/settings";
import type { GpuPoolArgs } from "../../../provider/args";
import { ApiClient } from "../../kubernetes/api";
import type { KubernetesObject } from "../../kubernetes/objects";
import {
  CLUSTER_TIMEOUT,
  eventually,
  testCluster,
  type TestCluster,
} from "../../kubernetes/testing/test-cluster";
import { advertisedGpus, hasDevicePlugin } from "./device-plugin";
import { buildNodes } from "./nodes";
import { runDevicePlugins } from "./run-device-plugins";

const CLUSTER = { uid: "u", location: "westeurope", nodeResourceGroup: "MC_rg_ml_westeurope" };
const A100 = "Standard_NC48ads_A100_v4";

const poolsOf = (gpuPools: Record<string, GpuPoolArgs>) => aksClusterSettings("ml", { gpuPools }).pools;

/** A node of a pool, as simulated Azure makes it. */
function nodeOf(key: string, { vmSize, migProfile }: GpuPoolArgs): KubernetesObject {
  const [node] = buildNodes(CLUSTER, {
    name: key,
    mode: "User",
    vmSize,
    count: 1,
    maxPods: 110,
    osDiskSizeGB: 128,
    osSKU: "Ubuntu",
    kubernetesVersion: "1.36.3",
    labels: { "aks-ray.dev/pool": key },
    taints: [],
    zones: [],
    spot: false,
    migProfile,
  });
  return { apiVersion: "v1", kind: "Node", ...node } as unknown as KubernetesObject;
}

const daemonSet = (body: object): KubernetesObject =>
  ({ apiVersion: "apps/v1", kind: "DaemonSet", ...body }) as KubernetesObject;

/** What the nodes of each pool advertise under the plugin that the component configures for all of them. */
function advertised(gpuPools: Record<string, GpuPoolArgs>): Record<string, Record<string, number>> {
  const pools = poolsOf(gpuPools);
  const plugin = daemonSet(buildDevicePlugin("nvidia", pools));
  const { metadata, data } = buildPluginConfigMap(pools);
  return Object.fromEntries(
    Object.entries(gpuPools).map(([key, pool]) => [
      key,
      advertisedGpus(nodeOf(key, pool), plugin, new Map([[metadata.name, data]])),
    ]),
  );
}

describe("the stand-in for NVIDIA's device plugin", () => {
  it("should advertise what the settings of each pool say", () => {
    const gpuPools: Record<string, GpuPoolArgs> = {
      whole: { vmSize: A100, maxNodes: 1 },
      sliced: { vmSize: A100, maxNodes: 1, migProfile: "MIG1g" },
      single: { vmSize: A100, maxNodes: 1, migProfile: "MIG1g", migStrategy: "single" },
      shared: { vmSize: A100, maxNodes: 1, sharing: { replicas: 4 } },
      mps: { vmSize: A100, maxNodes: 1, sharing: { strategy: "mps", replicas: 3 } },
      both: { vmSize: A100, maxNodes: 1, migProfile: "MIG3g", sharing: { replicas: 2 } },
    };
    const settings = poolsOf(gpuPools).map(({ key, gpus }) => [key, { [gpus!.resource]: gpus!.perNode }]);
    expect(advertised(gpuPools)).to.deep.equal({
      whole: { "nvidia.com/gpu": 2 },
      sliced: { "nvidia.com/mig-1g.10gb": 14 },
      single: { "nvidia.com/gpu": 14 },
      shared: { "nvidia.com/gpu": 8 },
      mps: { "nvidia.com/gpu": 6 },
      both: { "nvidia.com/mig-3g.40gb": 8 },
    });
    expect(advertised(gpuPools)).to.deep.equal(Object.fromEntries(settings));
  });

  it("should name slices by the variable where there is no file", () => {
    expect(
      advertised({ a: { vmSize: A100, maxNodes: 1, migProfile: "MIG2g", migStrategy: "single" } }),
    ).to.deep.equal({ a: { "nvidia.com/gpu": 6 } });
  });

  it("should advertise nothing where the plugin finds no file, or one that it refuses", () => {
    const pool = { vmSize: A100, maxNodes: 1, sharing: { replicas: 2 } };
    const [node, pools] = [nodeOf("a", pool), poolsOf({ a: pool })];
    const plugin = daemonSet(buildDevicePlugin("nvidia", pools));
    const { name } = buildPluginConfigMap(pools).metadata;
    const resources = [{ name: "nvidia.com/gpu", replicas: 2 }];
    const read = (file: object, on = node) =>
      advertisedGpus(on, plugin, new Map([[name, { a: JSON.stringify(file) }]]));

    expect(advertisedGpus(node, plugin, new Map())).to.deep.equal({});
    expect(read({ version: "v2" })).to.deep.equal({});
    expect(read({ sharing: { timeSlicing: { resources }, mps: { resources } } })).to.deep.equal({});
    const sliced = nodeOf("a", { ...pool, migProfile: "MIG1g" });
    expect(read({ flags: { migStrategy: "single" }, sharing: { mps: { resources } } }, sliced)).to.deep.equal(
      {},
    );
    expect(read({ sharing: { timeSlicing: { resources } } })).to.deep.equal({ "nvidia.com/gpu": 4 });
  });

  it("should tell the plugin from the daemon of the same image, and its nodes from others", () => {
    const pools = poolsOf({ a: { vmSize: A100, maxNodes: 1, sharing: { strategy: "mps", replicas: 2 } } });
    const [own, other] = [nodeOf("a", { vmSize: A100 }), nodeOf("b", { vmSize: A100 })];
    expect(hasDevicePlugin(own, daemonSet(buildDevicePlugin("nvidia", pools)))).to.equal(true);
    expect(hasDevicePlugin(other, daemonSet(buildDevicePlugin("nvidia", pools)))).to.equal(false);
    expect(hasDevicePlugin(own, daemonSet(buildMpsControlDaemon(pools)))).to.equal(false);
  });
});

describe("nodes with the stand-in for NVIDIA's device plugin", function () {
  this.timeout(CLUSTER_TIMEOUT);

  let cluster: TestCluster;
  let client: ApiClient;
  let plugins: Promise<void>;
  const stop = new AbortController();
  const options = { fieldManager: "test" };

  before(async () => {
    cluster = await testCluster();
    client = ApiClient.fromFile(cluster.kubeconfigPath);
    plugins = runDevicePlugins(client, stop.signal);
  });
  after(async () => {
    stop.abort();
    await plugins;
    client.close();
  });

  it("should advertise shares once the plugin is configured", async () => {
    const pool: GpuPoolArgs = { vmSize: "Standard_NC16as_T4_v3", maxNodes: 2, sharing: { replicas: 4 } };
    const pools = poolsOf({ shared: pool });
    const node = nodeOf("shared", pool);
    const config = { apiVersion: "v1", kind: "ConfigMap", ...buildPluginConfigMap(pools) };
    const plugin = daemonSet(buildDevicePlugin("nvidia", pools));
    await cluster.client.create(node, options);
    await cluster.client.create(config, options);
    await cluster.client.create(plugin, options);

    const target = { apiVersion: "v1", kind: "Node", fieldSelector: `metadata.name=${node.metadata.name}` };
    const [seen] = await eventually(cluster.client, target, ([live]) => {
      const { capacity, allocatable } = (live?.["status"] ?? {}) as Record<string, Record<string, string>>;
      return capacity?.["nvidia.com/gpu"] === "4" && allocatable?.["nvidia.com/gpu"] === "4";
    });
    expect(seen?.["status"]).to.have.nested.property("capacity.cpu", "16");

    for (const object of [plugin, config, node]) await cluster.client.delete(object);
  });
});
