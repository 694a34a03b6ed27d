import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { RAY } from "../testing/fixture-settings";
import { recordResources } from "../testing/record";
import { inItsCloud } from "./cloud";
import { RayCluster, RayCronJob, RayJob, RayService } from ".";

const URL = "AZURE_STORAGE_ACCOUNT_URL";
const resourceId = "/subscriptions/s/resourceGroups/data/providers/Microsoft.Storage/storageAccounts/mldata";

/** Addresses of the storage, by the kind of what writes logs to it. */
async function blobAddresses(location?: string): Promise<Record<string, unknown>> {
  const { registrations } = await recordResources(() => {
    const storage = {
      resourceId,
      location,
      oidcIssuerUrl: "https://oidc.example.com/",
      resourceGroupName: "rg",
    };
    const team = new RayCluster("team", { historyServer: {}, storage, readiness: "none" });
    const workerGroups = { cpu: { cpu: 1, memoryGiB: 2, replicas: 1 } };
    const cluster = { workerGroups, historyServer: {}, storageReference: team.storageReference };
    const job = { cluster, entrypoint: "python a.py" };
    const train = new RayJob("train", job);
    const nightly = new RayCronJob("nightly", { schedule: "0 2 * * *", job });
    const service = new RayService("serve", { cluster, serveConfigV2: "applications: []" });
    return { ...team.outputs(), job: train.jobName, cron: nightly.cronJobName, service: service.serviceName };
  });
  const made = registrations.filter(({ type }) => type.startsWith("kubernetes:ray.io/"));
  return Object.fromEntries(
    made.map(({ type, inputs }) => {
      const [, address] = new RegExp(`"name":"${URL}","value":"([^"]+)"`).exec(JSON.stringify(inputs)) ?? [];
      return [type.split(":").at(-1), address];
    }),
  );
}

describe("the address of a storage's blobs", () => {
  const before = { ...pulumi.runtime.allConfig() };
  afterEach(() => pulumi.runtime.setAllConfig(before));

  function inEach(domain: string) {
    const address = `https://mldata.${domain}`;
    return { RayCluster: address, RayJob: address, RayCronJob: address, RayService: address };
  }

  it("should be in the cloud of azure-native", async () => {
    expect(await blobAddresses()).to.deep.equal(inEach("blob.core.windows.net"));
    pulumi.runtime.setAllConfig({ "azure-native:environment": "china" });
    expect(await blobAddresses()).to.deep.equal(inEach("blob.core.chinacloudapi.cn"));
  });

  it("should be in the cloud of the storage's region where that tells", async () => {
    expect(await blobAddresses("usgovvirginia")).to.deep.include({
      RayCluster: "https://mldata.blob.core.usgovcloudapi.net",
    });
  });

  it("should have to be given in a cloud that is not known", async () => {
    pulumi.runtime.setAllConfig({ "azure-native:environment": "stack" });
    const collecting = {
      ...RAY,
      historyServer: { image: "a" },
      storage: { accountName: "mldata", mounts: [] },
    };
    const { promise } = inItsCloud(collecting).blobDomain as pulumi.Output<string> & {
      promise(): Promise<string>;
    };
    const error: unknown = await promise().catch((reason: unknown) => reason);
    expect(pulumi.RunError.isInstance(error)).to.equal(true);
    expect((error as Error).message).to.equal(
      "the cloud 'stack' is not known; give 'historyServer.accountUrl', or 'historyServer.connectionStringSecret'",
    );
    const accountUrl = "https://mldata.blob.azure.example.com";
    const addressed = { ...collecting, historyServer: { image: "a", accountUrl } };
    expect(inItsCloud(addressed)).to.equal(addressed);
  });
});
