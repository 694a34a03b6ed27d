import { expect } from "chai";
import type { AksRayClusterArgs, AzureGrafanaArgs } from "../args";
import { aksRayClusterSettings } from "./aks-ray-cluster";
import { faultsOf } from "./testing/faults-of";

const RESOURCE_ID = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Dashboard/grafana/own";

const args = (grafana: AzureGrafanaArgs | undefined, more: AksRayClusterArgs = {}): AksRayClusterArgs => ({
  cpuPools: { work: { vmSize: "Standard_D8s_v5", nodes: 1 } },
  monitoring: { kind: "azure", azure: { grafana } },
  ...more,
});
const dashboards = (...given: Parameters<typeof args>) =>
  aksRayClusterSettings("ml", args(...given)).dashboards;

/** A cluster whose nodes reach nothing outside. */
const ISOLATED: AksRayClusterArgs = {
  network: {
    outboundType: "none",
    bootstrapProfile: { artifactSource: "Cache" },
    apiServerAccess: { enablePrivateCluster: true },
  },
  ray: { image: "images.example.com/ray:2.60.0" },
  operator: { image: { repository: "images.example.com/operator" } },
};

describe("dashboardsSettings", () => {
  it("should import into a new Grafana by default, as an account of the Ray cluster's own", () => {
    expect(dashboards(undefined)).to.deep.equal({
      serviceAccount: { namespace: "ray", name: "ml-dashboards" },
    });
    const more = {
      location: "westeurope",
      tags: { team: "vision" },
      ray: { clusterName: "train", namespace: "ml" },
    };
    expect(dashboards({ dashboards: true }, more)).to.deep.equal({
      serviceAccount: { namespace: "ml", name: "train-dashboards" },
      location: "westeurope",
      tags: { team: "vision" },
    });
  });

  it("should import into an existing Grafana only when asked to", () => {
    expect(dashboards({ resourceId: RESOURCE_ID })).to.equal(undefined);
    expect(dashboards({ resourceId: RESOURCE_ID, dashboards: true })).to.have.property("serviceAccount");
  });

  it("should import nothing where that is off, or there is no Grafana of Azure's", () => {
    expect(dashboards({ dashboards: false })).to.equal(undefined);
    expect(dashboards({ enabled: false })).to.equal(undefined);
    expect(dashboards(undefined, { monitoring: { kind: "prometheus" } })).to.equal(undefined);
    expect(dashboards(undefined, { monitoring: undefined })).to.equal(undefined);
  });

  it("should import nothing from a network without a way out, and refuse to be asked to", () => {
    expect(dashboards(undefined, ISOLATED)).to.equal(undefined);
    expect(faultsOf(() => aksRayClusterSettings("ml", args({ dashboards: true }, ISOLATED)))).to.deep.equal({
      "monitoring.azure.grafana.dashboards":
        "needs a way to Microsoft Entra, and the outbound type 'none' leaves none: remove it, and import the dashboards from elsewhere (docs/monitoring.md)",
    });
  });

  it("should refuse to import without a Grafana", () => {
    expect(
      faultsOf(() => aksRayClusterSettings("ml", args({ enabled: false, dashboards: true }))),
    ).to.deep.equal({
      "monitoring.azure.grafana.dashboards":
        "has no effect with 'grafana.enabled: false'; remove one of the two",
    });
  });
});
