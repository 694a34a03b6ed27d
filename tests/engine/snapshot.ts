import { dependencyUrns, type PendingOperation, type ResourceState } from "./state";
import type { LoadedState } from "./state-file";
import { parseProviderReference, formatProviderReference } from "./urn";

/**
 * The state of the stack while it changes: what earlier deployments left and this one has not dealt with, and what
 * this one has made. Each change is saved before the step that made it counts as done.
 */
export class Snapshot {
  private readonly made: ResourceState[] = [];
  private readonly gone = new Set<ResourceState>();
  private readonly operations = new Map<ResourceState, PendingOperation>();
  /** Replaces what earlier deployments left, after a refresh. */
  private base: readonly ResourceState[];
  private interrupted: readonly PendingOperation[];
  private saving: Promise<void> | undefined;
  private waiting: Promise<void> | undefined;

  /** `write` saves resources and pending operations; a preview passes one that does nothing. */
  constructor(
    loaded: LoadedState,
    private readonly write: (
      resources: readonly ResourceState[],
      pending: readonly PendingOperation[],
    ) => Promise<void>,
  ) {
    this.base = loaded.resources;
    // Only a person can tell whether an interrupted creation took place; a refresh drops these.
    this.interrupted = loaded.pending.filter(({ type }) => type === "creating");
  }

  /** Records that an operation has begun. */
  async begin(resource: ResourceState, type: PendingOperation["type"]): Promise<void> {
    this.operations.set(resource, { resource, type });
    await this.save();
  }

  /** Records that an operation has ended: `gone` is out of the state from now on, `made` is in it. */
  async end(resource: ResourceState, change: { gone?: ResourceState; made?: ResourceState }): Promise<void> {
    this.operations.delete(resource);
    if (change.gone !== undefined) this.gone.add(change.gone);
    if (change.made !== undefined) this.made.push(change.made);
    await this.save();
  }

  /** Puts a resource in the place of one that is the same in every respect; there is nothing to save. */
  renew(old: ResourceState, next: ResourceState): void {
    this.gone.add(old);
    this.made.push(next);
  }

  /** Puts `resources` in the place of what earlier deployments left, and forgets their interrupted operations. */
  async rebase(resources: readonly ResourceState[]): Promise<void> {
    this.base = resources;
    this.interrupted = [];
    await this.save();
  }

  /** Every resource in the state, each after those it depends on. */
  resources(): ResourceState[] {
    const all = [...this.made, ...this.base].filter((resource) => !this.gone.has(resource));
    return followAliases(all);
  }

  /** Saves; calls that come while a save is under way share the next one. */
  save(): Promise<void> {
    if (this.waiting !== undefined) return this.waiting;
    if (this.saving === undefined) return this.saveNow();
    this.waiting = this.saving
      .catch(() => undefined)
      .then(() => {
        this.waiting = undefined;
        return this.saveNow();
      });
    return this.waiting;
  }

  private saveNow(): Promise<void> {
    const pending = [...this.operations.values(), ...this.interrupted];
    const saving = this.write(this.resources(), pending).finally(() => {
      if (this.saving === saving) this.saving = undefined;
    });
    this.saving = saving;
    return saving;
  }
}

/** Lets what refers to a resource by the URN it had before refer to it by its present one; the former is forgotten. */
function followAliases(resources: ResourceState[]): ResourceState[] {
  const present = new Map<string, string>();
  for (const { urn, aliases } of resources) {
    for (const alias of aliases) if (alias !== urn) present.set(alias, urn);
  }
  if (present.size === 0) return resources;
  const follow = (urn: string): string => present.get(urn) ?? urn;
  return resources.map((resource) => {
    const refers = [resource.parent, ...dependencyUrns(resource), ...providerUrn(resource)];
    if (resource.aliases.length === 0 && !refers.some((urn) => present.has(urn))) return resource;
    return {
      ...resource,
      aliases: [],
      parent: follow(resource.parent),
      provider: followProvider(resource.provider, follow),
      dependencies: resource.dependencies.map(follow),
      propertyDependencies: Object.fromEntries(
        Object.entries(resource.propertyDependencies).map(([key, urns]) => [key, urns.map(follow)]),
      ),
      deletedWith: follow(resource.deletedWith),
      replaceWith: resource.replaceWith.map(follow),
    };
  });
}

function providerUrn({ provider }: ResourceState): string[] {
  return provider === "" ? [] : [parseProviderReference(provider).urn];
}

function followProvider(provider: string, follow: (urn: string) => string): string {
  if (provider === "") return "";
  const { urn, id } = parseProviderReference(provider);
  return formatProviderReference(follow(urn), id);
}
