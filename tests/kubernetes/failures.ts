import { InitFailedError, type PropertyMap } from "../plugin";
import { ApiError } from "./api-error";
import { NotReadyError } from "./await";

/** What may fail in a preview without the update failing later: no right to try, or the namespace is still to come. */
export function isPreviewObstacle(error: unknown): boolean {
  return (
    error instanceof ApiError && (error.isForbidden || error.isAlreadyExists || error.isNamespaceMissing)
  );
}

/** The resource stands but is not ready; the reasons follow the message. */
export function initFailed(
  id: string,
  properties: PropertyMap,
  message: string,
  error: unknown,
): InitFailedError {
  return new InitFailedError(id, properties, [
    message,
    ...(error instanceof NotReadyError ? error.reasons : []),
  ]);
}
