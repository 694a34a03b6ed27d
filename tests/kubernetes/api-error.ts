/** The `Status` object with which the API server refuses a request. */
export interface ApiStatus {
  code: number;
  reason?: string;
  message?: string;
  details?: {
    kind?: string;
    name?: string;
    causes?: { reason?: string; message?: string; field?: string }[];
  };
}

/** The API server answered with an error; the message is the server's own. */
export class ApiError extends Error {
  constructor(readonly status: ApiStatus) {
    super(status.message ?? `the server answered with HTTP ${status.code}`);
    this.name = "ApiError";
  }

  /** Reads the body of an answer; whatever is no `Status` becomes the message. */
  static from(code: number, body: string): ApiError {
    try {
      const status = JSON.parse(body) as Partial<ApiStatus> & { kind?: string };
      if (status.kind === "Status") return new ApiError({ ...status, code });
    } catch {
      // Not JSON: a proxy's page or a plain text, which is shown as it stands.
    }
    return new ApiError({ code, message: body.trim() || undefined });
  }

  get isNotFound(): boolean {
    return this.status.code === 404;
  }

  get isConflict(): boolean {
    return this.status.code === 409 && this.status.reason === "Conflict";
  }

  get isAlreadyExists(): boolean {
    return this.status.code === 409 && this.status.reason === "AlreadyExists";
  }

  get isForbidden(): boolean {
    return this.status.code === 403;
  }

  get isGone(): boolean {
    return this.status.code === 410;
  }

  /** The namespace that the object should stand in does not exist. */
  get isNamespaceMissing(): boolean {
    return this.isNotFound && this.status.details?.kind === "namespaces";
  }
}

/** The server has no such kind: no CustomResourceDefinition for it, or it was removed. */
export class UnknownKindError extends Error {
  constructor(
    readonly apiVersion: string,
    readonly kind: string,
  ) {
    super(`no matches for kind "${kind}" in version "${apiVersion}"`);
    this.name = "UnknownKindError";
  }
}

/** The server could not be reached at all. */
export class UnreachableError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = "UnreachableError";
  }
}

export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.isNotFound;
}
