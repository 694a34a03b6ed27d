import { expect } from "chai";
import type { AksRayClusterArgs, RayNetworkPolicyArgs } from "../args";
import { aksRayClusterSettings } from "./aks-ray-cluster";
import { rayClusterSettings } from "./ray-cluster";
import { faultsOf } from "./testing/faults-of";

const workerGroups = { gpu: { cpu: 4, memoryGiB: 16, replicas: 2 } };
const refuse = (networkPolicy: RayNetworkPolicyArgs) =>
  faultsOf(() => rayClusterSettings("ml", { workerGroups, networkPolicy }));

describe("network policies", () => {
  it("should refuse rules of what is open anyway, and groups that are not there", () => {
    expect(
      refuse({
        mode: "DenyAllEgress",
        head: { ingressRules: [{}] },
        workerGroups: { gpu: { ingressRules: [{}] }, tpu: {} },
        apiServerAddresses: ["api"],
      }),
    ).to.deep.equal({
      "networkPolicy.head.ingressRules":
        "has no effect with 'mode: DenyAllEgress', where everybody reaches the pods; remove it, or choose 'DenyAll'",
      "networkPolicy.workerGroups.gpu.ingressRules":
        "has no effect with 'mode: DenyAllEgress', where everybody reaches the pods; remove it, or choose 'DenyAll'",
      "networkPolicy.workerGroups.tpu": "'tpu' is no worker group; known are 'gpu'",
      "networkPolicy.apiServerAddresses[0]": "'api' is no address range: write it as '203.0.113.7/32'",
    });
    expect(
      refuse({
        mode: "DenyAllIngress",
        worker: { egressRules: [{}] },
        apiServerAddresses: ["203.0.113.7/32"],
      }),
    ).to.deep.equal({
      "networkPolicy.worker.egressRules":
        "has no effect with 'mode: DenyAllIngress', where the pods reach everything; remove it, or choose 'DenyAll'",
      "networkPolicy.apiServerAddresses":
        "has no effect with 'mode: DenyAllIngress', where pods reach everything; remove it",
    });
  });

  const args = (operator: AksRayClusterArgs["operator"] = {}): AksRayClusterArgs => ({
    gpuPools: { t4: { vmSize: "Standard_NC4as_T4_v3", nodes: 1 } },
    operator,
    ray: { networkPolicy: { workerGroups: { t4: {} } } },
  });

  it("should switch the operator's gate on", () => {
    const { operator } = aksRayClusterSettings("ml", args({ featureGates: { RayCronJob: false } }));
    expect(operator.featureGates).to.deep.equal({ RayCronJob: false, RayClusterNetworkPolicy: true });
  });

  it("should refuse an operator that cannot have them", () => {
    const off = args({ featureGates: { RayClusterNetworkPolicy: false } });
    expect(faultsOf(() => aksRayClusterSettings("ml", off))).to.deep.equal({
      "operator.featureGates.RayClusterNetworkPolicy":
        "is off, and 'ray.networkPolicy' needs it: remove one of the two",
    });
    const old = args({ version: "1.6.0", chart: { crdDigests: {} } });
    expect(faultsOf(() => aksRayClusterSettings("ml", old))).to.deep.equal({
      "ray.networkPolicy": "needs KubeRay 1.7.0 or later, not 1.6.0; raise 'operator.version', or remove it",
    });
  });
});
