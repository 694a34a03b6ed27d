import * as containerservice from "@pulumi/azure-native/containerservice";
import * as pulumi from "@pulumi/pulumi";

/** What Azure gives a cluster at its creation, and never changes. */
type Given = Pick<containerservice.GetManagedClusterResult, "resourceUID" | "identityProfile">;

/**
 * The identifier of a cluster for everything inside it: its UID, which changes exactly when the cluster is made anew, even
 * under the same name.
 */
export function clusterIdentifier(
  cluster: containerservice.ManagedCluster,
  resourceGroupName: pulumi.Output<string>,
  opts: pulumi.InvokeOptions,
): pulumi.Output<string> {
  const identifier = pulumi.all([cluster.resourceUID, cluster.id]).apply(([uid, id]) => uid ?? id);
  return knownInPreview(cluster, resourceGroupName, opts, identifier, ({ resourceUID }) => resourceUID);
}

/** Object id of the identity with which the cluster's nodes pull images. */
export function kubeletObjectId(
  cluster: containerservice.ManagedCluster,
  resourceGroupName: pulumi.Output<string>,
  opts: pulumi.InvokeOptions,
): pulumi.Output<string> {
  const pick = (profile: Given["identityProfile"]) => profile?.["kubeletidentity"]?.objectId;
  const objectId = cluster.identityProfile.apply((profile) => pick(profile) ?? "");
  return knownInPreview(cluster, resourceGroupName, opts, objectId, (given) => pick(given.identityProfile));
}

/**
 * A preview of any update of a cluster leaves its outputs unknown (azure-native 3.28 keeps only inputs, `name` and
 * `location`), and what goes by an unknown one would be shown as replaced. So a preview asks Azure for the cluster that is
 * there; where that cannot be had, the output stays unknown.
 */
function knownInPreview(
  { name }: containerservice.ManagedCluster,
  resourceGroupName: pulumi.Output<string>,
  opts: pulumi.InvokeOptions,
  output: pulumi.Output<string>,
  pick: (given: Given) => string | undefined,
): pulumi.Output<string> {
  if (!pulumi.runtime.isDryRun()) return output;
  return pulumi
    .all([resourceGroupName, name])
    .apply(async ([group, resourceName]): Promise<pulumi.Output<string>> => {
      const target = { resourceGroupName: group, resourceName };
      const present = await containerservice.getManagedCluster(target, opts).catch(() => undefined);
      const known = present && pick(present);
      return known ? pulumi.output(known) : output;
    })
    .apply((value) => value);
}
