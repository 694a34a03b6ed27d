import * as containerservice from "@pulumi/azure-native/containerservice";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { clusterIdentities } from "./cluster-identities";

type State = Record<string, unknown>;

const kubelet = (objectId: string) => ({ identityProfile: { kubeletidentity: { objectId } } });

describe("clusterIdentities", () => {
  let asked: number;

  /** What a deployment shows; undefined for what a preview does not know. */
  async function identities(preview: boolean, state: State, azure?: State, id: string | undefined = "ml-id") {
    asked = 0;
    await pulumi.runtime.setMocks(
      {
        newResource: ({ inputs }) => ({
          id,
          state: { ...(inputs as object), name: "ml-aks1", ...state },
        }),
        call: () => {
          asked++;
          if (azure === undefined) throw new Error("not found");
          return azure;
        },
      },
      "project",
      "stack",
      preview,
    );
    const cluster = new containerservice.ManagedCluster("ml", { resourceGroupName: "rg" });
    const { identifier, kubeletObjectId } = clusterIdentities(cluster, pulumi.output("rg"), {});
    return { identifier: await known(identifier), kubeletObjectId: await known(kubeletObjectId) };
  }

  async function known<T>(output: pulumi.Output<T>): Promise<T | "unknown"> {
    const { isKnown, promise } = output as pulumi.Output<T> & {
      isKnown: Promise<boolean>;
      promise(): Promise<T>;
    };
    return (await isKnown) ? promise() : "unknown";
  }

  const STATE = { resourceUID: "uid-1", ...kubelet("object-1") };
  const AZURE = { resourceUID: "uid-2", id: "azure-id", ...kubelet("object-2") };

  it("should go by the state, without asking Azure, wherever that tells", async () => {
    for (const preview of [true, false]) {
      expect(await identities(preview, STATE, AZURE)).to.deep.equal({
        identifier: "uid-1",
        kubeletObjectId: "object-1",
      });
      expect(asked).to.equal(0);
    }
  });

  it("should ask Azure once for what a preview does not know", async () => {
    expect(await identities(true, {}, AZURE)).to.deep.equal({
      identifier: "uid-2",
      kubeletObjectId: "object-2",
    });
    expect(asked).to.equal(1);
  });

  it("should go by the cluster's id where neither has its UID, in previews as in deployments", async () => {
    const withoutUid = { ...AZURE, resourceUID: undefined };
    expect((await identities(true, {}, withoutUid)).identifier).to.equal("ml-id");
    expect((await identities(false, {})).identifier).to.equal("ml-id");
  });

  it("should not go by a cluster that will be replaced by another of its name", async () => {
    expect(await identities(true, {}, AZURE, "")).to.deep.equal({
      identifier: "unknown",
      kubeletObjectId: "unknown",
    });
    expect(asked).to.equal(0);
  });

  it("should leave unknown in a preview what Azure does not tell either", async () => {
    expect(await identities(true, {})).to.deep.equal({ identifier: "unknown", kubeletObjectId: "unknown" });
  });
});
