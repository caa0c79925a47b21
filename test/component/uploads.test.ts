import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api, internal } from "../../src/component/_generated/api.js";
import type { Id } from "../../src/component/_generated/dataModel.js";
import {
  type Component,
  createTrack,
  outcomeOf,
  refusalOf,
  signUp,
  startComponent,
  storeFile,
  system,
  settings,
} from "./setup.js";

const HOUR = 60 * 60 * 1000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

/** Runs the cron, to the last of its batches. */
async function collect(t: Component) {
  await t.mutation(internal.model.storage.uploads.collect, {});
  await t.finishAllScheduledFunctions(vi.runAllTimers);
}

async function storedIds(t: Component): Promise<string[]> {
  return await t.run(async (ctx) =>
    (await ctx.db.system.query("_storage").take(1000)).map((file) => file._id),
  );
}

async function uploadMany(t: Component, count: number) {
  const ids: string[] = [];
  for (let i = 0; i < count; i++) ids.push(await storeFile(t));
  return ids;
}

test("an upload that no track uses is collected after 24 hours, and none that one does", async () => {
  const t = startComponent();
  const { caller } = await signUp(t, "user_1", "vip");
  const [sound, image, unused] = [
    await storeFile(t),
    await storeFile(t, { type: "image/png" }),
    await storeFile(t),
  ];
  const id = await createTrack(t, caller, { fileId: sound });
  await createTrack(t, caller, { image: { fileId: image, alt: "" } });
  vi.advanceTimersByTime(24 * HOUR);
  const late = await storeFile(t);
  await collect(t);
  expect(await storedIds(t)).toEqual([sound, image, unused, late]);
  vi.advanceTimersByTime(1);
  await collect(t);
  expect(await storedIds(t)).toEqual([sound, image, late]);
  vi.advanceTimersByTime(25 * HOUR);
  await collect(t);
  expect(await storedIds(t)).toEqual([sound, image]);
  await t.mutation(api.tracks.remove, { caller, id });
  expect(await storedIds(t)).toEqual([image]);
});

test("a refused upload leaves nothing behind that is not collected", async () => {
  const t = startComponent();
  const { caller } = await signUp(t, "user_1", "vip");
  const fileId = await storeFile(t, { type: "text/html" });
  expect(await outcomeOf(createTrack(t, caller, { fileId }))).toBe(
    "UNSUPPORTED_MEDIA_TYPE",
  );
  vi.advanceTimersByTime(25 * HOUR);
  await collect(t);
  expect(await storedIds(t)).toEqual([]);
});

test("UPLOAD_GRACE_HOURS says for how long uploads are kept; a bad one keeps them", async () => {
  const t = startComponent();
  await storeFile(t);
  vi.advanceTimersByTime(3 * HOUR);
  vi.stubEnv("UPLOAD_GRACE_HOURS", "two");
  expect(
    await refusalOf(t.mutation(internal.model.storage.uploads.collect, {})),
  ).toMatchObject({
    code: "INVALID_ARGUMENT",
    field: "UPLOAD_GRACE_HOURS",
  });
  vi.stubEnv("UPLOAD_GRACE_HOURS", "4");
  await collect(t);
  expect(await storedIds(t)).toHaveLength(1);
  vi.stubEnv("UPLOAD_GRACE_HOURS", "2");
  await collect(t);
  expect(await storedIds(t)).toHaveLength(0);
});

test("many uploads are collected batch by batch, and each file is looked at once", async () => {
  const t = startComponent();
  const { caller } = await signUp(t, "user_1", "vip");
  const ids = await uploadMany(t, 450);
  const used = ids.filter((_, index) => index % 50 === 0);
  for (const fileId of used) await createTrack(t, caller, { fileId });
  vi.advanceTimersByTime(25 * HOUR);
  await t.mutation(internal.model.storage.uploads.collect, {});
  expect(await storedIds(t)).toHaveLength(450 - 200 + 4);

  // Between two batches, an upload that is due comes to be used.
  await createTrack(t, caller, { fileId: ids[449] });
  await t.finishAllScheduledFunctions(vi.runAllTimers);
  expect(await storedIds(t)).toEqual([...used, ids[449]]);

  const documentsRead = await t.run(async (ctx) => {
    await ctx.runMutation(internal.model.storage.uploads.collect, {});
    return (await ctx.meta.getTransactionMetrics()).documentsRead.used;
  });
  expect(documentsRead).toBeLessThan(5);
}, 60_000);

test("a restart finds files whose track went in another way, and puts the sums right", async () => {
  const t = startComponent();
  const { caller } = await signUp(t, "user_1", "vip");
  const id = await createTrack(t, caller, { fileId: await storeFile(t) });
  const kept = await storeFile(t);
  await createTrack(t, caller, { fileId: kept });
  vi.advanceTimersByTime(25 * HOUR);
  await collect(t);
  await t.run((ctx) => ctx.db.delete(id as Id<"tracks">));
  await collect(t);
  expect(await storedIds(t)).toHaveLength(2);
  await t.mutation(api.storage.collect, { caller: system });
  expect(await storedIds(t)).toHaveLength(2);
  await t.mutation(api.storage.collect, { caller: system, restart: true });
  expect(await storedIds(t)).toEqual([kept]);
  expect(await t.query(api.storage.usage, { caller, settings })).toMatchObject({
    bytes: 8,
    files: 1,
  });
});
