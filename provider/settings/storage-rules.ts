import type { AksRayClusterArgs, RayArgs, StorageArgs } from "../args";
import { resourceIdRule } from "./azure-name-rules";
import { joinPath, type Faults } from "./faults";
import { checkField } from "./inputs";
import { rayPools } from "./ray-pools";
import { storageContainers } from "./storage";

/** Reason why a text is no resource id of a storage account. */
export const accountIdFault = resourceIdRule("Microsoft.Storage/storageAccounts", "a storage account");

/** https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata */
const CONTAINER_NAME = /^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/;

const ABSOLUTE_PATH = /^(\/(?!\.{1,2}(\/|$))[^/:\s]+)+$/;

/** Directories that head and workers have of their own: the system's, Ray's temporary files and its object store. */
const TAKEN = [
  "/bin",
  "/dev",
  "/etc",
  "/home",
  "/lib",
  "/object-spilling",
  "/object-store",
  "/opt",
  "/proc",
  "/sys",
  "/tmp",
  "/usr",
  "/var",
];

/** Arguments of an account that is made. */
const OF_A_NEW_ACCOUNT = ["accountName", "sku", "onDestroy"] as const;

/** Checks that storage is either there or to be made, and can be reached and mounted. */
export function checkStorage(args: AksRayClusterArgs, faults: Faults): void {
  const { storage } = args;
  if (storage === undefined) return;
  checkAccount(storage, faults);
  checkContainers(storage, "storage", faults);
  if (args.blobCsiDriver === false && !faults.touch("blobCsiDriver")) {
    faults.add("blobCsiDriver", "is off, and 'storage' mounts its containers with it: remove one of the two");
  }
  const { ray = {} } = args;
  const pods = [
    { path: "ray", pod: ray },
    { path: joinPath("ray", "head"), pod: ray.head },
    ...rayPools(args).map(({ path, pool }) => ({ path: joinPath(path, "worker"), pod: pool.worker })),
  ];
  checkPodIdentities("storage", pods, faults);
}

/** Arguments of pods, and where they stand. */
interface PodPlace {
  path: string;
  pod?: Pick<RayArgs, "historyServer" | "serviceAccountName">;
}

/** All pods mount the storage that `argument` says, and have the identity for it by their service account. */
export function checkPodIdentities(argument: string, pods: PodPlace[], faults: Faults): void {
  for (const { path, pod } of pods) {
    const at = joinPath(path, "serviceAccountName");
    if (pod?.serviceAccountName !== undefined && !faults.touch(at)) {
      faults.add(
        at,
        `excludes '${argument}', whose service account has the identity for its blobs: remove one of the two`,
      );
    }
    if (pod?.historyServer?.clientId === undefined) continue;
    faults.add(
      joinPath(path, "historyServer", "clientId"),
      `excludes '${argument}', whose identity the pods have: remove it, and give that identity the role on the account of 'accountUrl'`,
    );
  }
}

function checkAccount(storage: StorageArgs, faults: Faults): void {
  checkField(storage, "resourceId", "storage", faults, accountIdFault);
  if (storage.resourceId === undefined) return;
  for (const key of OF_A_NEW_ACCOUNT) {
    const at = joinPath("storage", key);
    if (storage[key] === undefined || faults.touch(at)) continue;
    faults.add(at, "is of a new storage account: remove it, or remove 'resourceId'");
  }
}

/** Checks names and mounts of the containers of the storage at `path`. */
export function checkContainers(
  storage: Pick<StorageArgs, "containers">,
  path: string,
  faults: Faults,
): void {
  if (faults.touch(joinPath(path, "containers"))) return;
  const containers = storageContainers(storage);
  if (containers.length === 0) {
    faults.add(joinPath(path, "containers"), "must have at least one container, or be left out for 'ray'");
  }
  const sound: { name: string; mountPath: string }[] = [];
  for (const { name, mountPath } of containers) {
    const at = joinPath(path, "containers", name);
    if (!CONTAINER_NAME.test(name)) {
      faults.add(
        at,
        `'${name}' is no name of a blob container: use 3 to 63 lower-case letters, digits and single '-', a letter or digit first and last`,
      );
      continue;
    }
    const other = sound.find((mounted) => overlap(mounted.mountPath, mountPath));
    const reason =
      pathFault(mountPath) ??
      (other && `'${mountPath}' overlaps '${other.mountPath}' of '${other.name}'; choose another directory`);
    if (reason === undefined) sound.push({ name, mountPath });
    else faults.add(joinPath(at, "mountPath"), reason);
  }
}

function pathFault(path: string): string | undefined {
  if (!ABSOLUTE_PATH.test(path)) {
    return `must be an absolute path such as '/mnt/ray', without ':', spaces and a '/' last, not '${path}'`;
  }
  const taken = TAKEN.find((directory) => path === directory || path.startsWith(`${directory}/`));
  return taken === undefined
    ? undefined
    : `'${path}' would hide what the image has in '${taken}'; choose a directory below '/mnt'`;
}

function overlap(path: string, other: string): boolean {
  return `${path}/`.startsWith(`${other}/`) || `${other}/`.startsWith(`${path}/`);
}
