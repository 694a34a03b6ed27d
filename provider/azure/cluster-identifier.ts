import * as containerservice from "@pulumi/azure-native/containerservice";
import * as pulumi from "@pulumi/pulumi";

/** What Azure makes known of a cluster, by which it is told apart from one that has taken its name. */
export type ClusterIdentity = Pick<containerservice.ManagedCluster, "id" | "name" | "resourceUID">;

/**
 * The identifier of a cluster for everything inside it: its UID, which changes exactly when the cluster is made anew, even
 * under the same name.
 *
 * A preview of any update leaves the UID unknown (azure-native 3.28 keeps only inputs, `name` and `location`), and an
 * unknown identifier would show everything in the cluster as replaced. So a preview asks Azure for the cluster that is
 * there; where that cannot be had, the UID stays unknown.
 */
export function clusterIdentifier(
  cluster: ClusterIdentity,
  resourceGroupName: pulumi.Output<string>,
  opts: pulumi.InvokeOptions,
): pulumi.Output<string> {
  const identifier = pulumi.all([cluster.resourceUID, cluster.id]).apply(([uid, id]) => uid ?? id);
  if (!pulumi.runtime.isDryRun()) return identifier;
  return pulumi
    .all([resourceGroupName, cluster.name])
    .apply(async ([group, name]): Promise<pulumi.Output<string>> => {
      const uid = await presentUid(group, name, opts);
      return uid === undefined ? identifier : pulumi.output(uid);
    })
    .apply((value) => value);
}

async function presentUid(
  resourceGroupName: string,
  resourceName: string,
  opts: pulumi.InvokeOptions,
): Promise<string | undefined> {
  try {
    const { resourceUID } = await containerservice.getManagedCluster(
      { resourceGroupName, resourceName },
      opts,
    );
    return resourceUID || undefined;
  } catch {
    return undefined;
  }
}
