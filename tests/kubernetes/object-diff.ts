import { isMap, type DiffResult, type PropertyMap } from "../plugin";
import type { Checkpoint } from "./checkpoint";
import { comparePaths, detailedDiff, isBuiltIn, normalize, withoutIgnored } from "./comparison";
import { forceNewRule, type MutableKinds } from "./force-new";
import { AUTONAMED, isAnnotated, isNamed } from "./naming";
import { prune } from "./values";

export interface DiffOptions {
  namespaced: boolean;
  ignoreChanges: string[];
  mutable: MutableKinds;
}

/**
 * pulumi-kubernetes, Diff: the recorded live object, cut to the fields of the old inputs, against the new inputs.
 * What only the cluster sets is no difference; what somebody else changed in our fields is one after a refresh.
 */
export function diffObject(old: Checkpoint, news: PropertyMap, options: DiffOptions): DiffResult {
  const inputs = normalize(news);
  const live = prune(old.live, normalize(old.inputs));
  const before = metadataOf(live);
  const after = metadataOf(inputs);
  if (options.namespaced) {
    before.namespace ??= "default";
    after.namespace ??= "default";
  } else {
    delete before.namespace;
    delete after.namespace;
  }
  const { name } = metadataOf(old.live);
  if (isNamed(inputs)) before.name = name;
  const changes = withoutIgnored(
    comparePaths(
      { apiVersion: inputs.apiVersion, kind: inputs.kind, ...live, metadata: before },
      { ...inputs, metadata: after },
      isBuiltIn(inputs),
    ),
    options.ignoreChanges,
  );
  const diff = detailedDiff(changes, forceNewRule(inputs, options.mutable));
  const replaces = Object.keys(diff).filter((path) => diff[path]?.kind.endsWith("-replace"));
  const sameObject = after.name === name && after.namespace === before.namespace;
  return {
    changes: changes.size === 0 ? "none" : "some",
    replaces,
    detailedDiff: diff,
    // A new object of the same name can only stand where the old one has gone.
    deleteBeforeReplace: replaces.length > 0 && !isAnnotated(inputs, AUTONAMED) && sameObject,
  };
}

function metadataOf(object: PropertyMap): PropertyMap {
  return isMap(object.metadata) ? { ...object.metadata } : {};
}
