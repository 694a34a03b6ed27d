import type { RayServiceArgs, ServiceUpgradeArgs } from "../args";
import { defined } from "./defined";
import { Faults, joinPath } from "./faults";
import { checkField, checkInputs } from "./inputs";
import { jobClusterSettings } from "./job-cluster";
import { checkJobCluster } from "./job-cluster-rules";
import { isDnsLabel, rayClusterNameFrom, rayJobNameFault } from "./names";
import { isAutoscaling, RAY_NAMESPACE } from "./ray-cluster";
import type { RaySettings } from "./types";

/** A RayService, validated and with its defaults. */
export interface RayServiceSettings {
  serviceName: string;
  namespace: NonNullable<RayServiceArgs["namespace"]>;
  serveConfigV2: RayServiceArgs["serveConfigV2"];
  cluster: RaySettings;
  upgradeStrategy: ServiceUpgradeArgs & { type: NonNullable<ServiceUpgradeArgs["type"]> };
  rayClusterDeletionDelaySeconds: number;
  excludeHeadPodFromServeSvc: boolean;
  suspend: boolean;
  initializingTimeoutSeconds?: number;
  managedBy?: RayServiceArgs["managedBy"];
}

/** What the incremental upgrade cannot do without (KubeRay v1.7.0, ValidateClusterUpgradeOptions). */
const INCREMENTAL = ["gatewayClassName", "stepSizePercent", "intervalSeconds"] as const;

/**
 * Settings of a RayService.
 *
 * @throws InputPropertiesError with every fault of the arguments.
 */
export function rayServiceSettings(name: string, args: RayServiceArgs): RayServiceSettings {
  const faults = new Faults();
  const checked = checkInputs(args, "RayServiceArgs", faults);
  const serviceName = checked.serviceName ?? rayClusterNameFrom(name);
  const reason = rayJobNameFault(serviceName);
  if (reason !== undefined && !faults.touch("serviceName"))
    faults.add("serviceName", `${reason}; give 'serviceName'`);
  checkField(checked, "namespace", "", faults, (text) =>
    isDnsLabel(text)
      ? undefined
      : `'${text}' is no name of a namespace: use lower-case letters, digits and '-'`,
  );
  checkField(checked, "serveConfigV2", "", faults, (text) =>
    text.trim() === "" ? "must name at least one application of Ray Serve" : undefined,
  );
  if (!faults.touch("cluster")) checkCluster(checked, faults);
  checkUpgrade(checked, faults);
  faults.throwIfAny(`the RayService '${name}'`);
  const { namespace = RAY_NAMESPACE } = checked;
  return defined<RayServiceSettings>({
    serviceName,
    namespace,
    serveConfigV2: checked.serveConfigV2,
    cluster: jobClusterSettings(serviceName, checked.cluster, namespace, "cluster"),
    upgradeStrategy: defined({
      ...checked.upgradeStrategy,
      type: checked.upgradeStrategy?.type ?? "NewCluster",
    }),
    rayClusterDeletionDelaySeconds: checked.rayClusterDeletionDelaySeconds ?? 60,
    excludeHeadPodFromServeSvc: checked.excludeHeadPodFromServeSvc ?? false,
    suspend: checked.suspend ?? false,
    initializingTimeoutSeconds: checked.initializingTimeoutSeconds,
    managedBy: checked.managedBy,
  });
}

function checkCluster({ cluster, excludeHeadPodFromServeSvc }: RayServiceArgs, faults: Faults): void {
  checkJobCluster(cluster, faults);
  if (Object.keys(cluster.workerGroups ?? {}).length > 0) return;
  if (cluster.head?.rayStartParams?.["num-cpus"] === undefined) {
    faults.add(
      "cluster.workerGroups",
      "must have a group, since the head takes no work; or give the head CPUs for it with 'cluster.head.rayStartParams[\"num-cpus\"]'",
    );
  } else if (excludeHeadPodFromServeSvc) {
    faults.add(
      "excludeHeadPodFromServeSvc",
      "leaves nothing that serves without worker groups; remove it, or give 'cluster.workerGroups'",
    );
  }
}

function checkUpgrade({ upgradeStrategy = {}, cluster }: RayServiceArgs, faults: Faults): void {
  const { type = "NewCluster", stepSizePercent = 0, maxSurgePercent = 100 } = upgradeStrategy;
  const at = (key: string) => joinPath("upgradeStrategy", key);
  if (type !== "NewClusterWithIncrementalUpgrade") {
    for (const key of Object.keys(upgradeStrategy).filter((other) => other !== "type")) {
      faults.add(
        at(key),
        "needs 'upgradeStrategy.type: NewClusterWithIncrementalUpgrade'; remove one of the two",
      );
    }
    return;
  }
  if (!faults.touch("cluster") && !isAutoscaling(cluster)) {
    faults.add(
      at("type"),
      "'NewClusterWithIncrementalUpgrade' needs Ray's autoscaler: give 'cluster.workerGroups' a 'maxReplicas' above 'minReplicas', or choose 'NewCluster'",
    );
  }
  for (const key of INCREMENTAL) {
    if (upgradeStrategy[key] !== undefined || faults.touch(at(key))) continue;
    faults.add(at(key), "must be given for 'NewClusterWithIncrementalUpgrade'");
  }
  if (stepSizePercent > maxSurgePercent) {
    faults.add(
      at("stepSizePercent"),
      `'stepSizePercent' (${stepSizePercent}) must be at most 'maxSurgePercent' (${maxSurgePercent})`,
    );
  }
}
