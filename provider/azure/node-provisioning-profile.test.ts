import { expect } from "chai";
import { aksClusterSettings } from "../settings";
import { buildManagedCluster } from "./managed-cluster";

describe("buildNodeProvisioningProfile", () => {
  it("should have AKS make nodes by itself where pools ask for it, without pools of AKS's own", () => {
    const provisioned = aksClusterSettings("ml", {
      systemPool: { nodes: 2 },
      provisionedPools: { cpus: { vmSizes: ["Standard_D8s_v5"], maxNodes: 1 } },
    });
    const cluster = buildManagedCluster(provisioned, "ml-rg");
    expect(cluster.nodeProvisioningProfile).to.deep.equal({ mode: "Auto", defaultNodePools: "None" });
    const manual = aksClusterSettings("ml", { cpuPools: { cpus: { vmSize: "Standard_D8s_v5", nodes: 1 } } });
    expect(buildManagedCluster(manual, "ml-rg")).not.to.have.property("nodeProvisioningProfile");
  });
});
