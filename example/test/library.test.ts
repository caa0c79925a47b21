import { convexTest } from "convex-test";
import { isMusicLibraryError } from "convex-music-library";
import {
  clerkUserDeletedEvent,
  clerkUserEvent,
  register,
  sendWebhook,
  testWebhookSecret,
} from "convex-music-library/test";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api, internal } from "../convex/_generated/api";
import schema from "../convex/schema";

const modules = import.meta.glob("../convex/**/*.{js,ts}");

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubEnv("CLERK_WEBHOOK_SECRET", testWebhookSecret);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

function startApp() {
  const t = convexTest({ schema, modules, transactionLimits: true });
  register(t);
  return t;
}

type App = ReturnType<typeof startApp>;

/** Somebody with a token of Clerk's. Their row is made by their first mutation. */
function signedIn(t: App, subject: string) {
  const issuer = "https://clerk.example.com";
  return t.withIdentity({ subject, issuer, tokenIdentifier: `${issuer}|${subject}` });
}

/** Somebody with a row and a role. */
async function signUp(t: App, subject: string, role: "guest" | "vip" | "admin") {
  const someone = signedIn(t, subject);
  await someone.mutation(api.users.ensureCurrent, {});
  await t.mutation(internal.users.setRoleByExternalId, { externalId: subject, role });
  return someone;
}

test("a user whom Clerk tells of is known when they call", async () => {
  const t = startApp();
  const event = clerkUserEvent("user.created", { id: "user_ada", first_name: "Ada" });
  expect((await sendWebhook(t, event)).status).toBe(200);

  const user = await signedIn(t, "user_ada").query(api.users.current, {});
  expect(user).toMatchObject({ name: "Ada", role: "guest", syncedBy: "webhook" });
});

test("a review is refused for a track that its writer does not see", async () => {
  const t = startApp();
  const vip = await signUp(t, "user_vip", "vip");
  const guest = await signUp(t, "user_guest", "guest");
  const trackId = await vip.mutation(api.tracks.create, {
    title: "Rising",
    artist: "Ada",
    isLoop: false,
    visibility: "vip",
  });

  const review = { trackId, stars: 5, text: "Good" };
  await expect(guest.mutation(api.reviews.add, review)).rejects.toThrow("no such track");
  await vip.mutation(api.reviews.add, review);
  expect(await vip.query(api.reviews.listForTrack, { trackId })).toHaveLength(1);
});

test("a guest is refused with a code that the page can act on", async () => {
  const t = startApp();
  const guest = await signUp(t, "user_guest", "guest");
  const track = { title: "Rising", artist: "Ada", isLoop: false };
  const error: unknown = await guest.mutation(api.tracks.create, track).catch((e) => e);
  expect(isMusicLibraryError(error) && error.data.code).toBe("FORBIDDEN");
});

test("a deleted user's playlists are gone once the background has finished", async () => {
  const t = startApp();
  const ada = await signUp(t, "user_ada", "guest");
  const id = await ada.mutation(api.playlists.create, {
    title: "Mix",
    visibility: "public",
  });

  await sendWebhook(t, clerkUserDeletedEvent("user_ada"));
  await t.finishAllScheduledFunctions(vi.runAllTimers);
  expect(await t.query(api.playlists.get, { id })).toBeNull();
});
