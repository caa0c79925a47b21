import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { LocalIssuer } from "../auth/issuer.js";
import { RequestError } from "../errors.js";
import { errorResponse, serve } from "../http/adapter.js";
import { listen } from "../http/listen.js";
import { Accounts } from "./accounts.js";
import { type Answer, BackendApi } from "./backendApi.js";
import { clerkEventOf } from "./clerkUser.js";
import { Deliveries, type WebhookEndpoint } from "./deliveries.js";
import { PageApi } from "./pageApi.js";

export type LocalAccountsOptions = {
  port?: number;
  /** Signs the tokens of users who are signed in. */
  issuer: Pick<LocalIssuer, "token">;
  /** Where to send user events, as Clerk does. */
  webhook: WebhookEndpoint;
  /** The secret key with which the Backend API can be called. */
  secretKey: string;
  /** How long to wait before each delivery attempt, in ms. Svix's schedule by default. */
  schedule?: readonly number[];
  /** A delay before each Backend API answer, in ms, to simulate a network. Default 0. */
  answerDelayMs?: number;
};

/** Stands in for Clerk on this machine. */
export type LocalAccounts = {
  /** The base URL of the page's API; also the value for `CLERK_API_URL`. */
  url: string;
  accounts: Accounts;
  /** Allows pages of this origin to call. All other origins are refused. */
  allowPage(origin: string): void;
  close(): Promise<void>;
};

/**
 * Starts an account service for development, which stands in for Clerk: sign-up, sign-in
 * without a password, signed tokens, signed webhooks, and the part of the Backend API
 * that the sync uses. It listens on the loopback interface and keeps accounts in memory.
 */
export async function startLocalAccounts(
  options: LocalAccountsOptions,
): Promise<LocalAccounts> {
  const deliveries = new Deliveries(options.webhook, options.schedule);
  const accounts = new Accounts((event) => deliveries.send(clerkEventOf(event)));
  const backend = new BackendApi(accounts, options.secretKey);
  const page = new PageApi(accounts, options.issuer);
  let pageOrigin: string | null = null;
  let url = "";

  const server = createServer(
    serve(
      () => url,
      async (request) => {
        if (request.headers.get("host") !== new URL(url).host)
          return foreignOriginResponse();
        const isBackend = new URL(request.url).pathname.startsWith("/v1/");
        if (isBackend) {
          await sleep(options.answerDelayMs ?? 0);
          return responseOf(backend.answer(request));
        }
        if (pageOrigin === null || request.headers.get("origin") !== pageOrigin) {
          return foreignOriginResponse();
        }
        return withCors(await answerPage(page, request), pageOrigin);
      },
      console.error,
    ),
  );
  const listening = await listen(server, options.port ?? 0);
  url = listening.url;
  return {
    url,
    accounts,
    allowPage(origin) {
      pageOrigin = origin;
    },
    close() {
      deliveries.stop();
      return listening.close();
    },
  };
}

async function answerPage(page: PageApi, request: Request): Promise<Response> {
  if (request.method === "OPTIONS") return new Response(null, { status: 204 });
  try {
    return responseOf(await page.answer(request));
  } catch (error) {
    if (error instanceof RequestError) return errorResponse(error);
    throw error;
  }
}

function responseOf({ status, body }: Answer): Response {
  return body === undefined
    ? new Response(null, { status })
    : Response.json(body, { status });
}

/** Also the answer to another host name that resolves to this machine (DNS rebinding). */
function foreignOriginResponse(): Response {
  return errorResponse(
    new RequestError("ForeignOrigin", "This origin is not allowed.", 403),
  );
}

function withCors(response: Response, origin: string): Response {
  const { headers } = response;
  headers.set("access-control-allow-origin", origin);
  headers.set("access-control-allow-methods", "GET, POST, PATCH, DELETE");
  headers.set("access-control-allow-headers", "authorization, content-type");
  headers.set("access-control-max-age", "600");
  headers.set("vary", "origin");
  return response;
}
