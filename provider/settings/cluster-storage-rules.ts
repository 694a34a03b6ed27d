import type { JobClusterArgs, RayClusterArgs } from "../args";
import { joinPath, type Faults } from "./faults";
import { checkField } from "./inputs";
import { accountIdFault, checkContainers, checkPodIdentities } from "./storage-rules";

/** Checks the storage of a Ray cluster without an AKS cluster of its own; `at` is the path of the Ray cluster. */
export function checkClusterStorage(
  args: RayClusterArgs & Pick<JobClusterArgs, "storageReference">,
  at: string,
  faults: Faults,
): void {
  const { storage } = args;
  if (!hasStorage(args)) return;
  const argument = storage === undefined ? "storageReference" : "storage";
  const path = joinPath(at, argument);
  checkPodIdentities(argument, podsOf(args, at), faults);
  if (storage === undefined) return;
  checkField(storage, "resourceId", path, faults, accountIdFault);
  checkField(storage, "oidcIssuerUrl", path, faults, issuerFault);
  checkContainers(storage, path, faults);
}

/** Whether the pods have the identity of storage. */
export function hasStorage({
  storage,
  storageReference,
}: Pick<RayClusterArgs, "storage"> & Pick<JobClusterArgs, "storageReference">): boolean {
  return storage !== undefined || storageReference !== undefined;
}

function podsOf(args: RayClusterArgs, at: string) {
  const groups = Object.entries(args.workerGroups ?? {});
  return [
    { path: at, pod: args },
    { path: joinPath(at, "head"), pod: args.head },
    ...groups.map(([name, pod]) => ({ path: joinPath(at, "workerGroups", name), pod })),
  ];
}

function issuerFault(url: string): string | undefined {
  return /^https:\/\/[^\s/]+(\/\S*)?$/.test(url)
    ? undefined
    : `'${url}' is no address of an OpenID Connect issuer; take the output 'oidcIssuerUrl' of the AksCluster`;
}
