import type { PaginationOptions } from "convex/server";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { PlaylistItem } from "../../shared/playlists.js";
import type { Track } from "../../shared/tracks.js";
import { isPendingItem, pendingItemId } from "./pendingItem.js";
import { editPages, type LoadedPage, type PageEdit } from "./playlistPages.js";

function trackOf(title: string): Track {
  const row = { _id: `track ${title}`, _creationTime: 0, url: null, imageUrl: null };
  return { ...row, title, artist: "", isLoop: false, visibility: "public" };
}

function itemOf(itemId: string, position: number): PlaylistItem {
  return { itemId, position, track: trackOf(itemId) };
}

type PageOptions = Partial<PaginationOptions> & { isDone?: boolean };

function pageOf(items: PlaylistItem[], { isDone = false, ...options }: PageOptions) {
  const paginationOpts = { cursor: null, numItems: 1000, ...options };
  const continueCursor = paginationOpts.endCursor ?? (isDone ? "[]" : "next");
  return {
    args: { playlistId: "playlist", paginationOpts },
    value: { page: items, isDone, continueCursor },
  } satisfies LoadedPage;
}

/** A playlist that is loaded to its end: each string is a page, each letter an item. */
function pagesOf(...texts: string[]): LoadedPage[] {
  let count = 0;
  return texts.map((text, index) => {
    const isDone = index === texts.length - 1;
    return pageOf(
      [...text].map((letter) => itemOf(letter, (count += 1) * 1024)),
      {
        cursor: index === 0 ? null : `cursor ${index}`,
        ...(isDone ? { isDone } : { endCursor: `cursor ${index + 1}` }),
      },
    );
  });
}

function idsOf(pages: LoadedPage[]) {
  return pages.map((page) => page.value.page.map((item) => item.itemId).join(""));
}

function positionOf(pages: LoadedPage[], itemId: string) {
  const items = pages.flatMap((page) => page.value.page);
  return items.find((item) => item.itemId === itemId)?.position;
}

const addX = { type: "add", itemId: "x", track: trackOf("x") } as const;
const moved = (itemId: string, after: string | null) =>
  ({ type: "move", itemId, after }) as const;

test("an added item is the last one, a gap behind the others", () => {
  const pages = editPages(pagesOf("ab", "c"), addX);
  expect(idsOf(pages)).toEqual(["ab", "cx"]);
  expect(positionOf(pages, "x")).toBe(4 * 1024);
});

test("an empty playlist shows an added item", () => {
  const pages = editPages(pagesOf(""), addX);
  expect(pages[0]!.value.page).toEqual([
    { itemId: "x", position: 1024, track: addX.track },
  ]);
});

test("an added item is not shown while the end is not loaded", () => {
  const pages = [pageOf([itemOf("a", 1024)], { numItems: 1 })];
  expect(editPages(pages, addX)).toEqual(pages);
});

test("a page without an end cursor keeps its size, as on the server", () => {
  const items = [itemOf("a", 1024), itemOf("b", 2048)];
  const full = pageOf(items, { numItems: 2, isDone: true });
  expect(idsOf(editPages([full], addX))).toEqual(["ab"]);
  const bounded = pageOf(items, { numItems: 2, isDone: true, endCursor: "[]" });
  expect(idsOf(editPages([bounded], addX))).toEqual(["abx"]);
});

test("an item moves within a page, to a position between its neighbours", () => {
  const pages = editPages(pagesOf("abcd"), moved("d", "a"));
  expect(idsOf(pages)).toEqual(["adbc"]);
  expect(positionOf(pages, "d")).toBe(1.5 * 1024);
});

test("an item moves from a page to another, in either direction", () => {
  expect(idsOf(editPages(pagesOf("ab", "cd"), moved("d", "a")))).toEqual(["adb", "c"]);
  expect(idsOf(editPages(pagesOf("ab", "cd"), moved("a", "d")))).toEqual(["b", "cda"]);
});

test("at the end of a page the next neighbour is on another one", () => {
  const pages = editPages(pagesOf("ab", "cd"), moved("d", "b"));
  expect(idsOf(pages)).toEqual(["abd", "c"]);
  expect(positionOf(pages, "d")).toBe(2.5 * 1024);
});

test("an item moves to the front of the first page only", () => {
  const pages = editPages(pagesOf("ab", "cd"), moved("c", null));
  expect(idsOf(pages)).toEqual(["cab", "d"]);
  expect(positionOf(pages, "c")).toBe(0);
});

test("an item keeps its position when there is none left between its neighbours", () => {
  const items = [itemOf("a", 1), itemOf("b", 1 + Number.EPSILON), itemOf("c", 2)];
  const pages = editPages([pageOf(items, { isDone: true })], moved("c", "a"));
  expect(idsOf(pages)).toEqual(["acb"]);
  expect(positionOf(pages, "c")).toBe(2);
});

test("a move that only the server can make changes nothing yet", () => {
  const pages = pagesOf("ab");
  for (const edit of [moved("z", "a"), moved("a", "z"), moved("a", "a")]) {
    expect(editPages(pages, edit)).toBe(pages);
  }
});

test("pages that overlap are all edited", () => {
  const pages = [...pagesOf("abc"), ...pagesOf("a", "bc")];
  expect(idsOf(editPages(pages, moved("c", "a")))).toEqual(["acb", "ac", "b"]);
  expect(idsOf(editPages(pages, { type: "remove", itemId: "b" }))).toEqual([
    "ac",
    "a",
    "c",
  ]);
  expect(idsOf(editPages(pages, addX))).toEqual(["abcx", "a", "bcx"]);
});

test("a page that an edit does not touch stays the same object", () => {
  const pages = pagesOf("ab", "cd", "ef");
  const edited = editPages(pages, moved("d", "e"));
  expect(edited.map((page, index) => page === pages[index])).toEqual([
    true,
    false,
    false,
  ]);
});

test("a stand-in id is told from an id of the server, and used once", () => {
  const itemId = pendingItemId();
  expect(isPendingItem({ itemId })).toBe(true);
  expect(isPendingItem({ itemId: "k57a1b2c3" })).toBe(false);
  expect(pendingItemId()).not.toBe(itemId);
});

/** What an edit means for a plain list. */
function editList(list: string[], edit: PageEdit): string[] {
  if (edit.type === "add") return [...list, edit.itemId];
  const rest = list.filter((itemId) => itemId !== edit.itemId);
  if (edit.type === "remove") return rest;
  return rest.toSpliced(
    edit.after === null ? 0 : rest.indexOf(edit.after) + 1,
    0,
    edit.itemId,
  );
}

/** An edit of what is in the list, picked by two numbers from 0 to 1. */
function pickEdit(
  list: string[],
  type: PageEdit["type"],
  a: number,
  b: number,
): PageEdit {
  const itemId = list[Math.floor(a * list.length)];
  if (type === "add" || itemId === undefined) {
    const newId = pendingItemId();
    return { type: "add", itemId: newId, track: trackOf(newId) };
  }
  if (type === "remove") return { type, itemId };
  const rest = list.filter((other) => other !== itemId);
  return { type, itemId, after: [null, ...rest][Math.floor(b * list.length)]! };
}

const fraction = fc.double({ min: 0, max: 0.999, noNaN: true });
const step = fc.tuple(fc.constantFrom("add", "move", "remove"), fraction, fraction);
const pageSizes = fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 5 });

test("pages under any edits hold what a plain list would, positions in order", () => {
  fc.assert(
    fc.property(pageSizes, fc.array(step, { maxLength: 30 }), (sizes, steps) => {
      let letter = 0x4e00;
      const text = (size: number) =>
        Array.from({ length: size }, () => String.fromCharCode(letter++)).join("");
      let pages = pagesOf(...sizes.map(text));
      let list = idsOf(pages).flatMap((ids) => [...ids]);
      for (const [type, a, b] of steps) {
        const edit = pickEdit(list, type, a, b);
        pages = editPages(pages, edit);
        list = editList(list, edit);
        const items = pages.flatMap((page) => page.value.page);
        expect(items.map((item) => item.itemId)).toEqual(list);
        const positions = items.map((item) => item.position);
        expect(positions).toEqual(positions.toSorted((x, y) => x - y));
        expect(new Set(positions).size).toBe(positions.length);
      }
    }),
  );
});
