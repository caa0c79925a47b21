import { randomBytes } from "node:crypto";
import { RequestError } from "../errors.js";

/** Somebody who has signed up. Times are in ms. */
export type Account = {
  /** Looks like a user id of Clerk's. */
  id: string;
  name: string;
  email: string;
  /** What the sign-in page says of an account that it offers. */
  offeredAs?: string;
  createdAt: number;
  updatedAt: number;
};

export type AccountEvent =
  | { type: "user.created" | "user.updated"; account: Account }
  | { type: "user.deleted"; account: Account };

const MOST_ACCOUNTS = 10_000;
const LONGEST_NAME = 100;
const LONGEST_EMAIL = 254;

/** The accounts of this machine, in memory, in the order of their creation. */
export class Accounts {
  readonly #accounts = new Map<string, Account>();
  readonly #emails = new Set<string>();

  /** @param tell Hears of every change, as Clerk's webhooks tell of it. */
  constructor(private readonly tell: (event: AccountEvent) => void) {}

  /**
   * Makes an account.
   *
   * @param silently Tells nobody: as if it were older than the webhook.
   */
  create(
    fields: Pick<Account, "name" | "email" | "offeredAs">,
    { silently = false } = {},
  ): Account {
    const name = checkedName(fields.name);
    const email = checkedEmail(fields.email);
    if (this.#emails.has(email)) {
      throw new RequestError(
        "EmailTaken",
        "There is an account with this e-mail address.",
        409,
      );
    }
    if (this.#accounts.size >= MOST_ACCOUNTS) {
      throw new RequestError(
        "TooManyAccounts",
        "There is no room for more accounts.",
        507,
      );
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
    if (!silently) this.tell({ type: "user.created", account });
    return account;
  }

  rename(id: string, name: string): Account {
    const before = this.require(id);
    const updatedAt = Math.max(Date.now(), before.updatedAt + 1);
    const account = { ...before, name: checkedName(name), updatedAt };
    this.#accounts.set(id, account);
    this.tell({ type: "user.updated", account });
    return account;
  }

  /** @param silently Tells nobody: as if the webhook had been unreachable. */
  remove(id: string, { silently = false } = {}) {
    const account = this.require(id);
    this.#accounts.delete(id);
    this.#emails.delete(account.email);
    if (!silently) this.tell({ type: "user.deleted", account });
  }

  get(id: string): Account | undefined {
    return this.#accounts.get(id);
  }

  require(id: string): Account {
    const account = this.#accounts.get(id);
    if (!account)
      throw new RequestError("NoSuchAccount", "There is no such account.", 404);
    return account;
  }

  /** All of them, oldest first. */
  all(): Account[] {
    return [...this.#accounts.values()];
  }
}

function checkedName(name: unknown): string {
  const text = typeof name === "string" ? name.trim() : "";
  if (text !== "" && text.length <= LONGEST_NAME) return text;
  throw new RequestError("InvalidName", `A name has 1 to ${LONGEST_NAME} characters.`);
}

function checkedEmail(email: unknown): string {
  const text = typeof email === "string" ? email.trim().toLowerCase() : "";
  if (text.length <= LONGEST_EMAIL && /^[^\s@]+@[^\s@]+$/.test(text)) return text;
  throw new RequestError("InvalidEmail", "This is not an e-mail address.");
}
