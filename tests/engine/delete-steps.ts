import { managerOf, type Deployment } from "./deployment";
import type { StepOp } from "./events";
import type { ResourceState } from "./state";
import { Step } from "./steps";

/** A protected resource was to be deleted. The other deletions go on, so that all of these are told at once. */
export class ProtectedError extends Error {
  constructor(urn: string) {
    super(
      `resource "${urn}" cannot be deleted\n` +
        "because it is protected. To unprotect the resource, remove the `protect` flag from the resource in " +
        "your Pulumi program and run `pulumi up`",
    );
  }
}

/** How a deletion belongs to a replacement. */
export type Replacing =
  /** Not at all. */
  | "no"
  /** The resource was replaced earlier; this removes what is left of it. */
  | "replaced"
  /** The replacement follows; until then the state keeps the resource. */
  | "before-replacement";

export class DeleteStep extends Step {
  readonly op: StepOp;
  override readonly logical: boolean;

  /** `deleting` holds the URNs of all that this deployment deletes, now or later. */
  constructor(
    deployment: Deployment,
    private readonly deleting: ReadonlySet<string>,
    override readonly old: ResourceState,
    private readonly replacing: Replacing,
  ) {
    super(deployment);
    this.logical = replacing === "no";
    this.op = old.external ? "discard" : replacing === "no" ? "delete" : "delete-replaced";
  }

  override begin(): Promise<void> {
    return this.deployment.snapshot.begin(this.old, "deleting");
  }

  async apply(): Promise<void> {
    const { urn, id, inputs, outputs, customTimeouts: timeouts } = this.old;
    if (this.replacing === "no" && this.old.protect) throw new ProtectedError(urn);
    if (!this.deployment.preview && this.isUpToProvider()) {
      await managerOf(this.deployment, this.old).delete({ urn, id, inputs, outputs, timeouts });
    }
    if (this.replacing === "before-replacement") {
      this.old.pendingReplacement = true;
    }
  }

  private isUpToProvider(): boolean {
    const { custom, external, retainOnDelete, deletedWith } = this.old;
    return custom && !external && !retainOnDelete && !(deletedWith !== "" && this.deleting.has(deletedWith));
  }

  override async end(successful: boolean): Promise<void> {
    const gone = successful && this.replacing !== "before-replacement";
    await this.deployment.snapshot.end(this.old, gone ? { gone: this.old } : {});
  }
}

/** Forgets a resource that was deleted for a replacement which the program no longer wants. */
export class RemovePendingReplaceStep extends Step {
  readonly op = "remove-pending-replace";
  override readonly logical = false;

  constructor(
    deployment: Deployment,
    override readonly old: ResourceState,
  ) {
    super(deployment);
  }

  apply(): Promise<void> {
    return Promise.resolve();
  }

  override async end(successful: boolean): Promise<void> {
    await this.deployment.snapshot.end(this.old, successful ? { gone: this.old } : {});
  }
}
