import type { JSONValue } from "convex/values";
import { RequestError } from "../errors.js";
import type { Authenticator } from "../auth/admin.js";
import type { CronRunner } from "../crons/runner.js";
import type { Deploys } from "../deploy.js";
import type { Crash, Step } from "../engine/background.js";
import type { CallOutcome } from "../engine/calls.js";
import type { TransactionLog } from "../engine/metrics.js";
import type { EnvChange } from "../environment.js";
import type { ClientCall, Functions } from "../functions.js";
import type { StartPushRequest, UdfType } from "../push/types.js";
import type { Storage } from "../storage.js";
import { advanceTime } from "../time.js";
import type { Handler } from "./adapter.js";
import { errorResponse } from "./adapter.js";
import { MAX_CALL_BYTES, MAX_PUSH_BYTES, readJson } from "./body.js";
import { preflight, withCors } from "./cors.js";

/** The parts of a deployment that its API uses. */
export type CloudApi = {
  authenticator: Authenticator;
  deploys: Deploys;
  functions: Functions;
  storage: Storage;
  crons: CronRunner;
  transactions: TransactionLog;
  background: {
    /** Empties the database, and holds what is scheduled from then on. */
    hold(): void;
    run(crash: Crash | null): Promise<Step[]>;
  };
  updateEnvironment(changes: EnvChange[]): void;
  urls(): { convexCloudUrl: string; convexSiteUrl: string };
  /** The time of the latest commit, in the format of the sync protocol. */
  timestamp(): string;
};

type Body = Record<string, unknown>;

type AdminRoute = (body: Body, request: Request) => unknown;

/** How long a poll of `convex dev` for log lines waits for its answer. */
const LOG_POLL_MS = 10_000;
const UDF_FAILED = 560;

/** The API that the CLI and the clients use. */
export function cloudHandler(api: CloudApi): Handler {
  const routes = { ...clientRoutes(api), ...adminRoutes(api) };
  const route = async (request: Request): Promise<Response> => {
    if (request.method === "OPTIONS") return preflight(request);
    const { pathname } = new URL(request.url);
    const handle = routes[`${request.method} ${pathname}`];
    if (handle) return handle(request);
    const isDownload = request.method === "GET" || request.method === "HEAD";
    if (isDownload && pathname.startsWith("/api/storage/")) {
      return api.storage.download(request);
    }
    if (pathname === "/") return new Response("This is a local Convex deployment.");
    throw new RequestError("NotFound", `No such endpoint: ${pathname}`, 404);
  };
  return async (request) => {
    try {
      return withCors(request, await route(request));
    } catch (error) {
      if (error instanceof RequestError) return withCors(request, errorResponse(error));
      throw error;
    }
  };
}

function clientRoutes(api: CloudApi): Record<string, Handler> {
  const run = (udfType?: UdfType) => (request: Request) =>
    runFunction(api, request, udfType);
  return {
    "POST /api/query": run("Query"),
    "POST /api/query_at_ts": run("Query"),
    "POST /api/mutation": run("Mutation"),
    "POST /api/action": run("Action"),
    "POST /api/function": run(),
    "POST /api/query_ts": async () => Response.json({ ts: api.timestamp() }),
    "POST /api/storage/upload": (request) => api.storage.upload(request),
    "GET /version": async () => new Response("unknown"),
  };
}

function adminRoutes(api: CloudApi): Record<string, Handler> {
  const { deploys, crons, transactions } = api;
  const push = (body: Body) => body as unknown as StartPushRequest;
  const routes: Record<string, AdminRoute> = {
    "POST /api/get_config_hashes": () => deploys.configHashes(),
    "POST /api/deploy2/start_push": (body) => deploys.startPush(push(body)),
    "POST /api/deploy2/evaluate_push": (body) => deploys.evaluatePush(push(body)),
    "POST /api/deploy2/evaluate_schema": () => deploys.evaluateSchema(),
    "POST /api/deploy2/wait_for_schema": () => deploys.waitForSchema(),
    "POST /api/deploy2/finish_push": (body) =>
      deploys.finishPush(body as Parameters<Deploys["finishPush"]>[0]),
    "POST /api/deploy2/report_push_completed": () => null,
    "GET /api/v1/get_canonical_urls": () => api.urls(),
    "POST /api/update_environment_variables": (body) => {
      api.updateEnvironment(body.changes as EnvChange[]);
      return null;
    },
    "GET /api/stream_function_logs": (_, request) => noLogsYet(request),
    "GET /api/local/transactions": () => transactions.list(),
    "DELETE /api/local/transactions": () => {
      transactions.clear();
      return null;
    },
    "GET /api/local/crons": () => crons.list(),
    "POST /api/local/crons/run": (body) =>
      crons.run(String(body.name), String(body.component ?? "")),
    "POST /api/local/background/hold": () => {
      api.background.hold();
      return null;
    },
    "POST /api/local/background/run": (body) =>
      api.background.run((body.crash ?? null) as Crash | null),
    "POST /api/local/time/advance": (body) => ({
      aheadMs: advanceTime(body.milliseconds),
    }),
  };
  const guard =
    (handle: AdminRoute): Handler =>
    async (request) => {
      // Checked before the body is read and decompressed.
      api.authenticator.requireAdmin(request.headers.get("authorization"));
      const hasBody = request.method === "POST";
      const body = hasBody ? await readJson(request, MAX_PUSH_BYTES) : {};
      return Response.json(await handle(body, request));
    };
  return Object.fromEntries(
    Object.entries(routes).map(([route, handle]) => [route, guard(handle)]),
  );
}

async function runFunction(
  api: CloudApi,
  request: Request,
  udfType: UdfType | undefined,
): Promise<Response> {
  const header = request.headers.get("authorization");
  const requester = await api.authenticator.fromHeader(header);
  const body = await readJson(request, MAX_CALL_BYTES);
  const call: ClientCall = {
    path: String(body.path),
    args: (Array.isArray(body.args) ? body.args[0] : body.args) as JSONValue,
    componentPath: requester.isAdmin ? (body.componentPath as string | null) : null,
    ...(udfType && { udfType }),
  };
  return toResponse(await api.functions.run(call, requester));
}

function toResponse(outcome: CallOutcome): Response {
  const { logLines } = outcome;
  if (outcome.ok) {
    return Response.json({ status: "success", value: outcome.value, logLines });
  }
  const { errorMessage, errorData } = outcome;
  const failure = { status: "error", errorMessage, errorData, logLines };
  return Response.json(failure, { status: UDF_FAILED });
}

/** Answers a poll of `convex dev` for log lines. They are in this process's output instead. */
async function noLogsYet(request: Request) {
  const cursor = Number(new URL(request.url).searchParams.get("cursor") ?? 0);
  await new Promise((resolve) => setTimeout(resolve, LOG_POLL_MS).unref());
  return { entries: [], newCursor: cursor };
}
