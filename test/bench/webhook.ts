import { api } from "../../example/convex/_generated/api.js";
import {
  clerkUserDeletedEvent,
  clerkUserEvent,
  type SigningOptions,
  signWebhook,
} from "../../src/testing/clerk.js";
import type { Example } from "../example/deployed.js";
import { costOf } from "./measure.js";
import type { Bound, Row } from "./table.js";

const bound: Bound = { functions: 1, documentsRead: 5, documentsWritten: 5 };

/** What each kind of webhook event costs. */
export async function webhookCosts(example: Example): Promise<Row[]> {
  const post = async (event: unknown, options?: SigningOptions) => {
    const route = `${example.siteUrl}/music/clerk-users-webhook`;
    const { status } = await fetch(route, signWebhook(event, options));
    if (status !== 200) throw new Error(`The webhook answered ${status}.`);
  };
  const user = (id: string, at: number, first_name = "Ada") =>
    clerkUserEvent("user.updated", {
      id,
      first_name,
      // Verified, so that playlists are looked for that wait for their owner.
      email: `${id}@example.com`,
      updated_at: at,
    });
  const byToken = await example.client("user_token");
  await byToken.mutation(api.users.ensureCurrent, {});

  const once = { deliveryId: "msg_once" };
  const events: [string, () => Promise<void>][] = [
    ["user.created", () => post(user("user_a", 1e12), once)],
    ["the same delivery again", () => post(user("user_a", 1e12), once)],
    ["the same event, another delivery", () => post(user("user_a", 1e12))],
    ["user.updated", () => post(user("user_a", 2e12, "Grace"))],
    ["an older user.updated", () => post(user("user_a", 1.5e12, "Old"))],
    ["user.created, after the fallback", () => post(user("user_token", 1e12))],
    ["user.deleted", () => post(clerkUserDeletedEvent("user_a"))],
    ["user.updated, after the delete", () => post(user("user_a", 3e12))],
    ["user.deleted, before the user", () => post(clerkUserDeletedEvent("user_b"))],
    ["an ignored event", () => post({ ...user("user_c", 1), type: "session.created" })],
  ];
  const rows: Row[] = [];
  for (const [work, run] of events) {
    rows.push({ work, cost: await costOf(example, "clerk:receive", run), bound });
  }
  return rows;
}
