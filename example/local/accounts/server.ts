import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { LocalIssuer } from "../auth/issuer.js";
import { RequestError } from "../errors.js";
import { refusal, serve } from "../http/adapter.js";
import { listen } from "../http/listen.js";
import { Accounts } from "./accounts.js";
import { type Answer, BackendApi } from "./backendApi.js";
import { clerkEventOf } from "./clerkUser.js";
import { Deliveries, type WebhookEndpoint } from "./deliveries.js";
import { PageApi } from "./pageApi.js";

export type LocalAccountsOptions = {
  port?: number;
  /** Signs the tokens of those who are signed in. */
  issuer: Pick<LocalIssuer, "token">;
  /** Where it tells of its users, as Clerk does. */
  webhook: WebhookEndpoint;
  /** What the deployment shows when it asks as it would ask Clerk's Backend API. */
  secretKey: string;
  /** How long to wait before each attempt of a delivery, in ms. By default as Svix. */
  schedule?: readonly number[];
  /** How long the Backend API takes to answer, in ms, as if there were a network. */
  answerDelayMs?: number;
};

/** Stands in for Clerk on this machine. */
export type LocalAccounts = {
  /** For the page, and as `CLERK_API_URL`. */
  url: string;
  accounts: Accounts;
  /** Lets a page call; the pages of other origins are refused. */
  allowPage(origin: string): void;
  close(): Promise<void>;
};

/**
 * Starts an account service for development: sign-up, sign-in without a password,
 * signed tokens, the same signed webhooks as Clerk sends, and what the sync asks of
 * Clerk's Backend API. It listens on the loopback interface and keeps all in memory.
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
        if (request.headers.get("host") !== new URL(url).host) return foreign();
        const isBackend = new URL(request.url).pathname.startsWith("/v1/");
        if (isBackend) {
          await sleep(options.answerDelayMs ?? 0);
          return responseOf(backend.answer(request));
        }
        if (pageOrigin === null || request.headers.get("origin") !== pageOrigin) {
          return foreign();
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
    if (error instanceof RequestError) return refusal(error);
    throw error;
  }
}

function responseOf({ status, body }: Answer): Response {
  return body === undefined
    ? new Response(null, { status })
    : Response.json(body, { status });
}

/** Also against a name that somebody else lets point to this machine. */
function foreign(): Response {
  return refusal(new RequestError("ForeignOrigin", "Not from this page.", 403));
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
