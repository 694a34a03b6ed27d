import type { ArmError } from "./arm-error";

/** What Azure can be doing with a resource; also its provisioning state meanwhile. */
export type OperationKind = "Creating" | "Updating" | "Scaling" | "Upgrading" | "Deleting";

/** A long-running operation. It goes on by the clock, whether somebody waits for it or not. */
export interface Operation {
  kind: OperationKind;
  /** Milliseconds since the epoch. */
  startedAt: number;
  endsAt: number;
  /** Provisioning states that it passes through, in equal parts of its time. */
  stages: string[];
  /** State of a cluster's pools meanwhile, where it is not the cluster's. */
  poolStage?: OperationKind;
  /** Whether what is in the clusters that it deletes is gone already. */
  emptied?: boolean;
  /** How it ends when it fails. */
  failure?: { status: number; code: string; message: string };
}

/** How long the real Azure takes, in minutes (one-node cluster, pool, deletions as measured on AKS). */
export const MINUTES = {
  clusterCreate: 4.5,
  clusterUpdate: 1.5,
  clusterUpgrade: 8,
  clusterDelete: 6.4,
  poolCreate: 2.3,
  migPoolCreate: 12.8,
  poolUpdate: 1,
  poolDelete: 2,
  small: 0.05,
  groupDelete: 0.5,
} as const;

/** States beyond the standard ones that AKS shows while it makes a cluster (recorded by azure-service-operator). */
const CLUSTER_STAGES = ["Creating", "ProvisioningControlPlane", "CreatingAgentPool", "ReconcilingAddons"];

/** An operation that starts now and takes `minutes` of Azure's time. */
export function startOperation(
  kind: OperationKind,
  minutes: number,
  timeScale: number,
  cluster = false,
): Operation {
  const now = Date.now();
  const stages = cluster && kind === "Creating" ? CLUSTER_STAGES : [kind];
  return { kind, startedAt: now, endsAt: now + minutes * 60_000 * timeScale, stages };
}

/** The provisioning state that a resource shows while the operation runs. */
export function stageOf({ startedAt, endsAt, stages, kind }: Operation, now: number): string {
  const share = endsAt <= startedAt ? 1 : (now - startedAt) / (endsAt - startedAt);
  return stages[Math.min(stages.length - 1, Math.max(0, Math.floor(share * stages.length)))] ?? kind;
}

/** Lets an operation fail at its end as the error says. */
export function failing(operation: Operation, { status, code, detail }: ArmError): Operation {
  return { ...operation, failure: { status, code, message: detail } };
}
