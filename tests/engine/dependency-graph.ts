import { dependencyUrns, type ResourceState } from "./state";
import { parseProviderReference } from "./urn";

/** The dependencies among resources that stand in an order in which every one follows what it depends on. */
export class DependencyGraph {
  private readonly positions = new Map<ResourceState, number>();
  private readonly descendants = new Map<string, number[]>();

  constructor(private readonly resources: readonly ResourceState[]) {
    const parents = new Map<string, string>();
    resources.forEach((resource, index) => {
      this.positions.set(resource, index);
      parents.set(resource.urn, resource.parent);
      for (let parent = resource.parent; parent !== ""; parent = parents.get(parent) ?? "") {
        const list = this.descendants.get(parent);
        if (list === undefined) this.descendants.set(parent, [index]);
        else list.push(index);
      }
    });
  }

  contains(resource: ResourceState): boolean {
    return this.positions.has(resource);
  }

  /** All that depend on the resource, directly or not, in order; children only where they depend by themselves. */
  dependingOn(root: ResourceState, ignored: ReadonlySet<string>): ResourceState[] {
    const found = new Set([root.urn]);
    const start = this.positions.get(root) ?? this.resources.length;
    return this.resources.slice(start + 1).filter((candidate) => {
      const depends =
        !ignored.has(candidate.urn) &&
        [...dependencyUrns(candidate), ...providerUrns(candidate)].some((urn) => found.has(urn));
      if (depends) found.add(candidate.urn);
      return depends;
    });
  }

  /**
   * What the resource depends on directly: parent, provider, dependencies, `deletedWith`; and where it depends on
   * a component, the component's descendants that stand before it.
   */
  dependenciesOf(resource: ResourceState): Set<ResourceState> {
    const urns = new Set([...dependencyUrns(resource), ...providerUrns(resource)]);
    const position = this.positions.get(resource) ?? 0;
    const result = new Set<ResourceState>();
    for (const candidate of this.resources.slice(0, position)) {
      if (candidate.urn === resource.parent) result.add(candidate);
      if (!urns.has(candidate.urn)) continue;
      result.add(candidate);
      if (candidate.custom) continue;
      for (const index of this.descendants.get(candidate.urn) ?? []) {
        const descendant = this.resources[index];
        if (index < position && descendant !== undefined) result.add(descendant);
      }
    }
    return result;
  }

  /** What the resource depends on, directly or not. */
  transitiveDependenciesOf(resource: ResourceState): Set<ResourceState> {
    const result = new Set<ResourceState>();
    const visit = (from: ResourceState): void => {
      for (const dependency of this.dependenciesOf(from)) {
        if (result.has(dependency)) continue;
        result.add(dependency);
        visit(dependency);
      }
    };
    visit(resource);
    return result;
  }
}

function providerUrns(resource: ResourceState): string[] {
  return resource.provider === "" ? [] : [parseProviderReference(resource.provider).urn];
}
