import { describe, expect, test, vi } from "vitest";
import { api, internal } from "../../src/component/_generated/api.js";
import type { Id } from "../../src/component/_generated/dataModel.js";
import type { FileMigrationRow } from "../../src/component/model/work/runs.js";
import type { Settings } from "../../src/shared/settings.js";
import {
  type Component,
  createTrack,
  outcomeOf,
  settings as defaults,
  setRole,
  signUp,
  startComponent,
  storeFile,
  system,
} from "./setup.js";

// No host has this name, and a source of another host is refused before anything is
// asked of it: nothing here reaches the network.
const settings: Settings = {
  ...defaults,
  fileMigration: { allowedHosts: ["media.invalid"], allowPrivateHosts: false },
};
const elsewhere = "https://elsewhere.invalid";
const source = "https://media.invalid/song.mp3?X-Amz-Signature=secret";
const SIZE = 8;

const caller = system;
const track = (t: Component, src?: string) =>
  createTrack(t, caller, src === undefined ? {} : { src });
const start = (t: Component) =>
  t.mutation(api.migrations.startFileMigration, { caller, settings });
const statusOf = async (t: Component) =>
  (await t.query(api.migrations.fileMigration, { caller }))!;
const failuresOf = async (t: Component, runId: string) =>
  await t.query(api.migrations.fileMigrationFailures, {
    caller,
    runId,
    paginationOpts: { numItems: 100, cursor: null },
  });
const get = (t: Component, id: string) => t.query(api.tracks.get, { caller, id });

async function settled(t: Component, state: string) {
  return await vi.waitFor(
    async () => {
      const run = await statusOf(t);
      expect(run).toMatchObject({ state });
      return run;
    },
    { timeout: 20_000 },
  );
}

/** A run that is on, whose rows the pool was given, without a pool that works on them. */
async function runOn(
  t: Component,
  trackIds: string[],
  fields: Partial<FileMigrationRow> = {},
) {
  return await t.run(async (ctx) => {
    const now = Date.now();
    const runId = await ctx.db.insert("runs", {
      kind: "fileMigration",
      group: "files",
      attempt: 1,
      state: "running",
      total: trackIds.length,
      ...{ copied: 0, skipped: 0, failed: 0, bytes: 0 },
      ...{ startedAt: now, updatedAt: now, isScanned: true, cursor: null, settings },
      ...fields,
    });
    const works = [];
    for (const trackId of trackIds) {
      const copyId = await ctx.db.insert("fileCopies", {
        runId,
        trackId: trackId as Id<"tracks">,
        src: "",
        state: "copying",
        lease: 1,
        attempts: 0,
        updatedAt: now,
      });
      works.push({ copyId, lease: 1 });
    }
    return { runId, works };
  });
}

type Work = { copyId: Id<"fileCopies">; lease: number };

const begin = (t: Component, work: Work) =>
  t.mutation(internal.model.fileMigration.copying.begin, work);

/** What an action does once it has stored a file. */
async function record(t: Component, work: Work, fields: object = {}) {
  const storageId = (await storeFile(t, {
    type: "audio/mpeg",
    size: SIZE,
  })) as Id<"_storage">;
  const copied = { ...work, src: source, storageId, size: SIZE, sha256: null };
  await t.mutation(internal.model.fileMigration.copying.record, { ...copied, ...fields });
  return storageId;
}

/** The pool says that a piece of work has ended. */
const ended = (t: Component, work: Work, error?: string) =>
  t.mutation(internal.model.fileMigration.queue.copyEnded, {
    workId: "work" as never,
    context: work,
    result:
      error === undefined
        ? { kind: "success", returnValue: null }
        : { kind: "failed", error },
  });

const rowOf = (t: Component, { copyId }: Work) =>
  t.run((ctx) => ctx.db.get("fileCopies", copyId));
const storedFiles = (t: Component) =>
  t.run(async (ctx) => (await ctx.db.system.query("_storage").take(100)).length);

describe("a migration is started", () => {
  test("by admins alone", async () => {
    const t = startComponent();
    const ada = await signUp(t, "ada", "vip");
    const id = await track(t, source);
    const paginationOpts = { numItems: 1, cursor: null };
    const calls = (who: typeof caller) => {
      const args = { caller: who, settings };
      return [
        () => t.mutation(api.migrations.startFileMigration, args),
        () => t.mutation(api.migrations.migrateTrackFile, { ...args, id }),
        () => t.mutation(api.migrations.pauseFileMigration, args),
        () => t.mutation(api.migrations.resumeFileMigration, args),
        () => t.mutation(api.migrations.stopFileMigration, args),
        () => t.mutation(api.migrations.removeSources, args),
        () => t.query(api.migrations.fileMigration, { caller: who }),
        () =>
          t.query(api.migrations.fileMigrationFailures, {
            ...{ caller: who, runId: "", paginationOpts },
          }),
      ];
    };
    for (const call of calls({ kind: "anonymous" })) {
      expect(await outcomeOf(call())).toBe("UNAUTHENTICATED");
    }
    for (const call of calls(ada.caller)) {
      expect(await outcomeOf(call())).toBe("FORBIDDEN");
    }
    expect(await t.query(api.migrations.fileMigration, { caller })).toBeNull();
    expect(await get(t, id)).toMatchObject({ src: source });
    await setRole(t, "ada", "admin");
    const stop = t.mutation(api.migrations.stopFileMigration, { caller: ada.caller });
    expect(await outcomeOf(stop)).toBe("done");
  });

  test("only if the option names hosts, which the refusal says", async () => {
    const t = startComponent();
    const startWith = (fileMigration: Settings["fileMigration"]) =>
      t.mutation(api.migrations.startFileMigration, {
        caller,
        settings: { ...defaults, ...(fileMigration && { fileMigration }) },
      });
    const field = "fileMigration.allowedHosts";
    for (const allowedHosts of [undefined, [], ["https://media.invalid"]]) {
      const call = startWith(allowedHosts && { allowedHosts, allowPrivateHosts: false });
      await expect(call).rejects.toMatchObject({
        data: { code: "INVALID_ARGUMENT", field },
      });
    }
    expect(await t.query(api.migrations.fileMigration, { caller })).toBeNull();
  });

  test("one at a time, paused ones included", async () => {
    const t = startComponent();
    const id = await track(t, source);
    for (const state of ["running", "paused"] as const) {
      const { runId } = await runOn(t, [id], { state });
      expect(await outcomeOf(start(t))).toBe("CONFLICT");
      const one = t.mutation(api.migrations.migrateTrackFile, { caller, settings, id });
      expect(await outcomeOf(one)).toBe("CONFLICT");
      await t.run((ctx) => ctx.db.patch("runs", runId, { state: "done" }));
    }
  });

  test("for one track only if it is there and has a src", async () => {
    const t = startComponent();
    const migrate = (id: string) =>
      t.mutation(api.migrations.migrateTrackFile, { caller, settings, id });
    expect(await outcomeOf(migrate("nothing"))).toBe("NOT_FOUND");
    const gone = await track(t, source);
    await t.mutation(api.tracks.remove, { caller, id: gone });
    expect(await outcomeOf(migrate(gone))).toBe("NOT_FOUND");
    expect(await outcomeOf(migrate(await track(t)))).toBe("INVALID_ARGUMENT");
    expect(await t.query(api.migrations.fileMigration, { caller })).toBeNull();
  });
});

test("a run looks at all tracks, and takes those whose file is elsewhere", async () => {
  const t = startComponent();
  const ids = [];
  for (let n = 0; n < 1203; n++) {
    ids.push(await track(t, n % 2 === 0 ? `${elsewhere}/${n}.mp3?secret` : undefined));
  }
  const fileId = await storeFile(t);
  await t.mutation(api.tracks.update, { caller, id: ids[0]!, fileId });
  const runId = await start(t);
  await vi.waitFor(async () => expect(await statusOf(t)).toMatchObject({ total: 601 }), {
    timeout: 20_000,
  });
  await t.mutation(api.migrations.stopFileMigration, { caller });
  const rows = await t.run((ctx) => ctx.db.query("fileCopies").take(2000));
  const taken = ids.filter((_, n) => n % 2 === 0 && n > 0);
  expect(rows.map((row) => row.trackId)).toEqual(taken);
  expect(rows.every((row) => row.runId === runId && !row.src.includes("secret"))).toBe(
    true,
  );
}, 60_000);

test("a run without anything to copy is done", async () => {
  const t = startComponent();
  await track(t);
  await start(t);
  const run = await settled(t, "done");
  expect(run).toMatchObject({ total: 0, copied: 0, skipped: 0, failed: 0, bytes: 0 });
  expect(run.finishedAt).toBeGreaterThanOrEqual(run.startedAt);
});

test("a run goes through the pool to its end, and lists its failures in pages", async () => {
  const t = startComponent();
  const ids = [];
  for (let n = 0; n < 25; n++) ids.push(await track(t, `${elsewhere}/${n}.mp3?secret`));
  const runId = await start(t);
  expect(await settled(t, "done")).toMatchObject({ total: 25, failed: 25, copied: 0 });
  const error = "elsewhere.invalid is not one of the allowed hosts.";
  const src = `${elsewhere}/0.mp3`;
  const { page } = await failuresOf(t, runId);
  expect(page[0]).toEqual({ trackId: ids[0], title: "Song", src, error, attempts: 1 });
  expect(page.map(({ trackId }) => trackId)).toEqual(ids);

  await t.mutation(api.tracks.remove, { caller, id: ids[0]! });
  expect((await failuresOf(t, runId)).page[0]).toMatchObject({ title: null });
  expect(await failuresOf(t, "nothing")).toMatchObject({ page: [], isDone: true });
}, 60_000);

test("a run of one track, which has a file already, skips it", async () => {
  const t = startComponent();
  const id = await track(t, source);
  const fileId = await storeFile(t);
  await t.mutation(api.tracks.update, { caller, id, fileId });
  const args = { caller, settings, id };
  const runId = await t.mutation(api.migrations.migrateTrackFile, args);
  const done = { _id: runId, total: 1, skipped: 1 };
  expect(await settled(t, "done")).toMatchObject(done);
});

describe("a copy", () => {
  test("becomes the track's file, and its creator's, past their quota; src stays", async () => {
    const t = startComponent();
    const ada = await signUp(t, "ada", "vip");
    const id = await createTrack(t, ada.caller, { src: source });
    await setRole(t, "ada", "guest"); // whose quota is nothing
    const { works } = await runOn(t, [id]);
    const work = works[0]!;
    expect(await begin(t, work)).toEqual({
      src: source,
      allowedHosts: ["media.invalid"],
      allowPrivateHosts: false,
      maxFileBytes: settings.uploads.maxFileBytes,
    });
    const storageId = await record(t, work);
    expect(await get(t, id)).toMatchObject({ fileId: storageId, src: source });
    const usage = await t.query(api.storage.usage, { caller: ada.caller, settings });
    expect(usage).toMatchObject({ bytes: SIZE, files: 1 });
    expect(await statusOf(t)).toMatchObject({ copied: 1, bytes: SIZE });
    expect(await rowOf(t, work)).toMatchObject({
      state: "copied",
      attempts: 1,
      size: SIZE,
      storageId,
      sha256: expect.stringMatching(/^[\w+/]{43}=$/) as string,
    });
    await ended(t, work);
    expect(await statusOf(t)).toMatchObject({ state: "done" });
  });

  test("that is recorded twice counts once, and the second file is deleted", async () => {
    const t = startComponent();
    const id = await track(t, source);
    const { works } = await runOn(t, [id]);
    const first = await record(t, works[0]!);
    await record(t, works[0]!);
    expect(await get(t, id)).toMatchObject({ fileId: first });
    expect(await storedFiles(t)).toBe(1);
    expect(await statusOf(t)).toMatchObject({ copied: 1, bytes: SIZE });
  });

  test("that is recorded twice by mistake keeps its file", async () => {
    const t = startComponent();
    const id = await track(t, source);
    const { works } = await runOn(t, [id]);
    const storageId = await record(t, works[0]!);
    const again = { ...works[0]!, src: source, storageId, size: SIZE, sha256: null };
    await t.mutation(internal.model.fileMigration.copying.record, again);
    expect(await get(t, id)).toMatchObject({ fileId: storageId });
    expect(await storedFiles(t)).toBe(1);
  });

  test.each([
    ["the track was removed", "skipped"],
    ["the track got a file", "skipped"],
    ["the track lost its src", "skipped"],
    ["the track got another src", "pending"],
    ["the run was stopped", "copying"],
    ["the row was given to other work", "copying"],
  ])("is thrown away when, meanwhile, %s", async (what, state) => {
    const t = startComponent();
    const id = await track(t, source);
    const { works } = await runOn(t, [id]);
    const work = works[0]!;
    await begin(t, work);
    let kept = 0;
    const update = (fields: object) =>
      t.mutation(api.tracks.update, { caller, id, ...fields });
    if (what.endsWith("removed")) await t.mutation(api.tracks.remove, { caller, id });
    if (what.endsWith("got a file")) {
      await update({ fileId: await storeFile(t) });
      kept = 1;
    }
    if (what.endsWith("lost its src")) await update({ src: null });
    if (what.endsWith("another src")) await update({ src: `${elsewhere}/other.mp3` });
    if (what.endsWith("stopped")) {
      await t.mutation(api.migrations.stopFileMigration, { caller });
    }
    if (what.endsWith("other work")) {
      await t.run((ctx) => ctx.db.patch("fileCopies", work.copyId, { lease: 2 }));
    }
    const storageId = await record(t, work);
    expect(await rowOf(t, work)).toMatchObject({ state });
    expect(await storedFiles(t)).toBe(kept);
    expect((await get(t, id))?.fileId).not.toBe(storageId);
    const skipped = state === "skipped" ? 1 : 0;
    expect(await statusOf(t)).toMatchObject({ copied: 0, skipped, bytes: 0 });
  });

  test.each([
    ["of another size", { size: SIZE + 1 }, /8 bytes were stored of a file of 9/],
    ["of another checksum", { sha256: `${"A".repeat(43)}=` }, /checksum/],
  ])("%s than announced fails, and is thrown away", async (_, fields, error) => {
    const t = startComponent();
    const id = await track(t, source);
    const { works, runId } = await runOn(t, [id]);
    await begin(t, works[0]!);
    await record(t, works[0]!, fields);
    expect(await storedFiles(t)).toBe(0);
    expect(await get(t, id)).not.toHaveProperty("fileId");
    expect(await statusOf(t)).toMatchObject({ copied: 0, failed: 1 });
    const { page } = await failuresOf(t, runId);
    expect(page).toMatchObject([{ error: expect.stringMatching(error) as string }]);
  });

  test("that the storage says is no audio, or too large, fails with the reason", async () => {
    const t = startComponent();
    const uploads = { ...settings.uploads, maxFileBytes: SIZE - 1 };
    for (const [type, rules] of [
      ["text/html", settings],
      ["audio/mpeg", { ...settings, uploads }],
    ] as const) {
      const id = await track(t, source);
      const { works, runId } = await runOn(t, [id], { settings: rules });
      const storageId = await storeFile(t, { type, size: SIZE });
      await record(t, works[0]!, { storageId });
      const { page } = await failuresOf(t, runId);
      expect(page).toMatchObject([
        { error: expect.stringMatching(/accepted/) as string },
      ]);
      expect(await get(t, id)).not.toHaveProperty("fileId");
    }
  });
});

describe("when an action dies", () => {
  test("before it stored anything, the next attempt copies the file", async () => {
    const t = startComponent();
    const id = await track(t, source);
    const { works } = await runOn(t, [id]);
    await begin(t, works[0]!);
    await begin(t, works[0]!);
    const storageId = await record(t, works[0]!);
    expect(await get(t, id)).toMatchObject({ fileId: storageId });
    expect(await rowOf(t, works[0]!)).toMatchObject({ state: "copied", attempts: 2 });
  });

  test("between storing and recording, an unattached upload is left, no more", async () => {
    const t = startComponent();
    const id = await track(t, source);
    const { works } = await runOn(t, [id]);
    await begin(t, works[0]!);
    await storeFile(t, { type: "audio/mpeg" });
    await begin(t, works[0]!);
    await record(t, works[0]!);
    expect(await statusOf(t)).toMatchObject({ copied: 1, bytes: SIZE });
    const files = await t.run((ctx) => ctx.db.query("files").take(10));
    expect(files.length).toBe(1);
    expect(await storedFiles(t)).toBe(2);
  });

  test("after recording, the file is not copied again", async () => {
    const t = startComponent();
    const { works } = await runOn(t, [await track(t, source)]);
    await record(t, works[0]!);
    expect(await begin(t, works[0]!)).toBeNull();
    await ended(t, works[0]!, "The action died.");
    expect(await statusOf(t)).toMatchObject({ state: "done", copied: 1, failed: 0 });
  });

  test("for the last time, the copy fails with what was noted, or with the pool's words", async () => {
    const t = startComponent();
    const { works, runId } = await runOn(t, [
      await track(t, source),
      await track(t, source),
    ]);
    const [noted, silent] = works as [Work, Work];
    await begin(t, noted);
    const error = "The server answered 500.";
    await t.mutation(internal.model.fileMigration.copying.note, { ...noted, error });
    await ended(t, noted, "Uncaught Error: with a stack");
    await begin(t, silent);
    await t.mutation(internal.model.fileMigration.copying.note, { ...silent, error });
    await begin(t, silent);
    await ended(t, silent, `Out of memory at ${source} ${"x".repeat(2000)}`);
    const { page } = await failuresOf(t, runId);
    expect(page[0]).toMatchObject({ error, attempts: 1 });
    expect(page[1]!.error).toMatch(
      /^Out of memory at https:\/\/media\.invalid\/song\.mp3 x+$/,
    );
    expect(page[1]!.error.length).toBe(500);
    expect(await statusOf(t)).toMatchObject({ state: "done", failed: 2 });
  });

  test("and its end is never told, its row is given to the pool again in time", async () => {
    const t = startComponent();
    const ids = [await track(t, `${elsewhere}/a.mp3`), await track(t, source)];
    const { works } = await runOn(t, ids);
    const [lost, busy] = works as [Work, Work];
    const longAgo = Date.now() - 61 * 60 * 1000;
    await t.run((ctx) => ctx.db.patch("fileCopies", lost.copyId, { updatedAt: longAgo }));
    await t.mutation(internal.model.fileMigration.runs.recover, {});
    await vi.waitFor(
      async () =>
        expect(await rowOf(t, lost)).toMatchObject({ state: "failed", lease: 2 }),
      { timeout: 10_000 },
    );
    expect(await rowOf(t, busy)).toMatchObject({ state: "copying", lease: 1 });
    // What was lost may come back after all.
    await record(t, lost);
    await ended(t, lost, "late");
    expect(await storedFiles(t)).toBe(0);
    expect(await statusOf(t)).toMatchObject({ state: "running", failed: 1, copied: 0 });
  });
});

test("a scan whose work was lost is taken up where it was", async () => {
  const t = startComponent();
  await track(t, `${elsewhere}/a.mp3`);
  const { runId } = await runOn(t, [], { isScanned: false });
  await t.mutation(internal.model.fileMigration.runs.recover, {});
  expect(await statusOf(t)).toMatchObject({ state: "running", total: 0 });
  const updatedAt = Date.now() - 61 * 60 * 1000;
  await t.run((ctx) => ctx.db.patch("runs", runId, { updatedAt }));
  await t.mutation(internal.model.fileMigration.runs.recover, {});
  expect(await settled(t, "done")).toMatchObject({ total: 1, failed: 1 });
});

test("a scan whose run was stopped looks no further", async () => {
  const t = startComponent();
  await track(t, source);
  const { runId } = await runOn(t, [], { isScanned: false });
  await t.mutation(api.migrations.stopFileMigration, { caller });
  await t.mutation(internal.model.fileMigration.runs.scan, { runId, attempt: 1 });
  expect(await statusOf(t)).toMatchObject({ state: "stopped", total: 0 });
});

test("a scan that fails ends the run with the error", async () => {
  const t = startComponent();
  const { runId } = await runOn(t, [], { isScanned: false });
  const result = { kind: "failed" as const, error: "Too many reads." };
  const told = { workId: "work" as never, context: { runId, attempt: 1 }, result };
  await t.mutation(internal.model.work.runs.workEnded, told);
  expect(await statusOf(t)).toMatchObject({ state: "failed", error: "Too many reads." });
});

describe("a paused run", () => {
  test("begins nothing, finishes what is under way, and goes on when resumed", async () => {
    const t = startComponent();
    const ids = [];
    for (let n = 0; n < 3; n++) ids.push(await track(t, `${elsewhere}/${n}.mp3`));
    ids.push(await track(t, source));
    const { works } = await runOn(t, ids);
    const underWay = works[3]!;
    await begin(t, underWay);
    await t.mutation(api.migrations.pauseFileMigration, { caller });
    for (const work of works.slice(0, 3)) {
      expect(await begin(t, work)).toBeNull();
      await ended(t, work);
      expect(await rowOf(t, work)).toMatchObject({ state: "pending" });
    }
    await record(t, underWay);
    await ended(t, underWay);
    expect(await statusOf(t)).toMatchObject({ state: "paused", copied: 1, failed: 0 });

    await t.mutation(api.migrations.resumeFileMigration, { caller });
    expect(await settled(t, "done")).toMatchObject({ copied: 1, failed: 3, total: 4 });
  });

  test("can be stopped, and then can't be resumed", async () => {
    const t = startComponent();
    await runOn(t, [await track(t, source)], { state: "paused" });
    await t.mutation(api.migrations.stopFileMigration, { caller });
    await t.mutation(api.migrations.resumeFileMigration, { caller });
    await t.mutation(api.migrations.pauseFileMigration, { caller });
    const run = await statusOf(t);
    expect(run).toMatchObject({ state: "stopped" });
    expect(run.finishedAt).toBeDefined();
  });

  test("may be resumed while its rows are still with the pool, which has each once", async () => {
    const t = startComponent();
    const { works } = await runOn(t, [await track(t, source)]);
    await t.mutation(api.migrations.pauseFileMigration, { caller });
    await t.mutation(api.migrations.resumeFileMigration, { caller });
    expect(await rowOf(t, works[0]!)).toMatchObject({ state: "copying", lease: 1 });
    expect(await begin(t, works[0]!)).toMatchObject({ src: source });
  });
});

test("a server that wants to be asked later is, until it has said so often enough", async () => {
  const t = startComponent();
  const { works, runId } = await runOn(t, [await track(t, source)]);
  const work = works[0]!;
  await begin(t, work);
  const later = { error: "The server answered 429.", waitMs: 300_000 };
  await t.mutation(internal.model.fileMigration.copying.postpone, { ...work, ...later });
  expect(await rowOf(t, work)).toMatchObject({ state: "copying", lease: 2, attempts: 1 });
  await ended(t, work);
  expect(await statusOf(t)).toMatchObject({ state: "running", failed: 0 });

  await t.run((ctx) => ctx.db.patch("fileCopies", work.copyId, { attempts: 20 }));
  const again = { ...work, lease: 2, ...later };
  await t.mutation(internal.model.fileMigration.copying.postpone, again);
  const { page } = await failuresOf(t, runId);
  expect(page).toMatchObject([{ error: "The server answered 429.", attempts: 20 }]);
});

test("the run keeps the settings that it was started with", async () => {
  const t = startComponent();
  const { works } = await runOn(t, [await track(t, source)], {
    settings: {
      ...settings,
      fileMigration: { allowedHosts: ["then.invalid"], allowPrivateHosts: true },
    },
  });
  const task = await begin(t, works[0]!);
  expect(task).toMatchObject({ allowedHosts: ["then.invalid"], allowPrivateHosts: true });
});

test("sources are removed of tracks whose file is stored, of no others", async () => {
  const t = startComponent();
  const ids: string[] = [];
  for (let n = 0; n < 450; n++) ids.push(await track(t, source));
  const fileId = await storeFile(t);
  for (const id of ids.slice(0, 440)) {
    await t.mutation(api.tracks.update, { caller, id, fileId });
  }
  const lost = (await storeFile(t)) as Id<"_storage">;
  await t.mutation(api.tracks.update, { caller, id: ids[449]!, fileId: lost });
  await t.run((ctx) => ctx.storage.delete(lost));

  await t.mutation(api.migrations.removeSources, { caller });
  await vi.waitFor(
    async () => expect(await get(t, ids[439]!)).not.toHaveProperty("src"),
    { timeout: 10_000 },
  );
  const tracks = await t.run((ctx) => ctx.db.query("tracks").take(500));
  const kept = tracks.filter((row) => row.src !== undefined).map((row) => row._id);
  expect(kept).toEqual(ids.slice(440));
}, 60_000);

test("rows of ended runs are deleted after a month, those of a paused one are kept", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  try {
    const t = startComponent();
    const id = await track(t, source);
    await runOn(t, [id, id], { state: "done" });
    const { works } = await runOn(t, [id], { state: "paused" });
    await t.mutation(internal.model.fileMigration.runs.prune, {});
    expect((await t.run((ctx) => ctx.db.query("fileCopies").take(10))).length).toBe(3);
    vi.setSystemTime(Date.now() + 31 * 24 * 60 * 60 * 1000);
    await t.mutation(internal.model.fileMigration.runs.prune, {});
    const left = await t.run((ctx) => ctx.db.query("fileCopies").take(10));
    expect(left.map((row) => row._id)).toEqual([works[0]!.copyId]);
  } finally {
    vi.useRealTimers();
  }
});
