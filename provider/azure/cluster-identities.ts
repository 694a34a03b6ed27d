import * as containerservice from "@pulumi/azure-native/containerservice";
import * as pulumi from "@pulumi/pulumi";
import { whenUnknown } from "./when-unknown";

/** What Azure gives a cluster at its creation, and never changes. */
type Given = Pick<containerservice.GetManagedClusterResult, "resourceUID" | "identityProfile">;

/** What others go by, and are replaced with. */
export interface ClusterIdentities {
  /**
   * The identifier of the cluster for everything inside it: its UID, which changes exactly when the cluster is made anew,
   * even under the same name.
   */
  identifier: pulumi.Output<string>;
  /** Object id of the identity with which the cluster's nodes pull images; undefined where Azure tells none. */
  kubeletObjectId: pulumi.Output<string | undefined>;
}

/**
 * Tells what Azure has given a cluster.
 *
 * A preview of any update of a cluster leaves its outputs unknown (azure-native 3.28 keeps only inputs, `name` and
 * `location`), and what goes by an unknown one would be shown as replaced. So a preview asks Azure for the cluster that is
 * there, for those that are unknown alone: what the state tells is what an `up` goes by. Where Azure does not answer, they stay
 * unknown; so they do for a cluster that will be made, or made anew, whose id the engine does not know: what is in Azure under
 * its name goes.
 */
export function clusterIdentities(
  cluster: containerservice.ManagedCluster,
  resourceGroupName: pulumi.Output<string>,
  opts: pulumi.InvokeOptions,
): ClusterIdentities {
  const identifier = pulumi.all([cluster.resourceUID, cluster.id]).apply(([uid, id]) => uid ?? id);
  const kubeletObjectId = cluster.identityProfile.apply(kubeletOf);
  if (!pulumi.runtime.isDryRun()) return { identifier, kubeletObjectId };

  let asked: pulumi.Output<Given | undefined> | undefined;
  const present = (): pulumi.Output<Given | undefined> =>
    (asked ??= pulumi
      .all([resourceGroupName, cluster.name, cluster.id])
      .apply(([group, resourceName]) =>
        containerservice
          .getManagedCluster({ resourceGroupName: group, resourceName }, opts)
          .catch((): undefined => undefined),
      ));
  return {
    identifier: whenUnknown(identifier, (unknown) =>
      present().apply((given) =>
        pulumi.output(given === undefined ? unknown : (given.resourceUID ?? cluster.id)),
      ),
    ),
    kubeletObjectId: whenUnknown(kubeletObjectId, (unknown) =>
      present().apply((given) =>
        pulumi.output(given === undefined ? unknown : kubeletOf(given.identityProfile)),
      ),
    ),
  };
}

function kubeletOf(profile: Given["identityProfile"]): string | undefined {
  return profile?.["kubeletidentity"]?.objectId;
}
