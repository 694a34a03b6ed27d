import * as containerservice from "@pulumi/azure-native/containerservice";
import * as pulumi from "@pulumi/pulumi";

/** What Azure gives a cluster at its creation, and never changes. */
type Given = Pick<containerservice.GetManagedClusterResult, "resourceUID" | "identityProfile">;

/** What others go by, and are replaced with. */
export interface ClusterIdentities {
  /**
   * The identifier of the cluster for everything inside it: its UID, which changes exactly when the cluster is made anew,
   * even under the same name.
   */
  identifier: pulumi.Output<string>;
  /** Object id of the identity with which the cluster's nodes pull images. */
  kubeletObjectId: pulumi.Output<string>;
}

/**
 * Tells what Azure has given a cluster.
 *
 * A preview of any update of a cluster leaves its outputs unknown (azure-native 3.28 keeps only inputs, `name` and
 * `location`), and what goes by an unknown one would be shown as replaced. So a preview asks Azure for the cluster that is
 * there; where that cannot be had, the output stays unknown.
 */
export function clusterIdentities(
  cluster: containerservice.ManagedCluster,
  resourceGroupName: pulumi.Output<string>,
  opts: pulumi.InvokeOptions,
): ClusterIdentities {
  const identifier = pulumi.all([cluster.resourceUID, cluster.id]).apply(([uid, id]) => uid ?? id);
  const kubeletObjectId = cluster.identityProfile.apply((profile) => kubeletOf(profile) ?? "");
  if (!pulumi.runtime.isDryRun()) return { identifier, kubeletObjectId };

  const present = pulumi
    .all([resourceGroupName, cluster.name])
    .apply(([group, resourceName]) =>
      containerservice
        .getManagedCluster({ resourceGroupName: group, resourceName }, opts)
        .catch((): undefined => undefined),
    );
  const known = (pick: (given: Given) => string | undefined, output: pulumi.Output<string>) =>
    present.apply((given) => pulumi.output((given && pick(given)) || output));
  return {
    identifier: known(({ resourceUID }) => resourceUID, identifier),
    kubeletObjectId: known(({ identityProfile }) => kubeletOf(identityProfile), kubeletObjectId),
  };
}

function kubeletOf(profile: Given["identityProfile"]): string | undefined {
  return profile?.["kubeletidentity"]?.objectId;
}
