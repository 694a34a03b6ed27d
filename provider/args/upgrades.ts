import type { Input } from "@pulumi/pulumi";

/**
 * Which Kubernetes versions AKS moves the cluster to by itself: none, patches of its minor version, the newest minor version
 * but one, or the newest.
 */
export type AutoUpgradeChannel = "none" | "patch" | "stable" | "rapid";

/**
 * How AKS keeps the nodes' operating system current: not at all, by the system's own unattended upgrades, with security
 * patches alone, or with new node images.
 */
export type NodeOsUpgradeChannel = "None" | "Unmanaged" | "SecurityPatch" | "NodeImage";

/** Day of the week. */
export type WeekDay = "Monday" | "Tuesday" | "Wednesday" | "Thursday" | "Friday" | "Saturday" | "Sunday";

/** Days on which AKS upgrades nothing. */
export interface DateSpanArgs {
  /**
   * First day, as `2026-12-20`.
   * @pattern ^\d{4}-\d{2}-\d{2}$
   */
  start: string;
  /**
   * Last day, as `2027-01-02`.
   * @pattern ^\d{4}-\d{2}-\d{2}$
   */
  end: string;
}

/** When AKS may upgrade by itself: some hours on one day of every so many weeks. */
export interface MaintenanceWindowArgs {
  /** Day of the week. */
  dayOfWeek: WeekDay;
  /**
   * Weeks from one window to the next. Defaults to 1.
   * @asType integer
   * @minimum 1
   * @maximum 4
   */
  intervalWeeks?: number;
  /**
   * Start of the window, as `02:00`, at `utcOffset`.
   * @pattern ^([01]\d|2[0-3]):[0-5]\d$
   */
  startTime: string;
  /**
   * Hours that the window is open. Defaults to 4, the fewest that AKS allows.
   * @asType integer
   * @minimum 4
   * @maximum 24
   */
  durationHours?: number;
  /**
   * Offset of the times from UTC, as `+02:00`. Defaults to `+00:00`.
   * @pattern ^[+-](0\d|1[0-4]):[0-5]\d$
   */
  utcOffset?: string;
  /**
   * First day on which the window counts, as `2026-12-01`. Defaults to at once.
   * @pattern ^\d{4}-\d{2}-\d{2}$
   */
  startDate?: string;
  /** Days on which nothing is upgraded, such as those of a long training run. */
  notAllowedDates?: DateSpanArgs[];
}

/** What AKS upgrades by itself, and when. Upgrades drain nodes: running Ray workers on them end. */
export interface UpgradesArgs {
  /**
   * Channel of Kubernetes versions. Under `patch`, `kubernetesVersion` is a minor version such as `1.36`; under `stable` and
   * `rapid`, it counts at creation alone. Defaults to `none`: versions change when `kubernetesVersion` does.
   */
  channel?: AutoUpgradeChannel;
  /** Channel of the nodes' operating system. Defaults to Azure's own (`NodeImage`). */
  nodeOsChannel?: NodeOsUpgradeChannel;
  /** When Kubernetes is upgraded. Needs a `channel`. Defaults to any time. */
  window?: MaintenanceWindowArgs;
  /** When the nodes' operating system is upgraded. Defaults to any time. */
  nodeOsWindow?: MaintenanceWindowArgs;
}

/** What decides among pools that could all take a pending pod. */
export type Expander = "least-waste" | "most-pods" | "priority" | "random";

/** How AKS's cluster autoscaler works, in all pools of the cluster. Durations are texts such as `10m`. */
export interface AutoscalerProfileArgs {
  /**
   * How often pending pods and idle nodes are looked at. Defaults to Azure's own (`10s`).
   * @pattern ^\d+s$
   */
  scanInterval?: Input<string>;
  /** Which pool grows when several could. Defaults to Azure's own (`random`). */
  expander?: Input<Expander>;
  /** Whether pools of the same size, such as one in each zone, are kept at the same number of nodes. Defaults to Azure's own (false). */
  balanceSimilarNodeGroups?: boolean;
  /**
   * How long a node has to be idle before it goes. Short times save GPU hours, long ones image pulls. Defaults to Azure's own (`10m`).
   * @pattern ^\d+m$
   */
  scaleDownUnneededTime?: Input<string>;
  /**
   * How long an unready node has to be idle before it goes. Defaults to Azure's own (`20m`).
   * @pattern ^\d+m$
   */
  scaleDownUnreadyTime?: Input<string>;
  /**
   * How long after a node came no node goes. Defaults to Azure's own (`10m`).
   * @pattern ^\d+m$
   */
  scaleDownDelayAfterAdd?: Input<string>;
  /**
   * How long after a node went no other goes. Defaults to Azure's own (the scan interval).
   * @pattern ^\d+[ms]$
   */
  scaleDownDelayAfterDelete?: Input<string>;
  /**
   * How long after a failure to remove a node none goes. Defaults to Azure's own (`3m`).
   * @pattern ^\d+m$
   */
  scaleDownDelayAfterFailure?: Input<string>;
  /**
   * Share of a node's CPU or memory (its GPUs, where it has any) that pods request, below which the node counts as idle.
   * Defaults to Azure's own (0.5).
   * @minimum 0
   * @maximum 1
   */
  scaleDownUtilizationThreshold?: number;
  /**
   * How long to wait for a node before another pool is tried. Defaults to Azure's own (`15m`).
   * @pattern ^\d+m$
   */
  maxNodeProvisionTime?: Input<string>;
  /**
   * How long a pod has to be pending before nodes are added for it. Defaults to Azure's own (`0s`).
   * @pattern ^\d+[smh]$
   */
  newPodScaleUpDelay?: Input<string>;
  /**
   * Seconds that pods have to end in when their node goes. Defaults to Azure's own (600).
   * @asType integer
   * @minimum 1
   */
  maxGracefulTerminationSec?: number;
  /**
   * Empty nodes that may go at once. Defaults to Azure's own (10).
   * @asType integer
   * @minimum 1
   */
  maxEmptyBulkDelete?: number;
  /** Whether a node stays that runs pods with `emptyDir` or `hostPath` volumes, as Ray pods have them. Defaults to Azure's own (true). */
  skipNodesWithLocalStorage?: boolean;
  /** Whether a node stays that runs pods of `kube-system` other than DaemonSets. Defaults to Azure's own (true). */
  skipNodesWithSystemPods?: boolean;
}
