import { expect } from "chai";
import { STORAGE } from "../testing/fixture-storage";
import {
  buildBlobContainer,
  buildStorageAccount,
  storageAccountChildName,
  storageAccountOf,
  storageDataOptions,
} from "./storage";

describe("buildStorageAccount", () => {
  it("should build an account without keys and public blobs", () => {
    expect(buildStorageAccount({ ...STORAGE, accountName: "mldata" }, "rg")).to.deep.equal({
      resourceGroupName: "rg",
      accountName: "mldata",
      location: "westeurope",
      tags: { team: "vision" },
      kind: "StorageV2",
      sku: { name: "Standard_LRS" },
      isHnsEnabled: true,
      allowSharedKeyAccess: false,
      allowBlobPublicAccess: false,
      defaultToOAuthAuthentication: true,
      enableHttpsTrafficOnly: true,
      minimumTlsVersion: "TLS1_2",
    });
  });

  it("should build premium block blobs as the kind that they are", () => {
    expect(buildStorageAccount({ ...STORAGE, sku: "Premium_ZRS" }, "rg")).to.deep.include({
      kind: "BlockBlobStorage",
      sku: { name: "Premium_ZRS" },
    });
  });
});

describe("buildBlobContainer", () => {
  it("should build a container that is closed to the public", () => {
    expect(buildBlobContainer("ray", "mldata", "rg")).to.deep.equal({
      resourceGroupName: "rg",
      accountName: "mldata",
      containerName: "ray",
      publicAccess: "None",
    });
  });
});

describe("storageDataOptions", () => {
  it("should keep data unless it is to be deleted", () => {
    expect(storageDataOptions(STORAGE)).to.deep.equal({ retainOnDelete: true });
    expect(storageDataOptions({ ...STORAGE, onDestroy: "delete" })).to.deep.equal({ retainOnDelete: false });
  });
});

describe("storageAccountChildName", () => {
  it("should leave room for azure-native's eight digits in a name that Azure takes", () => {
    for (const name of ["ml", "Production_Cluster-A", "-"]) {
      expect(`${storageAccountChildName(name)}01234567`).to.match(/^[a-z0-9]{3,24}$/);
    }
  });

  it("should tell long names apart", () => {
    expect(storageAccountChildName("production-cluster-a")).not.to.equal(
      storageAccountChildName("production-cluster-b"),
    );
  });
});

describe("storageAccountOf", () => {
  it("should read name and resource group from an id", () => {
    const id = "/subscriptions/s/resourcegroups/data/providers/Microsoft.Storage/storageAccounts/mldata";
    expect(storageAccountOf(id)).to.deep.equal({ resourceGroupName: "data", accountName: "mldata" });
  });
});
