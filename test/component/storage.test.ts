import { expect, test } from "vitest";
import { api } from "../../src/component/_generated/api.js";
import {
  anonymous,
  type Component,
  createTrack,
  outcomeOf,
  settings,
  signUp,
  startComponent,
  storeFile,
  type TestUser,
} from "./setup.js";

function usage(t: Component, { caller }: TestUser) {
  return t.query(api.storage.usage, { caller, settings });
}

async function attach(
  t: Component,
  { caller }: TestUser,
  id: string,
  fileId: string | null,
) {
  await t.mutation(api.tracks.update, { caller, settings, id, fileId });
}

async function storedFiles(t: Component) {
  return await t.run(
    async (ctx) => (await ctx.db.system.query("_storage").take(10)).length,
  );
}

test.each([
  "audio/mpeg",
  "audio/mp3",
  "audio/x-wav",
  "AUDIO/FLAC",
  "audio/ogg; codecs=opus",
])("a file of type %s is audio", async (type) => {
  const t = startComponent();
  const user = await signUp(t, "user_1", "vip");
  const fileId = await storeFile(t, { type });
  await createTrack(t, user.caller, { fileId });
  expect(await usage(t, user)).toMatchObject({ files: 1 });
});

test.each(["text/html", "image/svg+xml", "video/mp4", ""])(
  "a file of type %j is refused",
  async (type) => {
    const t = startComponent();
    const { caller } = await signUp(t, "user_1", "vip");
    const fileId = await storeFile(t, { type });
    expect(await outcomeOf(createTrack(t, caller, { fileId }))).toBe(
      "UNSUPPORTED_MEDIA_TYPE",
    );
  },
);

test("a file over the size limit, or over the quota, is refused", async () => {
  const t = startComponent();
  const user = await signUp(t, "user_1", "vip");
  const tight = {
    ...settings,
    uploads: { maxFileBytes: 100, quotaBytes: { guest: 0, vip: 150, admin: null } },
  };
  const create = async (size: number) =>
    await outcomeOf(
      t.mutation(api.tracks.create, {
        caller: user.caller,
        settings: tight,
        title: "Song",
        artist: "Band",
        isLoop: false,
        fileId: await storeFile(t, { size }),
      }),
    );
  expect(await create(101)).toBe("PAYLOAD_TOO_LARGE");
  expect(await create(100)).toBe("done");
  expect(await create(51)).toBe("QUOTA_EXCEEDED");
  expect(await create(50)).toBe("done");
  expect(
    await t.query(api.storage.usage, { caller: user.caller, settings: tight }),
  ).toEqual({ bytes: 150, quotaBytes: 150, files: 2 });
});

test("nobody attaches a file of somebody else, or one that does not exist", async () => {
  const t = startComponent();
  const owner = await signUp(t, "user_1", "vip");
  const other = await signUp(t, "user_2", "vip");
  const fileId = await storeFile(t);
  await createTrack(t, owner.caller, { fileId });
  const attempt = (id: string) => outcomeOf(createTrack(t, other.caller, { fileId: id }));
  expect(await attempt(fileId)).toBe("NOT_FOUND");
  expect(await attempt("no id at all")).toBe("NOT_FOUND");
  expect(await attempt("")).toBe("NOT_FOUND");
});

test("a file that an admin attaches belongs to the track's creator", async () => {
  const t = startComponent();
  const owner = await signUp(t, "user_1", "vip");
  const admin = await signUp(t, "user_2", "admin");
  const id = await createTrack(t, owner.caller);
  await attach(t, admin, id, await storeFile(t, { size: 9 }));
  expect(await usage(t, owner)).toMatchObject({ bytes: 9, files: 1 });
  expect(await usage(t, admin)).toEqual({ bytes: 0, quotaBytes: null, files: 0 });
});

test("a file that two tracks share counts once and goes with the last of them", async () => {
  const t = startComponent();
  const user = await signUp(t, "user_1", "vip");
  const fileId = await storeFile(t, { size: 10 });
  const first = await createTrack(t, user.caller, { fileId });
  const second = await createTrack(t, user.caller, { fileId });
  expect(await usage(t, user)).toMatchObject({ bytes: 10, files: 1 });
  await attach(t, user, first, null);
  expect(await storedFiles(t)).toBe(1);
  await attach(t, user, second, await storeFile(t, { size: 20 }));
  expect(await storedFiles(t)).toBe(1);
  expect(await usage(t, user)).toMatchObject({ bytes: 20, files: 1 });
});

test("a file's URL is for those who see a track that uses it", async () => {
  const t = startComponent();
  const owner = await signUp(t, "user_1", "vip");
  const vip = await signUp(t, "user_2", "vip");
  const guest = await signUp(t, "user_3");
  const fileId = await storeFile(t);
  const id = await createTrack(t, owner.caller, { fileId, visibility: "private" });
  const seenBy = async () => {
    const url = async (caller: TestUser["caller"]) =>
      (await t.query(api.storage.getUrl, { caller, storageId: fileId })) !== null;
    return {
      anonymous: await url(anonymous),
      guest: await url(guest.caller),
      vip: await url(vip.caller),
      owner: await url(owner.caller),
    };
  };
  const show = (visibility: "vip" | "public") =>
    t.mutation(api.tracks.update, { caller: owner.caller, settings, id, visibility });
  expect(await seenBy()).toEqual({
    anonymous: false,
    guest: false,
    vip: false,
    owner: true,
  });
  await show("vip");
  expect(await seenBy()).toEqual({
    anonymous: false,
    guest: false,
    vip: true,
    owner: true,
  });
  await show("public");
  expect(await seenBy()).toEqual({
    anonymous: true,
    guest: true,
    vip: true,
    owner: true,
  });
});

test("usage needs a caller", async () => {
  const t = startComponent();
  const call = t.query(api.storage.usage, { caller: anonymous, settings });
  expect(await outcomeOf(call)).toBe("UNAUTHENTICATED");
});
