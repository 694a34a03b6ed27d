import { text } from "./agent-pool/values";
import { isMap } from "../plugin";
import { ArmError, resourceNotFound } from "./arm-error";
import { find } from "./arm-state";
import type { Handler } from "./handler";
import { simple } from "./simple-handler";

/** Storage docs, storage-account-overview: premium redundancies are those of kinds of their own. */
const PREMIUM_KINDS = ["BlockBlobStorage", "FileStorage"];

/** Azure docs, resource-name-rules (Microsoft.Storage): 3 to 24 lower-case letters and digits, unique in all of Azure. */
const accounts = simple(({ id, name, body, existing, state }) => {
  if (!/^[a-z0-9]{3,24}$/.test(name)) {
    const message = `${name} is not a valid storage account name. Storage account name must be between 3 and 24 characters in length and use numbers and lower-case letters only.`;
    throw new ArmError(400, "AccountNameInvalid", message);
  }
  const taken = Object.values(state.resources).some(
    (other) => other.token.endsWith(":StorageAccount") && other.id !== id && other.id.endsWith(`/${name}`),
  );
  if (taken) {
    const message = `The storage account named ${name} is already taken.`;
    throw new ArmError(409, "StorageAccountAlreadyTaken", message);
  }
  const sku = isMap(body["sku"]) ? text(body["sku"]["name"]) : "";
  const kind = text(body["kind"]);
  // Premium page blobs are StorageV2 with Premium_LRS; they take no hierarchical namespace.
  const pageBlobs = kind === "StorageV2" && sku === "Premium_LRS" && body["isHnsEnabled"] !== true;
  if (sku.startsWith("Premium_") !== PREMIUM_KINDS.includes(kind) && !pageBlobs) {
    const message = `Values for request parameters are invalid: sku ${sku} is not supported with kind ${kind}.`;
    throw new ArmError(400, "InvalidValuesForRequestParameters", message);
  }
  // Storage docs, redundancy: geo-redundant and zone-redundant accounts are not converted into premium ones, nor back.
  const before = isMap(existing?.body["sku"]) ? text(existing.body["sku"]["name"]) : sku;
  if (before.startsWith("Premium_") !== sku.startsWith("Premium_")) {
    throw new ArmError(409, "StorageAccountTypeConversionNotAllowed", `${before} cannot become ${sku}.`);
  }
  // Storage REST, accounts update: neither is among what an account's update changes.
  for (const property of ["isHnsEnabled", "kind"]) {
    if (existing === undefined || existing.body[property] === body[property]) continue;
    throw new ArmError(
      409,
      "AccountPropertyCannotBeUpdated",
      `The property '${property}' cannot be updated.`,
    );
  }
  return {
    primaryEndpoints: {
      blob: `https://${name}.blob.core.windows.net/`,
      dfs: `https://${name}.dfs.core.windows.net/`,
    },
  };
});

/** Storage docs, naming-and-referencing-containers: 3 to 63 lower-case letters, digits and single hyphens. */
const containers = simple(({ id, name, path, body, state }) => {
  const accountId = id.replace(/\/blobServices\/.*$/i, "");
  const account = find(state, accountId);
  if (account === undefined) {
    const resource = `Microsoft.Storage/storageAccounts/${text(path["accountName"])}`;
    throw resourceNotFound(resource, text(path["resourceGroupName"]));
  }
  if (!/^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
    const message = `The specifed resource name contains invalid characters: '${name}'.`;
    throw new ArmError(400, "ContainerNameInvalid", message);
  }
  // Storage docs, anonymous-read-access-prevent: the account's setting wins.
  const access = text(body["publicAccess"] ?? "None");
  if (access !== "None" && account.body["allowBlobPublicAccess"] !== true) {
    throw new ArmError(
      409,
      "PublicAccessNotPermitted",
      "Public access is not permitted on this storage account.",
    );
  }
  return {};
});

/** Handlers of storage, by type token. */
export const STORAGE_RESOURCES: Record<string, Handler> = {
  "azure-native:storage:StorageAccount": accounts,
  "azure-native:storage:BlobContainer": containers,
};
