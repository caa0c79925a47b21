/// <reference types="vite/client" />
import { convexTest } from "convex-test";
import {
  clerkUserEvent,
  register,
  sendWebhook,
  testWebhookSecret,
} from "convex-music-library/test";
import { expect, test, vi } from "vitest";
import { api } from "../convex/_generated/api";
import schema from "../convex/schema";

const modules = import.meta.glob("../convex/**/*.{ts,js}");

const clerk = "https://clerk.example.com";

function startApp() {
  vi.stubEnv("CLERK_WEBHOOK_SECRET", testWebhookSecret);
  const t = convexTest({ schema, modules });
  register(t);
  return t;
}

test("a signed user.created through the app's route makes the user", async () => {
  const t = startApp();
  const event = clerkUserEvent("user.created", { id: "user_ada", first_name: "Ada" });
  expect((await sendWebhook(t, event)).status).toBe(200);

  const ada = t.withIdentity({ subject: "user_ada", issuer: clerk });
  const user = await ada.query(api.users.current, {});
  expect(user).toMatchObject({ name: "Ada", role: "guest", syncedBy: "webhook" });
});

test("one signed with another secret does not", async () => {
  const t = startApp();
  const event = clerkUserEvent("user.created", { id: "user_eve", first_name: "Eve" });
  const secret = `whsec_${btoa("a key that Clerk does not have")}`;
  expect((await sendWebhook(t, event, { secret })).status).toBe(400);

  const eve = t.withIdentity({ subject: "user_eve", issuer: clerk });
  expect(await eve.query(api.users.current, {})).toBeNull();
});
