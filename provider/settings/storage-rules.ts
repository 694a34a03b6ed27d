import type { AksRayClusterArgs, StorageArgs } from "../args";
import { resourceIdRule } from "./azure-name-rules";
import { joinPath, type Faults } from "./faults";
import { checkField } from "./inputs";
import { rayPools } from "./ray-pools";
import { storageContainers } from "./storage";

const accountIdFault = resourceIdRule("Microsoft.Storage/storageAccounts", "a storage account");

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
  checkContainers(args, faults);
  if (args.blobCsiDriver === false && !faults.touch("blobCsiDriver")) {
    faults.add("blobCsiDriver", "is off, and 'storage' mounts its containers with it: remove one of the two");
  }
  checkServiceAccounts(args, faults);
}

/** All pods mount the storage, and have the identity for it by their service account. */
function checkServiceAccounts(args: AksRayClusterArgs, faults: Faults): void {
  const { ray = {} } = args;
  const places = [
    { path: "ray", pod: ray },
    { path: joinPath("ray", "head"), pod: ray.head },
    ...rayPools(args).map(({ path, pool }) => ({ path: joinPath(path, "worker"), pod: pool.worker })),
  ];
  for (const { path, pod } of places) {
    const at = joinPath(path, "serviceAccountName");
    if (pod?.serviceAccountName === undefined || faults.touch(at)) continue;
    faults.add(
      at,
      "excludes 'storage', which makes a service account with the identity for its blobs: remove one of the two",
    );
  }
  if (ray.historyServer?.clientId !== undefined) {
    faults.add(
      "ray.historyServer.clientId",
      "excludes 'storage', whose identity the pods have: remove it, and give that identity the role on the account of 'accountUrl'",
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

function checkContainers(args: AksRayClusterArgs, faults: Faults): void {
  if (faults.touch("storage.containers")) return;
  const containers = storageContainers(args);
  if (containers.length === 0) {
    faults.add("storage.containers", "must have at least one container, or be left out for 'ray'");
  }
  const sound: { name: string; mountPath: string }[] = [];
  for (const { name, mountPath } of containers) {
    const at = joinPath("storage", "containers", name);
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
