import { randomBytes } from "node:crypto";
import { RequestError } from "../errors.js";

/** A user who has signed up. Times are in ms since 1970. */
export type Account = {
  /** Has the form of a Clerk user id. */
  id: string;
  name: string;
  email: string;
  /** The label under which the sign-in page offers this account. Others are not offered. */
  offeredAs?: string;
  createdAt: number;
  updatedAt: number;
};

export type AccountEvent =
  | { type: "user.created" | "user.updated"; account: Account }
  | { type: "user.deleted"; account: Account };

const MAX_ACCOUNTS = 10_000;
const MAX_NAME_LENGTH = 100;
const MAX_EMAIL_LENGTH = 254;

/** The accounts, kept in memory, oldest first. */
export class Accounts {
  readonly #accounts = new Map<string, Account>();
  readonly #emails = new Set<string>();

  /** @param notify Called after every change, as Clerk would send a webhook. */
  constructor(private readonly notify: (event: AccountEvent) => void) {}

  /**
   * Creates an account.
   *
   * @param silently Sends no event, as if the account were older than the webhook.
   * @throws RequestError if the name or the email address is invalid, the address is
   *   taken, or there are too many accounts.
   */
  create(
    fields: Pick<Account, "name" | "email" | "offeredAs">,
    { silently = false } = {},
  ): Account {
    const name = checkName(fields.name);
    const email = checkEmail(fields.email);
    if (this.#emails.has(email)) {
      throw new RequestError(
        "EmailTaken",
        "An account with this email address already exists.",
        409,
      );
    }
    if (this.#accounts.size >= MAX_ACCOUNTS) {
      throw new RequestError("TooManyAccounts", "There are too many accounts.", 507);
    }
    const now = Date.now();
    const account: Account = {
      ...fields,
      id: `user_local${randomBytes(10).toString("hex")}`,
      name,
      email,
      createdAt: now,
      updatedAt: now,
    };
    this.#accounts.set(account.id, account);
    this.#emails.add(email);
    if (!silently) this.notify({ type: "user.created", account });
    return account;
  }

  rename(id: string, name: string): Account {
    const before = this.require(id);
    const updatedAt = Math.max(Date.now(), before.updatedAt + 1);
    const account = { ...before, name: checkName(name), updatedAt };
    this.#accounts.set(id, account);
    this.notify({ type: "user.updated", account });
    return account;
  }

  /** @param silently Sends no event, as if the webhook had been unreachable. */
  remove(id: string, { silently = false } = {}) {
    const account = this.require(id);
    this.#accounts.delete(id);
    this.#emails.delete(account.email);
    if (!silently) this.notify({ type: "user.deleted", account });
  }

  get(id: string): Account | undefined {
    return this.#accounts.get(id);
  }

  require(id: string): Account {
    const account = this.#accounts.get(id);
    if (!account)
      throw new RequestError("NoSuchAccount", "This account does not exist.", 404);
    return account;
  }

  /** All accounts, oldest first. */
  all(): Account[] {
    return [...this.#accounts.values()];
  }
}

function checkName(name: unknown): string {
  const text = typeof name === "string" ? name.trim() : "";
  if (text !== "" && text.length <= MAX_NAME_LENGTH) return text;
  throw new RequestError(
    "InvalidName",
    `A name must have 1 to ${MAX_NAME_LENGTH} characters.`,
  );
}

function checkEmail(email: unknown): string {
  const text = typeof email === "string" ? email.trim().toLowerCase() : "";
  if (text.length <= MAX_EMAIL_LENGTH && /^[^\s@]+@[^\s@]+$/.test(text)) return text;
  throw new RequestError("InvalidEmail", "This is not an email address.");
}
