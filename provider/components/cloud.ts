import * as pulumi from "@pulumi/pulumi";
import { readCloud } from "../preflight";
import type { RayJobSettings, RaySettings } from "../settings";

const REMEDY = "give 'historyServer.accountUrl', or 'historyServer.connectionStringSecret'";

/**
 * Completes the settings of a Ray cluster that collects its logs in the storage beside it: an account's name says nothing of its
 * cloud, which has the address of its blobs.
 *
 * @param location region of the storage; undefined where nobody says it
 * @throws RunError for a cloud that is not known
 */
export function inItsCloud(ray: RaySettings, location?: pulumi.Input<string>): RaySettings {
  const { historyServer, storage } = ray;
  const addressed = historyServer?.accountUrl ?? historyServer?.connectionStringSecret;
  if (historyServer === undefined || storage === undefined || addressed !== undefined) return ray;
  const blobDomain = pulumi.output(location).apply((region) => readCloud(region, REMEDY).blobDomain);
  return { ...ray, blobDomain };
}

/** Completes the settings of a job's own cluster, if it has one. */
export function jobInItsCloud(job: RayJobSettings): RayJobSettings {
  return job.cluster === undefined ? job : { ...job, cluster: inItsCloud(job.cluster) };
}
