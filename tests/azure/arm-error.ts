/** An error answer of Azure Resource Manager, worded as azure-native prints it. */
export class ArmError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    /** Azure's own text. */
    readonly detail: string,
    /** Seconds after which to ask again; with 429. */
    readonly retryAfter?: number,
    /** What azure-native finds as the message in the answer's body. Defaults to the text. */
    body: string = detail,
  ) {
    // pulumi-azure-native client_azcore.go, PulumiAzcoreResponseError
    super(`Status=${status} Code="${code}" Message="${body}"`);
    this.name = "ArmError";
  }
}

/**
 * An error of the AKS resource provider, which is flat where ARM's own nest under `error`; azure-native then prints
 * the whole body (newResponseError takes the message from `error.message` only).
 */
export function aksError(status: number, code: string, message: string, target?: string): ArmError {
  const body = { code, details: null, message, subcode: "", ...(target !== undefined && { target }) };
  return new ArmError(status, code, message, undefined, JSON.stringify(body, undefined, 1));
}

/** A value of a request that AKS does not take. */
export function invalidParameter(path: string, value: unknown, allowed: string): ArmError {
  const shown = typeof value === "string" ? value : JSON.stringify(value);
  const message = `The value of parameter ${path} is invalid. Error details: '${shown}' ${allowed}. Please see https://aka.ms/aks-naming-rules for more details.`;
  return aksError(400, "InvalidParameter", message, path);
}

export function badRequest(message: string): ArmError {
  return aksError(400, "BadRequest", message);
}

/** A property that cannot change after creation. `property` as ARM spells it, e.g. `properties.osDiskType`. */
export function propertyChangeNotAllowed(property: string): ArmError {
  const message = `Changing property '${property}' is not allowed.`;
  return aksError(400, "PropertyChangeNotAllowed", message, property);
}

export function resourceGroupNotFound(name: string): ArmError {
  return new ArmError(404, "ResourceGroupNotFound", `Resource group '${name}' could not be found.`);
}

/** `resource` as ARM names it, e.g. `Microsoft.ContainerService/managedClusters/ml`. */
export function resourceNotFound(resource: string, resourceGroup: string): ArmError {
  const message = `The Resource '${resource}' under resource group '${resourceGroup}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`;
  return new ArmError(404, "ResourceNotFound", message);
}
