import fc from "fast-check";
import { expect, test } from "vitest";
import type { Track } from "../../shared/tracks.js";
import {
  changeQueue,
  currentEntry,
  emptyQueue,
  placeOfTrack,
  type QueueChange,
  type QueueEntry,
  type TrackQueue,
} from "./trackQueue.js";

function trackOf(title: string): Track {
  const row = { _id: `track ${title}`, _creationTime: 0, url: null, imageUrl: null };
  return { ...row, title, artist: "", isLoop: false, visibility: "public" };
}

/** Each letter is an entry of the track of that name; the keys count from 0. */
function queueOf(titles: string, index: number | null): TrackQueue {
  const entries = [...titles].map((title, key) => ({
    key: `${key}`,
    track: trackOf(title),
  }));
  return { entries, index };
}

test("a queue starts at the nearest entry that there is", () => {
  const { entries } = queueOf("ABC", null);
  const startsAt = (index: number) =>
    changeQueue(emptyQueue, { type: "replace", entries, index }).index;
  expect([0, 1.9, 2, 7, -1, NaN, Infinity].map(startsAt)).toEqual([0, 1, 2, 2, 0, 0, 2]);
  expect(changeQueue(queueOf("AB", 1), { type: "replace", entries: [], index: 0 })).toBe(
    emptyQueue,
  );
});

test("a track is found from the current entry on, then from the front", () => {
  expect(placeOfTrack(queueOf("ABAB", 1), "track A")).toBe(2);
  expect(placeOfTrack(queueOf("ABAB", 1), "track B")).toBe(1);
  expect(placeOfTrack(queueOf("ABB", 1), "track A")).toBe(0);
  expect(placeOfTrack(queueOf("AB", null), "track B")).toBe(1);
  expect(placeOfTrack(queueOf("AB", 0), "track C")).toBe(-1);
});

test("a refresh changes every entry of a track, and what is current stays so", () => {
  const queue = queueOf("ABA", 2);
  const newer = { ...trackOf("A"), url: "https://files.example.com/a.mp3" };
  const refreshed = changeQueue(queue, { type: "refresh", tracks: [newer] });
  expect(refreshed.entries.map(({ track }) => track.url)).toEqual([
    newer.url,
    null,
    newer.url,
  ]);
  expect(refreshed.entries.map(({ key }) => key)).toEqual(["0", "1", "2"]);
  expect(refreshed.entries[1]).toBe(queue.entries[1]);
  expect(refreshed.index).toBe(2);
});

test("a refresh that tells nothing new changes nothing", () => {
  const queue = queueOf("AB", 0);
  const known = queue.entries.map(({ track }) => track);
  for (const tracks of [[], known, [trackOf("C")]]) {
    expect(changeQueue(queue, { type: "refresh", tracks })).toBe(queue);
  }
});

/** What a queue means: a list of keys, and the key of the current one. */
type Model = { keys: string[]; current: string | null };

function changeModel({ keys, current }: Model, change: QueueChange): Model {
  const at = current === null ? -1 : keys.indexOf(current);
  switch (change.type) {
    case "replace": {
      const next = change.entries.map(({ key }) => key);
      const start = Math.min(Math.max(change.index, 0), next.length - 1);
      return { keys: next, current: next[start] ?? null };
    }
    case "append":
      return { keys: [...keys, change.entry.key], current };
    case "cutIn": {
      const place = current === null ? keys.length : at + 1;
      return {
        keys: keys.toSpliced(place, 0, change.entry.key),
        current: change.entry.key,
      };
    }
    case "goTo":
      return { keys, current: keys[change.index] ?? current };
    case "next":
      return { keys, current: keys[at + 1] ?? current };
    case "previous":
      return { keys, current: keys[at - 1] ?? current };
    case "remove": {
      const rest = keys.filter((_, index) => index !== change.index);
      const isCurrent = change.index === at && at !== -1;
      return { keys: rest, current: isCurrent ? (rest[at] ?? null) : current };
    }
    case "refresh":
      return { keys, current };
  }
}

let keyCount = 0;
function newEntry(title: string): QueueEntry {
  keyCount += 1;
  return { key: `new ${keyCount}`, track: trackOf(title) };
}

const title = fc.constantFrom("A", "B");
const index = fc.integer({ min: -2, max: 8 });
const change = fc.oneof(
  fc
    .tuple(fc.array(title, { maxLength: 5 }), index)
    .map(([titles, index]): QueueChange => ({
      type: "replace",
      entries: titles.map(newEntry),
      index,
    })),
  title.map((title): QueueChange => ({ type: "append", entry: newEntry(title) })),
  title.map((title): QueueChange => ({ type: "cutIn", entry: newEntry(title) })),
  index.map((index): QueueChange => ({ type: "goTo", index })),
  index.map((index): QueueChange => ({ type: "remove", index })),
  fc.constantFrom<QueueChange[]>(
    { type: "next" },
    { type: "previous" },
    { type: "refresh", tracks: [trackOf("A")] },
  ),
);

test("under any changes a queue holds and plays what a plain list would", () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      let queue = emptyQueue;
      let model: Model = { keys: [], current: null };
      for (const next of changes) {
        const before = queue;
        queue = changeQueue(before, next);
        model = changeModel(model, next);
        expect(queue.entries.map(({ key }) => key)).toEqual(model.keys);
        expect(currentEntry(queue)?.key ?? null).toBe(model.current);
        if (next.type === "next" || next.type === "previous" || next.type === "goTo") {
          expect(queue === before).toBe(queue.index === before.index);
        }
      }
    }),
  );
});
