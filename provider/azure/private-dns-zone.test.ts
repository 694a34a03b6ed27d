import { expect } from "chai";
import { privateDnsZoneName } from "./private-dns-zone";

describe("privateDnsZoneName", () => {
  it("should be of the region's cloud", () => {
    const regions = ["West Europe", "usgovvirginia", "China North 3"];
    expect(regions.map(privateDnsZoneName)).to.deep.equal([
      "privatelink.westeurope.azmk8s.io",
      "privatelink.usgovvirginia.cx.aks.containerservice.azure.us",
      "privatelink.chinanorth3.cx.prod.service.azk8s.cn",
    ]);
  });
});
