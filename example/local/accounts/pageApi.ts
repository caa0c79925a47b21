import { randomBytes } from "node:crypto";
import type { LocalIssuer } from "../auth/issuer.js";
import { RequestError } from "../errors.js";
import type { Account, Accounts } from "./accounts.js";
import type { Answer } from "./backendApi.js";

/** An account as the page sees it. */
export type PageAccount = Pick<Account, "id" | "name" | "email" | "offeredAs">;

/** The result of signing in. Later requests send the session as their bearer token. */
export type SignedIn = { session: string; account: PageAccount };

const MAX_SESSIONS = 1_000;
const MAX_BODY_BYTES = 4_096;

type Fields = Record<string, unknown>;

/**
 * The API of the sign-in page. There are no passwords: anyone who can open the page can
 * sign in as any account, which is enough for a demo on your own machine.
 */
export class PageApi {
  readonly #sessions = new Map<string, string>();

  constructor(
    private readonly accounts: Accounts,
    private readonly issuer: Pick<LocalIssuer, "token">,
  ) {}

  async answer(request: Request): Promise<Answer> {
    const { pathname } = new URL(request.url);
    switch (`${request.method} ${pathname}`) {
      case "GET /accounts":
        return ok(
          this.accounts
            .all()
            .filter(({ offeredAs }) => offeredAs)
            .map(toPageAccount),
        );
      case "POST /sign-up":
        return ok(this.#signUp(await fieldsOf(request)));
      case "POST /sign-in":
        return ok(this.#signIn(await fieldsOf(request)));
      case "POST /sign-out":
        this.#sessions.delete(sessionOf(request));
        return { status: 204 };
      case "GET /account":
        return ok(toPageAccount(this.#requireAccount(request)));
      case "PATCH /account":
        return ok(await this.#rename(request));
      case "DELETE /account":
        this.#deleteAccount(this.#requireAccount(request));
        return { status: 204 };
      case "POST /token":
        return ok({ token: await this.#token(this.#requireAccount(request)) });
      default:
        throw new RequestError("NotFound", "This path does not exist.", 404);
    }
  }

  #signUp({ name, email }: Fields): SignedIn {
    const fields = { name: String(name ?? ""), email: String(email ?? "") };
    return this.#openSession(this.accounts.create(fields));
  }

  #signIn({ accountId }: Fields): SignedIn {
    return this.#openSession(this.accounts.require(String(accountId ?? "")));
  }

  async #rename(request: Request): Promise<PageAccount> {
    const { id } = this.#requireAccount(request);
    const { name } = await fieldsOf(request);
    return toPageAccount(this.accounts.rename(id, String(name ?? "")));
  }

  #deleteAccount({ id }: Account) {
    this.accounts.remove(id);
    for (const [session, accountId] of this.#sessions) {
      if (accountId === id) this.#sessions.delete(session);
    }
  }

  /** A token with the claims of Clerk's JWT template for Convex. */
  #token({ id, name, email }: Account): Promise<string> {
    return this.issuer.token({
      subject: id,
      claims: { name, email, email_verified: true },
    });
  }

  #openSession(account: Account): SignedIn {
    const oldest = this.#sessions.keys().next();
    if (this.#sessions.size >= MAX_SESSIONS) this.#sessions.delete(oldest.value!);
    const session = randomBytes(32).toString("base64url");
    this.#sessions.set(session, account.id);
    return { session, account: toPageAccount(account) };
  }

  #requireAccount(request: Request): Account {
    const account = this.accounts.get(this.#sessions.get(sessionOf(request)) ?? "");
    if (!account) throw new RequestError("SignedOut", "Sign in again.", 401);
    return account;
  }
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}

function toPageAccount({ id, name, email, offeredAs }: Account): PageAccount {
  return { id, name, email, ...(offeredAs !== undefined && { offeredAs }) };
}

function sessionOf(request: Request): string {
  return (request.headers.get("authorization") ?? "").replace(/^Bearer /, "");
}

async function fieldsOf(request: Request): Promise<Fields> {
  const size = Number(request.headers.get("content-length") ?? Infinity);
  if (!(size <= MAX_BODY_BYTES)) {
    throw new RequestError("TooLarge", "The request is too large.", 413);
  }
  const body: unknown = await request.json().catch(() => null);
  if (typeof body === "object" && body !== null) return body as Fields;
  throw new RequestError("BadJsonBody", "The request is not a JSON object.");
}
