import type { DiffResult, PropertyMap } from "../plugin";
import type { ApiClient } from "./api";
import { checkReady } from "./await";
import { isAnnotated } from "./naming";
import { stringAt } from "./objects";

/** Source: pulumi-kubernetes 4.34, provider/pkg/provider/provider.go, Diff; it knows the annotation for Jobs alone. */
const REPLACE_UNREADY = "pulumi.com/replaceUnready";

/**
 * Whether a Job that is to be replaced unless ready has not completed, awaited or not; one that cannot be read counts as
 * ready.
 */
export async function isUnreadyJob(inputs: PropertyMap, client: ApiClient | undefined): Promise<boolean> {
  if (inputs.kind !== "Job" || !isAnnotated(inputs, REPLACE_UNREADY) || client === undefined) return false;
  const name = stringAt(inputs, "metadata", "name") ?? "";
  const namespace = stringAt(inputs, "metadata", "namespace");
  const live = await client.get("batch/v1", "Job", name, namespace).catch(() => undefined);
  if (live === undefined) return false;
  return checkReady(live, {}, client).then(
    () => false,
    () => true,
  );
}

/** The difference, with a replacement in any case. */
export function replaceUnready(diff: DiffResult): DiffResult {
  const path = `metadata.annotations["${REPLACE_UNREADY}"]`;
  return {
    ...diff,
    changes: "some",
    replaces: [...(diff.replaces ?? []), path],
    deleteBeforeReplace: true,
  };
}
