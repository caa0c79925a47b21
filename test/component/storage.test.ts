import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "../../src/component/_generated/api.js";
import type { Id } from "../../src/component/_generated/dataModel.js";
import { attachFile } from "../../src/component/model/storage/files.js";
import { uploadPolicyOf } from "../../src/shared/media.js";
import {
  anonymous,
  type Component,
  createTrack,
  outcomeOf,
  refusalOf,
  settings,
  signUp,
  startComponent,
  storeBytes,
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

const cover = (fileId: string) => ({ fileId, alt: "A cover" });

test.each(["image/jpeg", "image/png", "image/webp", "image/avif", "image/gif"])(
  "a cover may be of type %s",
  async (type) => {
    const t = startComponent();
    const user = await signUp(t, "user_1", "vip");
    const image = cover(await storeFile(t, { type }));
    await createTrack(t, user.caller, { image });
    expect(await usage(t, user)).toMatchObject({ files: 1 });
  },
);

test.each(["image/svg+xml", "text/html", "audio/wav", ""])(
  "a cover of type %j is refused",
  async (type) => {
    const t = startComponent();
    const { caller } = await signUp(t, "user_1", "vip");
    const image = cover(await storeFile(t, { type }));
    expect(await refusalOf(createTrack(t, caller, { image }))).toMatchObject({
      code: "UNSUPPORTED_MEDIA_TYPE",
      field: "image.fileId",
    });
  },
);

test("a file keeps its kind: a cover does not play, and a sound is no cover", async () => {
  const t = startComponent();
  const { caller } = await signUp(t, "user_1", "vip");
  const sound = await storeFile(t);
  const image = await storeFile(t, { type: "image/png" });
  const id = await createTrack(t, caller, { fileId: sound, image: cover(image) });
  const update = (fields: { fileId?: string; image?: { fileId: string; alt: string } }) =>
    outcomeOf(t.mutation(api.tracks.update, { caller, id, ...fields }));
  expect(await update({ fileId: image })).toBe("UNSUPPORTED_MEDIA_TYPE");
  expect(await update({ image: cover(sound) })).toBe("UNSUPPORTED_MEDIA_TYPE");
  expect(await update({ fileId: sound, image: cover(image) })).toBe("done");
  const track = await t.query(api.tracks.get, { caller, id });
  expect(track).toMatchObject({ fileId: sound, image: cover(image) });
});

test("a file over the size limit, or over the quota, is refused", async () => {
  const t = startComponent();
  const user = await signUp(t, "user_1", "vip");
  const tight = {
    ...settings,
    uploads: uploadPolicyOf({
      maxFileBytes: 100,
      maxImageBytes: 30,
      quotaBytes: { vip: 150 },
    }),
  };
  const { caller } = user;
  const create = (files: { fileId?: string; image?: ReturnType<typeof cover> }) =>
    outcomeOf(
      t.mutation(api.tracks.create, {
        ...{ caller, settings: tight, title: "Song", artist: "Band", isLoop: false },
        ...files,
      }),
    );
  const sound = async (size: number) => ({ fileId: await storeFile(t, { size }) });
  const image = async (size: number) => ({
    image: cover(await storeFile(t, { size, type: "image/png" })),
  });
  const upload = () =>
    outcomeOf(t.mutation(api.storage.generateUploadUrl, { caller, settings: tight }));
  expect(await create(await sound(101))).toBe("PAYLOAD_TOO_LARGE");
  expect(await create(await image(31))).toBe("PAYLOAD_TOO_LARGE");
  expect(await create(await sound(100))).toBe("done");
  expect(await create(await sound(51))).toBe("QUOTA_EXCEEDED");
  expect(await create({ ...(await sound(30)), ...(await image(21)) })).toBe(
    "QUOTA_EXCEEDED",
  );
  expect(await create(await image(30))).toBe("done");
  expect(await upload()).toBe("done");
  expect(await create(await sound(20))).toBe("done");
  expect(await upload()).toBe("QUOTA_EXCEEDED");
  expect(await t.query(api.storage.usage, { caller, settings: tight })).toEqual({
    bytes: 150,
    quotaBytes: 150,
    files: 3,
  });
});

test("a file that is claimed without a quota counts all the same", async () => {
  const t = startComponent();
  const owner = await signUp(t, "user_1", "guest");
  const fileId = await storeFile(t, { size: 9 });
  const unlimited = { guest: null, vip: null, admin: null };
  const policy = { ...settings.uploads, quotaBytes: unlimited };
  const ownerId = owner.id as Id<"users">;
  await t.run(
    async (ctx) => await attachFile(ctx, fileId, { kind: "audio", ownerId, policy }),
  );
  expect(await usage(t, owner)).toEqual({ bytes: 9, quotaBytes: 0, files: 1 });
});

test.each(["audio/wav", "image/png"])(
  "nobody attaches a file of type %s that is somebody else's, or does not exist",
  async (type) => {
    const t = startComponent();
    const owner = await signUp(t, "user_1", "vip");
    const other = await signUp(t, "user_2", "vip");
    const filesOf = (fileId: string) =>
      type === "audio/wav" ? { fileId } : { image: cover(fileId) };
    const fileId = await storeFile(t, { type });
    const id = await createTrack(t, owner.caller, filesOf(fileId));
    const seen = await t.query(api.tracks.get, { caller: other.caller, id });
    expect(seen).toMatchObject(filesOf(fileId));

    const refusals = [];
    for (const unknown of [fileId, "no id at all", "", id]) {
      const attempt = createTrack(t, other.caller, filesOf(unknown));
      refusals.push(await refusalOf(attempt));
    }
    expect(refusals[0]).toMatchObject({ code: "NOT_FOUND" });
    expect(new Set(refusals.map((refusal) => JSON.stringify(refusal))).size).toBe(1);
  },
);

test("nobody attaches the file of a track that a deleted user left behind", async () => {
  vi.useFakeTimers();
  const t = startComponent();
  const owner = await signUp(t, "user_1", "vip");
  const other = await signUp(t, "user_2", "vip");
  const admin = await signUp(t, "user_3", "admin");
  const fileId = await storeFile(t);
  const id = await createTrack(t, owner.caller, { fileId });
  await t.mutation(api.clerk.receive, {
    deliveryId: "msg_1",
    type: "user.deleted",
    event: { kind: "delete", externalId: owner.externalId },
    settings,
  });
  await t.finishAllScheduledFunctions(vi.runAllTimers);
  vi.useRealTimers();
  for (const { caller } of [other, admin]) {
    expect(await outcomeOf(createTrack(t, caller, { fileId }))).toBe("NOT_FOUND");
  }
  await attach(t, admin, id, await storeFile(t, { size: 20 }));
  expect(await storedFiles(t)).toBe(1);
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

test("the same bytes of one owner are stored once, and counted once", async () => {
  const t = startComponent();
  const owner = await signUp(t, "user_1", "vip");
  const other = await signUp(t, "user_2", "vip");
  const bytes = new Uint8Array(10).fill(7);
  const upload = () => storeBytes(t, bytes, "audio/wav");
  const fileOf = async (caller: TestUser["caller"], fileId: string) => {
    const id = await createTrack(t, caller, { fileId });
    return (await t.query(api.tracks.get, { caller, id }))?.fileId;
  };
  const first = await upload();
  const second = await upload();
  expect(await fileOf(owner.caller, first)).toBe(first);
  expect(await fileOf(owner.caller, second)).toBe(first);
  // The next track of the album, or the same call again.
  expect(await fileOf(owner.caller, second)).toBe(first);
  expect(await usage(t, owner)).toMatchObject({ bytes: 10, files: 1 });

  const otherType = await storeBytes(t, bytes, "audio/mpeg");
  expect(await fileOf(owner.caller, otherType)).toBe(otherType);
  expect(await usage(t, owner)).toMatchObject({ bytes: 20, files: 2 });
  const ofOther = await upload();
  expect(await fileOf(other.caller, ofOther)).toBe(ofOther);
  expect(await usage(t, other)).toMatchObject({ bytes: 10, files: 1 });
});

test("bytes that got lost are stored anew", async () => {
  const t = startComponent();
  const { caller } = await signUp(t, "user_1", "vip");
  const bytes = new Uint8Array(10);
  const lost = (await storeBytes(t, bytes, "audio/wav")) as Id<"_storage">;
  await createTrack(t, caller, { fileId: lost });
  await t.run((ctx) => ctx.storage.delete(lost));
  const fileId = await storeBytes(t, bytes, "audio/wav");
  const id = await createTrack(t, caller, { fileId });
  expect((await t.query(api.tracks.get, { caller, id }))?.fileId).toBe(fileId);
});

test("the covers of two tracks may be one file, which goes with the last of them", async () => {
  const t = startComponent();
  const user = await signUp(t, "user_1", "vip");
  const { caller } = user;
  const image = cover(await storeFile(t, { type: "image/png", size: 10 }));
  const first = await createTrack(t, caller, { image });
  const second = await createTrack(t, caller, { image, fileId: await storeFile(t) });
  await t.mutation(api.tracks.update, {
    caller,
    id: first,
    image: { src: "/cover.png", alt: "" },
  });
  expect(await usage(t, user)).toMatchObject({ bytes: 18, files: 2 });
  await t.mutation(api.tracks.remove, { caller, id: second });
  expect(await usage(t, user)).toMatchObject({ bytes: 0, files: 0 });
  expect(await storedFiles(t)).toBe(0);
});

test.each(["audio/wav", "image/png"])(
  "the URL of a file of type %s is for those who see a track that uses it",
  async (type) => {
    const t = startComponent();
    const owner = await signUp(t, "user_1", "vip");
    const vip = await signUp(t, "user_2", "vip");
    const guest = await signUp(t, "user_3");
    const fileId = await storeFile(t, { type });
    const files = type === "audio/wav" ? { fileId } : { image: cover(fileId) };
    const id = await createTrack(t, owner.caller, { ...files, visibility: "private" });
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
  },
);

test("nobody gets the URL of an upload that no track uses", async () => {
  const t = startComponent();
  const { caller } = await signUp(t, "user_1", "admin");
  const storageId = await storeFile(t);
  expect(await t.query(api.storage.getUrl, { caller, storageId })).toBeNull();
});

test("usage needs a caller", async () => {
  const t = startComponent();
  const call = t.query(api.storage.usage, { caller: anonymous, settings });
  expect(await outcomeOf(call)).toBe("UNAUTHENTICATED");
});

/** Writes what a repair is to put right. */
async function spoilUsage(t: Component, { id }: TestUser) {
  await t.run(async (ctx) => {
    const row = await ctx.db
      .query("storageUsage")
      .withIndex("byUser", (q) => q.eq("userId", id as Id<"users">))
      .unique();
    if (row === null) return;
    await ctx.db.patch("storageUsage", row._id, { bytes: 1e9, files: -3 });
  });
}

async function addFiles(t: Component, owner: TestUser, count: number) {
  await t.run(async (ctx) => {
    const storageId = await ctx.storage.store(new Blob([]));
    for (let i = 0; i < count; i++) {
      const ownerId = owner.id as Id<"users">;
      const file = { sha256: `${i}`, contentType: "audio/wav" };
      await ctx.db.insert("files", { storageId, ownerId, size: 2, ...file });
    }
  });
}

describe("a recount", { timeout: 60_000 }, () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  async function start() {
    const t = startComponent();
    const owner = await signUp(t, "user_1", "vip");
    const { caller } = await signUp(t, "user_2", "admin");
    const recount = (userId: string) =>
      t.mutation(api.storage.recount, { caller, userId });
    return { t, owner, recount };
  }

  test("puts the sums of a user right", async () => {
    const { t, owner, recount } = await start();
    await recount(owner.id);
    expect(await usage(t, owner)).toMatchObject({ bytes: 0, files: 0 });
    await addFiles(t, owner, 2500);
    await spoilUsage(t, owner);
    await recount(owner.id);
    await t.finishAllScheduledFunctions(vi.runAllTimers);
    expect(await usage(t, owner)).toMatchObject({ bytes: 5000, files: 2500 });
  });

  test("is exact also when files come and go meanwhile", async () => {
    const { t, owner, recount } = await start();
    const { caller } = owner;
    const old = await createTrack(t, caller, {
      fileId: await storeFile(t, { size: 100 }),
    });
    await addFiles(t, owner, 1500);
    await spoilUsage(t, owner);
    await recount(owner.id);
    // As large as the one that goes, so that the sums alone don't tell of it.
    await createTrack(t, caller, { fileId: await storeFile(t, { size: 100 }) });
    await t.mutation(api.tracks.remove, { caller, id: old });
    await t.finishAllScheduledFunctions(vi.runAllTimers);
    expect(await usage(t, owner)).toMatchObject({ bytes: 3100, files: 1501 });
  });

  test("of a user who is deleted meanwhile leaves no sums behind", async () => {
    const { t, owner, recount } = await start();
    await addFiles(t, owner, 1100);
    await recount(owner.id);
    await t.mutation(api.clerk.receive, {
      deliveryId: "msg_1",
      type: "user.deleted",
      event: { kind: "delete", externalId: owner.externalId },
      settings,
    });
    await t.finishAllScheduledFunctions(vi.runAllTimers, 1000);
    await t.run(async (ctx) => {
      expect(await ctx.db.query("storageUsage").first()).toBeNull();
    });
    expect(await outcomeOf(recount(owner.id))).toBe("NOT_FOUND");
  });
});
