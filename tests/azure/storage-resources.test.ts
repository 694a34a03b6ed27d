import { expect } from "chai";
import type { PropertyMap } from "../plugin";
import { failure, Subscription } from "./testing/subscription";

const ACCOUNT = "azure-native:storage:StorageAccount";
const CONTAINER = "azure-native:storage:BlobContainer";

const account = (more: PropertyMap = {}): PropertyMap => ({
  resourceGroupName: "rg",
  accountName: "mldata",
  kind: "StorageV2",
  sku: { name: "Standard_LRS" },
  allowBlobPublicAccess: false,
  ...more,
});
const container = (more: PropertyMap = {}): PropertyMap => ({
  resourceGroupName: "rg",
  accountName: "mldata",
  containerName: "ray",
  ...more,
});

describe("Azure's storage", () => {
  it("should make an account with its addresses, and containers in it", async () => {
    const azure = new Subscription();
    const { outputs } = await azure.create(ACCOUNT, account());
    expect(outputs["primaryEndpoints"]).to.deep.include({ blob: "https://mldata.blob.core.windows.net/" });
    const { id } = await azure.create(CONTAINER, container());
    expect(id).to.match(/\/storageAccounts\/mldata\/blobServices\/default\/containers\/ray$/);
  });

  for (const [code, inputs] of [
    ["AccountNameInvalid", { accountName: "ml-data" }],
    ["InvalidValuesForRequestParameters", { sku: { name: "Premium_ZRS" } }],
    ["InvalidValuesForRequestParameters", { kind: "BlockBlobStorage" }],
  ] as const) {
    it(`should refuse an account: ${code} of ${JSON.stringify(inputs)}`, async () => {
      expect(await failure(new Subscription().create(ACCOUNT, account(inputs)))).to.contain(code);
    });
  }

  it("should refuse what an account cannot become", async () => {
    const azure = new Subscription();
    const made = await azure.create(ACCOUNT, account({ isHnsEnabled: false }));
    expect(await failure(azure.update(made, account({ isHnsEnabled: true })))).to.contain(
      "AccountPropertyCannotBeUpdated",
    );
  });

  it("should refuse containers without an account, of a wrong name, and open to the public", async () => {
    const azure = new Subscription();
    expect(await failure(azure.create(CONTAINER, container()))).to.contain("ResourceNotFound");
    await azure.create(ACCOUNT, account());
    expect(await failure(azure.create(CONTAINER, container({ containerName: "a--b" })))).to.contain(
      "ContainerNameInvalid",
    );
    expect(await failure(azure.create(CONTAINER, container({ publicAccess: "Blob" })))).to.contain(
      "PublicAccessNotPermitted",
    );
  });

  it("should refuse a trust without Azure's audience", async () => {
    const azure = new Subscription();
    const names = { resourceGroupName: "rg", resourceName: "ml" };
    await azure.create("azure-native:managedidentity:UserAssignedIdentity", names);
    const trust = { ...names, issuer: "https://issuer/", subject: "system:serviceaccount:ray:ml" };
    const made = azure.create("azure-native:managedidentity:FederatedIdentityCredential", {
      ...trust,
      audiences: ["sts.windows.net"],
    });
    expect(await failure(made)).to.contain("api://AzureADTokenExchange");
  });
});
