import { ApiException } from "@kubernetes/client-node";

/** Ends well also when the API server answers with this status. */
export async function ignoring(status: number, call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof ApiException && error.code === status)) throw error;
  }
}
