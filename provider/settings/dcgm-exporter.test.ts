import { expect } from "chai";
import type { AksClusterArgs } from "../args";
import { aksClusterSettings } from "./aks-cluster";
import { faultsOf } from "./testing/faults-of";
import { DCGM_EXPORTER_IMAGE } from "./versions";

const T4 = { vmSize: "Standard_NC4as_T4_v3", maxNodes: 2 };
const MI300X = { vmSize: "Standard_ND96isr_MI300X_v5", maxNodes: 2 };
const D8 = { vmSize: "Standard_D8s_v5", maxNodes: 2 };

const refuse = (args: AksClusterArgs) => faultsOf(() => aksClusterSettings("ml", args));

describe("the exporter of GPU metrics", () => {
  it("should be there on request, in the pinned version unless another is named", () => {
    const { dcgmExporter } = aksClusterSettings("ml", { gpuPools: { t4: T4 }, dcgmExporter: {} });
    expect(dcgmExporter).to.deep.equal({ image: DCGM_EXPORTER_IMAGE });
    const image = "example.com/dcgm-exporter:1";
    const own = aksClusterSettings("ml", { gpuPools: { t4: T4 }, dcgmExporter: { image } });
    expect(own.dcgmExporter).to.deep.equal({ image });
    expect(aksClusterSettings("ml", { gpuPools: { t4: T4 } })).not.to.have.property("dcgmExporter");
  });

  for (const [title, pools] of [
    ["CPUs", { cpuPools: { a: D8 } }],
    ["AMD's GPUs", { gpuPools: { a: MI300X } }],
    ["GPUs left to the GPU Operator", { gpuPools: { a: { ...T4, driver: "None" } } }],
  ] satisfies [string, AksClusterArgs][]) {
    it(`should be refused with nothing but ${title}`, () => {
      expect(refuse({ ...pools, dcgmExporter: {} })).to.deep.equal({
        dcgmExporter:
          "has no effect without a pool in 'gpuPools' that has NVIDIA GPUs and AKS's driver; add one, or remove it",
      });
    });
  }

  it("should be refused with an image that is none", () => {
    expect(refuse({ gpuPools: { t4: T4 }, dcgmExporter: { image: "a b" } })).to.deep.equal({
      "dcgmExporter.image": "must not be empty, nor have spaces: it names a container image",
    });
  });
});
