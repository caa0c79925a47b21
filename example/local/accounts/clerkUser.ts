import { clerkUserDeletedEvent, clerkUserEvent } from "../../../src/testing/clerk.js";
import type { Account, AccountEvent } from "./accounts.js";

/** The webhook event that Clerk would send. */
export function clerkEventOf(event: AccountEvent) {
  return event.type === "user.deleted"
    ? clerkUserDeletedEvent(event.account.id)
    : clerkUserEvent(event.type, fieldsOf(event.account));
}

/** The user object that Clerk's Backend API would return. */
export function clerkUserOf(account: Account) {
  return clerkUserEvent("user.updated", fieldsOf(account)).data;
}

function fieldsOf({ id, name, email, createdAt, updatedAt }: Account) {
  const [first_name, ...others] = name.split(/\s+/);
  return {
    id,
    first_name: first_name ?? null,
    last_name: others.join(" ") || null,
    email,
    created_at: createdAt,
    updated_at: updatedAt,
  };
}
