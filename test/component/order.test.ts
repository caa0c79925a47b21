import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { api, internal } from "../../src/component/_generated/api.js";
import type { Id } from "../../src/component/_generated/dataModel.js";
import { GAP } from "../../src/shared/order.js";
import type { Caller } from "../../src/shared/caller.js";
import type { PlaylistEdit } from "../../src/shared/playlists.js";
import {
  type Component,
  createPlaylist,
  createTrack,
  signUp,
  startComponent,
} from "./setup.js";

/*
 * A playlist against a plain array: whatever is done to both, the order is the
 * same. Places are given as fractions of the length, so that an operation makes
 * sense for a list of any length.
 */

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

const operation = fc.oneof(
  // Goes on in the background, among the operations that follow.
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("compact" as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("append" as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("insert" as const), at: place }),
  },
  // Always into the newest gap, which uses it up the fastest.
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("wedge" as const),
      times: fc.integer({ min: 1, max: 60 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("move" as const), from: place, to: place }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("toFront" as const), from: place }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("moveBlock" as const),
      from: fc.array(place, { maxLength: 6 }),
      to: place,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("remove" as const), from: place }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("edits" as const),
      from: fc.array(place, { minLength: 1, maxLength: 5 }),
      to: place,
    }),
  },
);
type Operation = typeof operation extends fc.Arbitrary<infer O> ? O : never;

/** A playlist and the array that it should be equal to. */
class Modelled {
  readonly #t: Component;
  readonly #caller: Caller;
  readonly #playlistId: string;
  readonly #trackId: string;
  model: string[] = [];
  #newest: string | null = null;

  constructor(t: Component, caller: Caller, playlistId: string, trackId: string) {
    this.#t = t;
    this.#caller = caller;
    this.#playlistId = playlistId;
    this.#trackId = trackId;
  }

  async apply(operation: Operation) {
    switch (operation.kind) {
      case "append":
        return await this.#insert(this.model.length);
      case "insert":
        return await this.#insert(this.#index(operation.at, 1));
      case "wedge":
        for (let i = 0; i < operation.times; i++) {
          const newest = this.#newest === null ? -1 : this.model.indexOf(this.#newest);
          await this.#insert(newest + 1);
        }
        return;
      case "move":
        return await this.#move([operation.from], operation.to);
      case "toFront":
        return await this.#move([operation.from], null);
      case "moveBlock":
        return await this.#move(operation.from, operation.to);
      case "remove":
        return await this.#remove(operation.from);
      case "compact":
        return await this.#compact();
      case "edits":
        return await this.#edit(operation.from, operation.to);
    }
  }

  async visible() {
    const ids: string[] = [];
    for (let cursor: string | null = null, isDone = false; !isDone;) {
      const page: Awaited<ReturnType<typeof this.page>> = await this.page(cursor);
      ids.push(...page.page.map((item) => item.itemId));
      ({ continueCursor: cursor, isDone } = page);
    }
    return ids;
  }

  page(cursor: string | null) {
    return this.#t.query(api.playlists.listTracks, {
      caller: this.#caller,
      playlistId: this.#playlistId,
      paginationOpts: { numItems: 200, cursor },
    });
  }

  async counts() {
    const args = { caller: this.#caller, id: this.#playlistId };
    const playlist = (await this.#t.query(api.playlists.get, args))!;
    return [playlist.trackCount, playlist.durationSeconds];
  }

  #index(fraction: number, beyond = 0) {
    return Math.floor(fraction * (this.model.length + beyond));
  }

  async #insert(index: number) {
    const itemId = await this.#t.mutation(api.playlists.addTrack, {
      caller: this.#caller,
      playlistId: this.#playlistId,
      trackId: this.#trackId,
      position: index,
    });
    this.model.splice(index, 0, itemId);
    this.#newest = itemId;
  }

  async #move(from: number[], to: number | null) {
    if (this.model.length === 0) return;
    const itemIds = [
      ...new Set(from.map((fraction) => this.model[this.#index(fraction)]!)),
    ];
    const rest = this.model.filter((id) => !itemIds.includes(id));
    const after = to === null ? null : (rest[Math.floor(to * rest.length)] ?? null);
    const [caller, playlistId] = [this.#caller, this.#playlistId];
    if (itemIds.length === 1) {
      const [itemId] = itemIds as [string];
      await this.#t.mutation(api.playlists.moveItem, { caller, itemId, after });
    } else {
      await this.#t.mutation(api.playlists.moveItems, {
        caller,
        playlistId,
        itemIds,
        after,
      });
    }
    rest.splice(after === null ? 0 : rest.indexOf(after) + 1, 0, ...itemIds);
    this.model = rest;
  }

  async #remove(from: number) {
    const [itemId] = this.model.splice(this.#index(from), 1);
    if (itemId === undefined) return;
    await this.#t.mutation(api.playlists.removeItem, { caller: this.#caller, itemId });
  }

  /** Fills the playlist with items a gap apart. */
  async seed(count: number) {
    const [playlistId, trackId] = [
      this.#playlistId as Id<"playlists">,
      this.#trackId as Id<"tracks">,
    ];
    this.model = await this.#t.run(async (ctx) => {
      const ids: string[] = [];
      for (let i = 1; i <= count; i++) {
        const row = { playlistId, trackId, position: i * GAP, durationMs: 100 };
        ids.push(await ctx.db.insert("playlistTracks", row));
      }
      await ctx.db.patch("playlists", playlistId, { trackCount: count });
      return ids;
    });
  }

  /** Lets one batch of the background work run. */
  async nextBatch() {
    vi.runOnlyPendingTimers();
    await this.#t.finishInProgressScheduledFunctions();
  }

  async #compact() {
    const playlistId = this.#playlistId as Id<"playlists">;
    await this.#t.mutation(internal.model.playlists.compaction.compact, {
      playlistId,
      floor: null,
    });
  }

  /** One call that removes an item, moves another and adds at the end. */
  async #edit(from: number[], to: number) {
    const edits: PlaylistEdit[] = [];
    const removed = this.model.splice(this.#index(from[0]!), 1)[0];
    if (removed !== undefined) edits.push({ type: "remove", itemId: removed });
    const moved = this.model.splice(this.#index(to), 1)[0];
    if (moved !== undefined) {
      edits.push({ type: "move", itemId: moved, after: null });
      this.model.unshift(moved);
    }
    await this.#t.mutation(api.playlists.applyEdits, {
      caller: this.#caller,
      playlistId: this.#playlistId,
      edits,
    });
  }
}

const SECONDS = 0.1; // added up as a fraction, it would soon be off

async function startModelled() {
  const t = startComponent();
  const { caller } = await signUp(t, "user_1", "vip");
  return new Modelled(
    t,
    caller,
    await createPlaylist(t, caller),
    await createTrack(t, caller, { durationSeconds: SECONDS }),
  );
}

const RUNS = 20;
const OPERATIONS = 280; // a wedge counts as one here, and is 30 of them on average

test(
  "after 10,000 random operations the order is that of a plain array",
  { timeout: 300_000 },
  async () => {
    let mutations = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(operation, { minLength: OPERATIONS, maxLength: OPERATIONS }),
        async (operations) => {
          const playlist = await startModelled();
          for (const [n, next] of operations.entries()) {
            await playlist.apply(next);
            if (n % 100 === 99) expect(await playlist.visible()).toEqual(playlist.model);
          }
          expect(await playlist.visible()).toEqual(playlist.model);
          const { length } = playlist.model;
          const seconds = Math.round(length * SECONDS * 1000) / 1000;
          expect(await playlist.counts()).toEqual([length, seconds]);
          mutations += operations.reduce(
            (sum, next) => sum + (next.kind === "wedge" ? next.times : 1),
            0,
          );
        },
      ),
      { numRuns: RUNS, endOnFailure: true },
    );
    expect(mutations).toBeGreaterThanOrEqual(10_000);
  },
);

test("what two clients do at once ends with every item there once", async () => {
  const playlist = await startModelled();
  for (let i = 0; i < 20; i++) await playlist.apply({ kind: "append" });
  const all = [...playlist.model].sort();
  await Promise.all(
    Array.from({ length: 40 }, (_, n) =>
      playlist.apply({ kind: "move", from: (n % 20) / 20, to: ((n * 7) % 20) / 20 }),
    ),
  );
  expect([...(await playlist.visible())].sort()).toEqual(all);
});

test("a compaction never shows a wrong order, and leaves a gap between all", async () => {
  const playlist = await startModelled();
  for (let i = 0; i < 30; i++) await playlist.apply({ kind: "append" });
  await playlist.apply({ kind: "insert", at: 0.5 });
  await playlist.apply({ kind: "wedge", times: 40 });
  const gaps = async () => {
    const { page } = await playlist.page(null);
    const positions = page.map((item) => item.position);
    return positions.slice(1).map((position, i) => position - positions[i]!);
  };
  expect(Math.min(...(await gaps()))).toBeLessThan(1);
  await playlist.apply({ kind: "compact" });
  await vi.waitFor(async () => {
    expect(await playlist.visible()).toEqual(playlist.model);
    expect(Math.min(...(await gaps()))).toBe(GAP);
  });
});

test("a compaction of several batches keeps the order among edits in between", async () => {
  vi.useFakeTimers();
  const playlist = await startModelled();
  await playlist.seed(2500);
  await playlist.apply({ kind: "compact" });
  for (let batch = 0; batch < 6; batch++) {
    await playlist.apply({ kind: "append" });
    await playlist.apply({ kind: "insert", at: 0.59 });
    await playlist.apply({ kind: "insert", at: 0.1 });
    await playlist.apply({ kind: "move", from: 0.99, to: 0.2 });
    await playlist.apply({ kind: "move", from: 0.3, to: 0.9 });
    await playlist.apply({ kind: "remove", from: 0.6 });
    await playlist.nextBatch();
    expect(await playlist.visible()).toEqual(playlist.model);
  }
  vi.useRealTimers();
}, 60_000);
