import type { FunctionReturnType } from "convex/server";
import { isMusicLibraryError } from "../../../shared/errors.js";
import { internal } from "../../_generated/api.js";
import { type ActionCtx, env } from "../../_generated/server.js";
import { NonRetryableError } from "../work/pools.js";
import type { RunWork } from "../work/runs.js";
import { type ClerkApi, clerkApi } from "./backendApi.js";
import { ClerkApiError } from "./request.js";

type RunForPage = NonNullable<
  FunctionReturnType<typeof internal.model.clerk.runs.forPage>
>;

const DEFAULT_WAIT_MS = 10_000;

/**
 * Does the work of one page of a run, with Clerk's Backend API at hand. When Clerk
 * says to wait, the page is asked for again later; what time may mend is left to
 * the pool to try again; anything else ends the run.
 */
export async function fetchRunPage(
  ctx: ActionCtx,
  work: RunWork,
  fetchPage: (api: ClerkApi, run: RunForPage) => Promise<void>,
) {
  const run = await ctx.runQuery(internal.model.clerk.runs.forPage, work);
  if (run === null) return;
  try {
    await callClerk((api) => fetchPage(api, run));
  } catch (error) {
    if (!(error instanceof ClerkApiError) || error.kind !== "rateLimited") throw error;
    const waitMs = error.retryAfterMs ?? DEFAULT_WAIT_MS;
    await ctx.runMutation(internal.model.clerk.runs.postpone, { ...work, waitMs });
  }
}

/** Calls Clerk with the key of the component's environment, which goes nowhere else. */
export async function callClerk<T>(call: (api: ClerkApi) => Promise<T>): Promise<T> {
  try {
    return await call(
      clerkApi({ secretKey: env.CLERK_SECRET_KEY, apiUrl: env.CLERK_API_URL }),
    );
  } catch (error) {
    const isFinal =
      isMusicLibraryError(error) ||
      (error instanceof ClerkApiError && !error.isRetryable);
    if (!isFinal) throw error;
    throw new NonRetryableError(
      isMusicLibraryError(error) ? error.data.message : error.message,
    );
  }
}

/**
 * The id of the instance that the key belongs to. Throws when users of another one
 * are expected.
 */
export async function checkedInstance(
  api: ClerkApi,
  expected: string | undefined,
): Promise<string> {
  const { id } = await api.getInstance();
  if (expected === undefined || expected === "" || id === expected) return id;
  throw new NonRetryableError(
    `CLERK_SECRET_KEY belongs to the instance ${id}, the users are of ${expected}.`,
  );
}
