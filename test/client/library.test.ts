import { afterEach, expect, test, vi } from "vitest";
import {
  clerkUserEvent,
  sendWebhook,
  testWebhookSecret,
} from "../../src/testing/clerk.js";
import fullIdentity from "../fixtures/clerk/identity/jwt-template-preset.full.json";
import bareIdentity from "../fixtures/clerk/identity/convex-integration.minimal.json";
import { type Host, startHost, tokenOf } from "./setup.js";

afterEach(() => vi.unstubAllEnvs());

const song = { title: "Song", artist: "Band", isLoop: false };

async function signUp({ t, api }: Host, subject: string, role: "vip" | "admin") {
  const as = t.withIdentity(tokenOf(subject));
  await as.mutation(api.users.ensureCurrent, {});
  await t.mutation(api.users.setRoleByExternalId, { externalId: subject, role });
  return as;
}

test("a token of the JWT template gives the user a name and an e-mail address", async () => {
  const { t, api } = startHost();
  const user = await t.withIdentity(fullIdentity).mutation(api.users.ensureCurrent, {});
  expect(user).toMatchObject({
    externalId: fullIdentity.subject,
    name: fullIdentity.name,
    email: fullIdentity.email,
    imageUrl: fullIdentity.pictureUrl,
  });
});

test("a token of Clerk's Convex integration works on every call", async () => {
  const { t, api } = startHost();
  const as = t.withIdentity(bareIdentity);
  const user = await as.mutation(api.users.ensureCurrent, {});
  expect(user).toMatchObject({ externalId: bareIdentity.subject, name: "Unknown" });
  await as.mutation(api.playlists.create, { title: "Mine" });
  expect(await as.mutation(api.users.ensureCurrent, {})).toEqual(user);
  expect(await as.query(api.playlists.mine, {})).toHaveLength(1);
});

test("a session that Clerk calls pending is nobody's", async () => {
  const { t, api } = startHost();
  const as = t.withIdentity({ ...bareIdentity, sts: "pending" });
  await expect(as.mutation(api.users.ensureCurrent, {})).rejects.toMatchObject({
    data: { code: "UNAUTHENTICATED" },
  });
});

test("whoever impersonates a user acts as that user, and gets no row of their own", async () => {
  const { t, api } = startHost();
  const act = { sub: "user_support", iss: "https://dashboard.clerk.com" };
  const as = t.withIdentity(tokenOf("user_1", { act }));
  await as.mutation(api.playlists.create, { title: "Theirs" });
  expect(await as.query(api.users.current, {})).toMatchObject({ externalId: "user_1" });
  const support = t.withIdentity(tokenOf("user_support"));
  expect(await support.query(api.users.current, {})).toBeNull();
});

test("tokens of other issuers count as none when an issuer is named", async () => {
  const ours = startHost({ issuer: "https://clerk.example.com/" });
  const others = startHost({ issuer: ["https://other.example.com"] });
  const ensure = ({ t, api }: Host) =>
    t.withIdentity(tokenOf("user_1")).mutation(api.users.ensureCurrent, {});
  expect(await ensure(ours)).toMatchObject({ externalId: "user_1" });
  await expect(ensure(others)).rejects.toMatchObject({
    data: { code: "UNAUTHENTICATED" },
  });
});

test("a host can identify callers in its own way", async () => {
  const { t, api } = startHost({
    identify: async (ctx) => {
      const identity = await ctx.auth.getUserIdentity();
      const externalId = identity?.clerkId;
      return typeof externalId === "string" ? { externalId } : null;
    },
  });
  const as = t.withIdentity(tokenOf("account|7", { clerkId: "user_7" }));
  const user = await as.mutation(api.users.ensureCurrent, {});
  expect(user.externalId).toBe("user_7");
  const nobody = t.withIdentity(tokenOf("account|8"));
  expect(await nobody.query(api.users.current, {})).toBeNull();
});

test("what a host leaves out has a default, and what it names holds", async () => {
  const plain = startHost();
  const strict = startHost({
    defaultTrackVisibility: "private",
    defaultPlaylistVisibility: "public",
    quotaBytes: { vip: 5 },
  });
  const made = async (host: Host) => {
    const as = await signUp(host, "user_1", "vip");
    const { api } = host;
    const id = await as.mutation(api.tracks.create, song);
    const playlist = await as.mutation(api.playlists.create, { title: "Mix" });
    return {
      track: (await as.query(api.tracks.get, { id }))?.visibility,
      playlist: (await as.query(api.playlists.get, { id: playlist }))?.visibility,
      quotaBytes: (await as.query(api.storage.usage, {})).quotaBytes,
    };
  };
  expect(await made(plain)).toEqual({
    track: "public",
    playlist: "private",
    quotaBytes: 10 * 1024 ** 3,
  });
  expect(await made(strict)).toEqual({
    track: "private",
    playlist: "public",
    quotaBytes: 5,
  });
});

test("an option that is no number of bytes is refused where it is given", () => {
  expect(() => startHost({ maxFileBytes: NaN })).toThrow(/maxFileBytes/);
  expect(() => startHost({ maxImageBytes: -1 })).toThrow(/maxImageBytes/);
  expect(() => startHost({ quotaBytes: { vip: Infinity } })).toThrow(/quotaBytes\.vip/);
});

test("host code acts as the system only by saying so", async () => {
  const { t, api } = startHost();
  const id = await t.mutation(api.host.createAsSystem, { title: "From the host" });
  const track = await t.query(api.tracks.get, { id });
  expect(track).toMatchObject({ title: "From the host" });
  expect(track).not.toHaveProperty("createdBy");
});

test("a host's function requires a role", async () => {
  const host = startHost();
  const { t, api } = host;
  const refusal = (call: Promise<unknown>) =>
    call.then(
      () => "done",
      (error: { data: { code: string } }) => error.data.code,
    );
  expect(await refusal(t.mutation(api.host.requireVip, {}))).toBe("UNAUTHENTICATED");
  const guest = t.withIdentity(tokenOf("user_guest"));
  expect(await refusal(guest.mutation(api.host.requireVip, {}))).toBe("FORBIDDEN");
  const vip = await signUp(host, "user_vip", "vip");
  expect(await vip.mutation(api.host.requireVip, {})).toBe("Unknown");
  const admin = await signUp(host, "user_admin", "admin");
  expect(await refusal(admin.mutation(api.host.requireVip, {}))).toBe("done");
});

test("the webhook route takes any path, and roles from metadata when asked to", async () => {
  vi.stubEnv("CLERK_WEBHOOK_SECRET", testWebhookSecret);
  const event = clerkUserEvent("user.created", {
    id: "user_1",
    public_metadata: { role: "vip" },
  });
  const roleAfter = async ({ t, api }: Host, path: string) => {
    expect((await sendWebhook(t, event, { path })).status).toBe(200);
    const user = await t.withIdentity(tokenOf("user_1")).query(api.users.current, {});
    return user?.role;
  };
  expect(await roleAfter(startHost(), "/clerk-users-webhook")).toBe("guest");
  const trusting = startHost({ roleFromMetadata: true }, "/hooks/clerk");
  expect(await roleAfter(trusting, "/hooks/clerk")).toBe("vip");
});

test("a mounted function refuses arguments that it does not take", async () => {
  const { t, api } = startHost();
  for (const caller of [{ kind: "system" }, { kind: "user", externalId: "user_1" }]) {
    const forged = { title: "Mine", caller } as { title: string };
    await expect(t.mutation(api.playlists.create, forged)).rejects.toThrow();
  }
  const settings = { uploads: { maxFileBytes: 1e15 } };
  const forged = { ...song, settings } as typeof song;
  await expect(t.mutation(api.tracks.create, forged)).rejects.toThrow();
});
