import { managerOf, type Deployment } from "./deployment";
import { applyReplaceOnChanges, diffResource } from "./diff";
import { asksReplacement } from "./resource-manager";
import type { ResourceState } from "./state";
import { isProviderType, parseProviderReference } from "./urn";
import { UNKNOWN, type PropertyMap } from "./values";

/**
 * Which resources have to be deleted before `root` can be, because its deletion would replace them: those whose
 * provider it is, that are deleted with it, or that a provider would replace if the properties which depend on it
 * changed. In order; `registered` are the URNs that the program has registered already, which cannot depend on it.
 */
export async function dependentReplacements(
  deployment: Deployment,
  root: ResourceState,
  registered: ReadonlySet<string>,
): Promise<ResourceState[]> {
  const replaced = new Set([root.urn]);
  const result: ResourceState[] = [];
  for (const candidate of deployment.graph.dependingOn(root, registered)) {
    if (await isReplaced(deployment, candidate, replaced)) {
      replaced.add(candidate.urn);
      result.push(candidate);
    }
  }
  return result;
}

async function isReplaced(
  deployment: Deployment,
  state: ResourceState,
  replaced: ReadonlySet<string>,
): Promise<boolean> {
  if (!state.custom || state.external) return false;
  const { registry, previous } = deployment;
  if (state.provider !== "" && replaced.has(parseProviderReference(state.provider).urn)) {
    await registry.ensure(state.provider, previous);
    return true;
  }
  if (replaced.has(state.deletedWith)) return true;
  const inputs = inputsAfter(state, replaced);
  if (inputs === undefined) return false;
  // A provider that is asked about itself has to be loaded, too.
  await registry.ensure(isProviderType(state.type) ? `${state.urn}::${state.id}` : state.provider, previous);
  const diff = await diffResource(
    managerOf(deployment, state),
    {
      urn: state.urn,
      id: state.id,
      oldInputs: state.inputs,
      oldOutputs: state.outputs,
      newInputs: inputs,
      ignoreChanges: state.ignoreChanges,
    },
    deployment.log,
  );
  return asksReplacement(applyReplaceOnChanges(diff, state.replaceOnChanges, false));
}

/** The inputs with those unknown that depend on something replaced; undefined when none does. */
function inputsAfter(state: ResourceState, replaced: ReadonlySet<string>): PropertyMap | undefined {
  let changed = false;
  const inputs = Object.entries(state.inputs).map(([key, value]) => {
    const depends = (state.propertyDependencies[key] ?? []).some((urn) => replaced.has(urn));
    changed ||= depends;
    return [key, depends ? UNKNOWN : value] as const;
  });
  return changed ? Object.fromEntries(inputs) : undefined;
}

/** The resources that ask to be replaced or deleted together with `urn`. */
export function bound(deployment: Deployment, urn: string): ResourceState[] {
  const found = new Map<string, ResourceState>();
  for (const state of [...deployment.news.values(), ...deployment.olds.values()]) {
    if (state.deletedWith !== urn && !state.replaceWith.includes(urn)) continue;
    if (!found.has(state.urn)) found.set(state.urn, state);
  }
  return [...found.values()];
}
