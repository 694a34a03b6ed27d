import { expect } from "chai";
import { buildNicClusterPolicy } from "../../../provider/kubernetes";
import { aksClusterSettings } from "../../../provider/settings";
import type { KubernetesObject } from "../../kubernetes/objects";
import { advertisedRdma } from "./rdma-plugin";

const { networkOperator, pools } = aksClusterSettings("ml", {
  gpuPools: { ib: { vmSize: "Standard_ND96isr_H100_v5", maxNodes: 1, driver: "None", rdma: true } },
  gpuOperator: {},
});
const POLICY = buildNicClusterPolicy(networkOperator!, pools);

const node = (pool: string, size: string, taints: object[] = []): KubernetesObject => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: { name: "n", labels: { "aks-ray.dev/pool": pool, "node.kubernetes.io/instance-type": size } },
  spec: { taints },
});
const advertised = (on: KubernetesObject, policy: object = POLICY) =>
  advertisedRdma(on, policy as KubernetesObject);

describe("the stand-in for NVIDIA's RDMA device plugin", () => {
  const sku = { key: "sku", value: "gpu", effect: "NoSchedule" };
  const H100 = "Standard_ND96isr_H100_v5";

  it("should share the adapters of the nodes that the policy selects and tolerates", () => {
    expect(advertised(node("ib", H100, [sku]))).to.deep.equal({ "rdma/sharedib": 63 });
    expect(advertised(node("other", H100))).to.deep.equal({});
    expect(advertised(node("ib", "Standard_NC40ads_H100_v5"))).to.deep.equal({});
    expect(advertised(node("ib", H100, [{ ...sku, value: "cpu" }]))).to.deep.equal({});
  });

  it("should know one policy, and no names with other characters", () => {
    expect(advertised(node("ib", H100), { ...POLICY, metadata: { name: "mine" } })).to.deep.equal({});
    const config = JSON.stringify({ configList: [{ resourceName: "shared-ib", rdmaHcaMax: 1 }] });
    const wrong = { ...POLICY, spec: { ...POLICY.spec, rdmaSharedDevicePlugin: { config } } };
    expect(advertised(node("ib", H100), wrong)).to.deep.equal({});
  });
});
